"""A dictionary from twelve languages into one: what words mean, whatever language they are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomllib

from nlu.text.lexicon import ALL, Languages, Lexicon
from nlu.text.patterns import Token

DATA = Path(__file__).parent / "concepts"


class ConceptReader:
    """Reads concepts; build it once, it compiles the dictionary of every language in concepts/."""

    def __init__(self) -> None:
        """Load concepts/<language>.toml."""
        tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.toml"))}
        self._lexicon = Lexicon(
            {
                language: [(phrase, concept) for concept, phrases in table.items() for phrase in phrases]
                for language, table in tables.items()
            }
        )

    def read(self, found: Sequence[Token], languages: Languages = ALL) -> list[str]:
        """Concepts in the order in which they are mentioned, each once."""
        return list(dict.fromkeys(match.payload for match in self._lexicon.find(found, languages)))

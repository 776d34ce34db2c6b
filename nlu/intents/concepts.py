"""A dictionary from twelve languages into one: what words mean, whatever language they are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomllib

from nlu.text.patterns import Phrases, Token

DATA = Path(__file__).parent / "concepts"


class ConceptReader:
    """Reads concepts; build it once, it compiles the dictionary of every language in concepts/."""

    def __init__(self) -> None:
        """Load concepts/<language>.toml."""
        tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.toml"))]
        self._phrases = Phrases(
            (phrase, concept) for table in tables for concept, phrases in table.items() for phrase in phrases
        )

    def read(self, found: Sequence[Token]) -> list[str]:
        """Concepts in the order in which they are mentioned, each once."""
        return list(dict.fromkeys(match.payload for match in self._phrases.find(found)))

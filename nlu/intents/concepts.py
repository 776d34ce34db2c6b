"""A dictionary from twelve languages into one: what words mean, whatever language they are in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tomllib

from nlu.text.stems import stem

DATA = Path(__file__).parent / "concepts"
MIXED_IN = ("de", "en")
"""Languages whose words stand in messages of all others."""


class Concepts:
    """Looks words up; build it once."""

    def __init__(self) -> None:
        """Load concepts/<language>.toml: a concept and the stems that mean it, as `nlu.text.stems` leaves them."""
        self._meanings: dict[str, dict[str, tuple[str, ...]]] = {}
        for path in sorted(DATA.glob("*.toml")):
            meanings = self._meanings.setdefault(path.stem, {})
            for concept, stems in tomllib.loads(path.read_text(encoding="utf-8")).items():
                for found in stems:
                    meanings[found] = (*meanings.get(found, ()), concept)
        self.of = lru_cache(maxsize=50_000)(self._of)

    def _of(self, word: str, language: str | None) -> tuple[str, ...]:
        """What a word in lower case means; nothing if it is not known.

        Args:
            word: as written, tidied.
            language: of the message.
        """
        for code in (language, *MIXED_IN):
            found = self._meanings.get(code or "", {}).get(stem(word, code))
            if found:
                return found
        return ()

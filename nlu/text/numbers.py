"""Numbers written as words, up to 100, beside digits (which `fold` has made ASCII)."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import tomllib

from nlu.text.normalise import fold

DATA = Path(__file__).parent / "data"
MOST_WORDS = 4  # "quatre vingt dix sept"


@cache
def number_words(languages: frozenset[str]) -> dict[tuple[str, ...], int]:
    """Folded words -> value, in these languages or, for the empty set, in all. A language is a file in data/."""
    asked = (own for language, own in _languages().items() if not languages or language in languages)
    return {words: value for own in asked for words, value in own.items()}


@cache
def _languages() -> dict[str, dict[tuple[str, ...], int]]:
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.toml"))}
    return {
        language: {tuple(spelling.split()): value for spelling, value in _spellings(table)}
        for language, table in tables.items()
    }


def _spellings(table: dict[str, Any]) -> list[tuple[str, int]]:
    def entries(name: str) -> list[tuple[str, int]]:
        return [(word, int(value)) for value, words in table.get(name, {}).items() for word in words]

    compound = [
        (form.format(unit=unit, ten=ten), tens + units)
        for (ten, tens), (unit, units) in product(entries("tens"), entries("units"))
        for form in table.get("compounds", ())
    ]
    return [(_folded(word), value) for word, value in [*compound, *entries("tens"), *entries("words")]]


def _folded(word: str) -> str:
    return fold(word).text.replace("-", " ")


def number_at(texts: list[str], position: int, languages: frozenset[str]) -> tuple[int, int] | None:
    """The number that begins at this word: (value, how many words), the longest reading first."""
    if texts[position].isdigit():
        return (int(texts[position]), 1) if len(texts[position]) <= 6 else None
    table = number_words(languages)
    for length in range(min(MOST_WORDS, len(texts) - position), 0, -1):
        value = table.get(tuple(texts[position : position + length]))
        if value is not None:
            return value, length
    return None

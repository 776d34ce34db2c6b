"""The data files of all languages, put together: people mix languages, so every message is read with all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomllib

from nlu.text.lexicon import WordLists

DATA = Path(__file__).parent / "data"
NO_LANGUAGE = frozenset({"paragraphs", "frames"})


@cache
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Language -> its tables. Adding a language is adding a file."""
    paths = (path for path in sorted(DATA.glob("*.toml")) if path.stem not in NO_LANGUAGE)
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


def entries(table: str) -> Iterator[tuple[str, str]]:
    """(value, phrase) pairs of a table in the data of every language."""
    for tables in languages().values():
        for value, phrases in tables.get(table, {}).items():
            yield from ((value, phrase) for phrase in phrases)


def by_language(table: str) -> dict[str, list[tuple[str, str]]]:
    """Language -> (value, phrase) pairs of a table."""
    return {
        language: [(value, phrase) for value, phrases in tables.get(table, {}).items() for phrase in phrases]
        for language, tables in languages().items()
    }


def words(table: str, name: str) -> WordLists:
    """The words of one list of a table."""
    found = by_language(table)
    return WordLists({language: [word for value, word in own if value == name] for language, own in found.items()})


def phrases(table: str, name: str) -> dict[str, list[tuple[str, str]]]:
    """Language -> the phrases of one list of a table, for a lexicon."""
    found = by_language(table)
    return {language: [(phrase, name) for value, phrase in own if value == name] for language, own in found.items()}


def statements(language: str) -> Iterator[tuple[str, str, str]]:
    """(type, value, phrase) of what somebody says in a whole phrase, in one language."""
    for kind, values in languages()[language].get("statements", {}).items():
        for value, content in values.items():
            phrases = content["phrases"] if isinstance(content, Mapping) else content
            yield from ((kind, value, phrase) for phrase in phrases)

"""How people ask: messages by the article or the kind of offer that answers them, in one file for each language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tomllib

ASKED = Path(__file__).parent / "asked"
TITLES = Path(__file__).parent / "titles"
"""Made of the texts of the directory by `python -m backend.offers titles`."""
ARTICLE, OFFER = "article", "offer"


def asked(language: str) -> Iterator[tuple[str, str, str]]:
    """Kind (`article` or `offer`), id and message; nothing where nobody has written any in the language."""
    yield from _messages(ASKED, language)


def titles(language: str) -> Iterator[tuple[str, str, str]]:
    """The same for what an entry calls itself, and the question that an article says it answers."""
    yield from _messages(TITLES, language)


def _messages(folder: Path, language: str) -> Iterator[tuple[str, str, str]]:
    path = folder / f"{language}.toml"
    if not path.exists():
        return
    for kind, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for key, messages in entries.items():
            yield from ((kind, key, message) for message in messages)

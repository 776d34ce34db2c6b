"""Phrases and words by language: a message is read with the languages it may be in, not with all of them.

People mix their language with German and with English words. But "on" is French for "one" and Turkish for ten, "nu" is
no in Romanian and a filler in Russian: read with every language at once, such words deny or count what nobody said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from nlu.text.normalise import fold
from nlu.text.patterns import Found, Phrases
from nlu.text.tokens import Token

T = TypeVar("T")
Languages = frozenset[str]
"""Codes of languages; the empty set stands for all of them, where nothing is known."""

ALL: Languages = frozenset()
ALWAYS: Languages = frozenset({"de", "en"})


def may_be_in(*known: str | None) -> Languages:
    """The languages to read a message with: those that are known, with German and English; all, if none is."""
    found = frozenset(language for language in known if language)
    return found | ALWAYS if found else ALL


class Lexicon(Generic[T]):
    """Phrases with a payload, kept apart by language."""

    def __init__(self, entries: Mapping[str, Iterable[tuple[str, T]]]) -> None:
        """Compile. Raises ValueError for a faulty phrase."""
        self._phrases = {language: Phrases(own) for language, own in entries.items()}

    def find(self, found: Sequence[Token], languages: Languages) -> list[Found[T]]:
        """Every phrase in the text, in the order of its first word, each once however many languages have it."""
        asked = [phrases for language, phrases in self._phrases.items() if not languages or language in languages]
        matches = dict.fromkeys(match for phrases in asked for match in phrases.find(found))
        return sorted(matches, key=lambda match: match.first)


class WordLists:
    """Folded words, kept apart by language."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """Take the words of each language."""
        self._words = {language: frozenset(fold(word).text for word in own) for language, own in words.items()}
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, languages: Languages) -> frozenset[str]:
        """The words of these languages together."""
        asked = (own for language, own in self._words.items() if not languages or language in languages)
        return frozenset[str]().union(*asked)

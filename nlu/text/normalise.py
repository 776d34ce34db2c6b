"""Normalisation that remembers where every character came from.

Two strengths. `tidy` removes what nobody sees or means (invisible controls, vowel signs, stretched letters) and is
still a text to show to a classifier. `fold` goes on to what only matching wants: lower case, no diacritics, one letter
for the spelling variants of Arabic and Persian. The stored message is never changed; offsets point into it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

WRITTEN = re.compile(r"\S+")
LONGEST_KNOWN = 32  # letters of a word that is remembered
CYRILLIC = re.compile("[\u0400-\u052f]")
LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
STRETCHED = re.compile(r"(.)\1\1")
TATWEEL = "\u0640"
LONGEST_REPEAT = 2  # "jaaaaa" becomes "jaa": double letters carry meaning in all our languages, triple ones in none

APOSTROPHES = dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07", "'")
LETTER_VARIANTS = {
    "ي": "ي", "ی": "ي", "ى": "ي", "ې": "ي",
    "ک": "ك", "ڪ": "ك",
    "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ؤ": "و", "ئ": "ي",
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip


LOOK_ALIKE = dict(zip("aceiopxyABCEHIKMOPTXY", "асеіорхуАВСЕНІКМОРТХУ", strict=True))
"""Latin letters that look like Cyrillic ones: a keyboard in the wrong language, or a text that hides from filters."""

CYRILLIC_LOOK_ALIKE = {cyrillic: latin for latin, cyrillic in LOOK_ALIKE.items()}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A normalised text and, for every character of it, the span of the original that it stands for."""

    text: str
    original: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the original for `text[start:end]`; an empty span maps to an empty one."""
        if start >= end or start >= len(self.starts):
            position = self.starts[start] if start < len(self.starts) else len(self.original)
            return position, position
        return self.starts[start], self.ends[min(end, len(self.ends)) - 1]


_Piece = tuple[str, int, int]


def tidy(text: str) -> Mapped:
    """NFC without invisible characters, vowel signs, tatweel and stretched letters; ASCII digits, plain spaces."""
    return _mapped(text, _tidied)


def fold(text: str) -> Mapped:
    """`tidy`, in lower case, without diacritics, with one letter for spelling variants (أ إ آ ا, ی ى ي, ß ss)."""
    return _mapped(text, _folded)


def _mapped(original: str, normalised: Normalised) -> Mapped:
    """Word by word, with one space between them: messages are made of the same words again and again."""
    characters, starts, ends = list[str](), list[int](), list[int]()
    space = 0
    for match in WRITTEN.finditer(original):
        word = normalised(match.group())
        if not word.text:
            continue
        if characters:
            characters.append(" ")
            starts.append(space)
            ends.append(space + 1)
        characters.append(word.text)
        starts += [match.start() + start for start in word.starts]
        ends += [match.start() + end for end in word.ends]
        space = match.end()
    return Mapped("".join(characters), original, tuple(starts), tuple(ends))


class Normalised:
    """How words are written in the normalised text."""

    def __init__(self, *, folding: bool) -> None:
        self._change = Change(folding=folding)
        self._known = lru_cache(maxsize=20_000)(self._uncached)

    def __call__(self, written: str) -> Mapped:
        """The word; one too long to come again is not worth a place in the cache."""
        return self._known(written) if len(written) <= LONGEST_KNOWN else self._uncached(written)

    def _uncached(self, written: str) -> Mapped:
        pieces: Iterable[_Piece] = [piece for piece in _pieces(written, self._change) if piece[0]]
        text = "".join(text for text, _, _ in pieces)
        if " " in text:
            pieces = _spaces(pieces)
        if CYRILLIC.search(text) and LATIN.search(text):
            pieces = _one_script(pieces)
        if STRETCHED.search(text):
            pieces = _squeeze(pieces)
        kept = [(character, start, end) for text, start, end in pieces for character in text]
        return Mapped(
            "".join(character for character, _, _ in kept),
            written,
            tuple(start for _, start, _ in kept),
            tuple(end for _, _, end in kept),
        )


def _pieces(text: str, change: Change) -> Iterable[_Piece]:
    """Cut into a base character and the marks that follow it, so that composing never crosses a cut."""
    start = 0
    for position in range(1, len(text) + 1):
        if position < len(text) and unicodedata.combining(text[position]):
            continue
        yield change(text[start:position]), start, position
        start = position


class Change:
    """How one cluster of characters is written in the normalised text."""

    def __init__(self, *, folding: bool) -> None:
        self._folding = folding
        self._change = lru_cache(maxsize=4096)(self._uncached)

    def __call__(self, cluster: str) -> str:
        # A cluster of hundreds of marks is an attack or an accident; it is not worth a place in the cache.
        return self._change(cluster) if len(cluster) <= 8 else self._change(cluster[:8])

    def _uncached(self, cluster: str) -> str:
        composed = unicodedata.normalize("NFC", cluster)
        return "".join(self._one(character) for character in composed)

    def _one(self, character: str) -> str:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zs", "Zl", "Zp"):
            return " "
        if category in ("Cc", "Cf", "Cs", "Co", "Cn") or character == TATWEEL or _is_arabic_mark(character):
            return ""
        if category == "Nd":
            return str(unicodedata.digit(character))
        character = APOSTROPHES.get(character, character)
        return _fold_character(character) if self._folding else character


def _is_arabic_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and "\u0610" <= character <= "\u08ff"


def _fold_character(character: str) -> str:
    folded = ""
    for lower in character.lower():
        variant = LETTER_VARIANTS.get(lower)
        folded += variant or "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return "".join(LETTER_VARIANTS.get(c, c) for c in folded.lower())


def _spaces(pieces: Iterable[_Piece]) -> Iterable[_Piece]:
    """One space between words, none at the edges."""
    pending: _Piece | None = None
    begun = False
    for piece in pieces:
        if piece[0].isspace():
            pending = pending or (" ", piece[1], piece[2])
            continue
        if pending and begun:
            yield pending
        pending, begun = None, True
        yield piece


def _one_script(pieces: Iterable[_Piece]) -> Iterable[_Piece]:
    """Words in two alphabets in the one that most of their letters are of ("рaботa" with two Latin letters)."""
    for letters, run in groupby(pieces, key=lambda piece: piece[0].isalpha()):
        word = list(run)
        yield from _respelt(word) if letters else word


def _respelt(word: list[_Piece]) -> list[_Piece]:
    cyrillic = sum(bool(CYRILLIC.match(text)) for text, _, _ in word)
    latin = sum(bool(LATIN.match(text)) for text, _, _ in word)
    if not cyrillic or not latin:
        return word
    table = LOOK_ALIKE if cyrillic >= latin else CYRILLIC_LOOK_ALIKE
    return [(table.get(text, text), start, end) for text, start, end in word]


def _squeeze(pieces: Iterable[_Piece]) -> Iterable[_Piece]:
    for _, run in groupby(pieces, key=lambda piece: piece[0]):
        repeated = list(run)
        letter = repeated[0][0].isalpha() or len(repeated) > 8
        if not letter or len(repeated) <= LONGEST_REPEAT or repeated[0][0].isdigit():
            yield from repeated
            continue
        yield from repeated[: LONGEST_REPEAT - 1]
        text, start, _ = repeated[LONGEST_REPEAT - 1]
        yield text, start, repeated[-1][2]


_tidied = Normalised(folding=False)
_folded = Normalised(folding=True)

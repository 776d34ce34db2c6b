"""Words of a folded text with numbers put together, each with every form under which a phrase may find it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlu.text.numbers import number_at
from nlu.text.words import Word, words

LONGEST_WORD = 40

CLITICS = re.compile(r"^(?:و|ف)?(?:ال|بال|لل|عال|هال|كال|ب|ل|ع)?(?=[\u0621-\u064a]{3})")
UMLAUT = re.compile(r"(?<=[b-df-hj-np-rt-z])[aou]e|^[aou]e(?=[b-df-hj-np-tv-z])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or the words of one number, with every form under which it may be found."""

    forms: frozenset[str]
    start: int
    end: int
    number: int | None
    ends_clause: bool
    after_comma: bool


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """The word itself, without apostrophes, without Arabic clitics, and with "ue" for "ü" undone."""
    plain = word.replace("'", "").replace("’", "")
    found = {word, plain}
    if "\u0621" <= plain[:1] <= "\u064a":
        rest = plain
        for _ in range(2):  # و + بال
            found.add(rest)
            rest = rest[1:] if rest[:1] in "وف" and len(rest) > 3 else rest
        found.update({rest, CLITICS.sub("", rest), CLITICS.sub("", plain)})
        found.update(form.removeprefix("ال") for form in tuple(found) if len(form) > 4)
    else:
        found.add(UMLAUT.sub(lambda match: match.group()[0], plain))
    return frozenset(found)


def tokens(folded: str, languages: frozenset[str] = frozenset()) -> list[Token]:
    """Words of a folded text with numbers put together, as these languages (or, for none, all) write numbers."""
    found = words(folded)
    texts = [word.text for word in found]
    result, position = [], 0
    while position < len(found):
        number = number_at(texts, position, languages)
        length = number[1] if number else 1
        result.append(_token(found[position : position + length], number[0] if number else None))
        position += length
    return result


def _token(covered: Sequence[Word], number: int | None) -> Token:
    first = covered[0]
    text = " ".join(word.text for word in covered)
    return Token(forms(text[:LONGEST_WORD]), first.start, covered[-1].end, number, first.ends_clause, first.after_comma)

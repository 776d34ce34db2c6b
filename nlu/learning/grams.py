"""Letters of a text as features: pieces of words, which survive typos, endings and dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST, LONGEST = 2, 5
MOST_WORDS = 120
EDGE = "_"
TELLING = 4
"""Letters of a piece that strings of nonsense do not share with words by chance."""

NUMBER = re.compile(r"\d+")


def letter_grams(folded: str) -> Iterator[str]:
    """Pieces of two to five letters within the words of a folded text; "_" marks where a word begins or ends.

    All numbers look alike: which one it is says nothing about what somebody wants.
    """
    for word in NUMBER.sub("0", folded).split()[:MOST_WORDS]:
        marked = f"{EDGE}{word[:40]}{EDGE}"
        for length in range(SHORTEST, min(LONGEST, len(marked)) + 1):
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]
        if len(marked) < SHORTEST:
            yield marked


def telling_grams(folded: str) -> Iterator[list[str]]:
    """Of each word the pieces by which one can tell whether it, or a word like it, was ever seen."""
    for word in folded.split()[:MOST_WORDS]:
        if any(character.isalpha() for character in word):
            marked = f"{EDGE}{word[:40]}{EDGE}"
            length = min(TELLING, len(marked))
            yield [marked[start : start + length] for start in range(len(marked) - length + 1)]

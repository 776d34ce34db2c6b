"""Letters of a text as features: pieces of words, which survive typos, endings and dialect."""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST, LONGEST = 2, 5
MOST_WORDS = 120
EDGE = "_"


def letter_grams(folded: str) -> Iterator[str]:
    """Pieces of two to five letters within the words of a folded text; "_" marks where a word begins or ends."""
    for word in folded.split()[:MOST_WORDS]:
        marked = f"{EDGE}{word[:40]}{EDGE}"
        for length in range(SHORTEST, min(LONGEST, len(marked)) + 1):
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]
        if len(marked) < SHORTEST:
            yield marked

"""Whether two sentences are nearly the same: evaluation sentences that look like training sentences measure memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from nlu.text import fold

TOO_ALIKE = 0.8
PIECE = 3


def pieces(text: str) -> frozenset[str]:
    """Three letters each of a folded text without signs; its beginning and end are marked."""
    plain = " ".join("".join(c if c.isalnum() else " " for c in fold(text).text).split())
    marked = f"  {plain}  "
    return frozenset(marked[start : start + PIECE] for start in range(len(marked) - PIECE + 1))


class Known:
    """Sentences that others must not look like."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """Index the pieces of all sentences."""
        self._texts = list(sentences)
        self._sizes = [len(pieces(text)) for text in self._texts]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for piece in pieces(text):
                self._holders[piece].append(number)

    def like(self, text: str) -> str | None:
        """A known sentence that shares at least four in five of all pieces with this one (Jaccard), if there is one."""
        own = pieces(text)
        shared = Counter(number for piece in own for number in self._holders.get(piece, ()))
        for number, count in shared.items():
            if count / (len(own) + self._sizes[number] - count) >= TOO_ALIKE:
                return self._texts[number]
        return None

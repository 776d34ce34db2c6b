"""Ages and counts: the client's own age, a child's, how many. A number alone is an age only if nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlu.entities import tables
from nlu.entities.entity import Span
from nlu.text.patterns import Found, Phrases, Token

OLDEST = 110
MOST = {"age": OLDEST, "child_age": 30, "count": 30}

_Payload = tuple[str, int | None]


class AgeReader:
    """Reads `age`, `child_age` and `count` from the phrases of every language."""

    def __init__(self) -> None:
        """Load the phrases of all languages; people mix them."""
        self._phrases: Phrases[_Payload] = Phrases(
            (phrase, (kind, int(value) if value.isdigit() else None))
            for kind in MOST
            for value, phrase in tables.entries(kind)
        )
        self._not_years = Phrases((phrase, "unit") for _, phrase in tables.entries("not_years"))
        self._and = tables.words("context", "and")

    def read(self, found: Sequence[Token]) -> list[Span]:
        """Ages in the order of certainty: children first, because "my son is 7" also holds "is 7"."""
        refused = {match.first for match in self._not_years.find(found)}
        matches = list(self._phrases.find(found))
        matches.sort(key=lambda match: match.first - match.last)  # the longest reading stays
        years = [match for match in matches if match.payload[0] != "count" and match.last not in refused]
        counts = [match for match in matches if match.payload[0] == "count"]
        children = self._all(found, (match for match in years if match.payload[0] == "child_age"))
        return [*children, *self._all(found, counts), *self._all(found, (m for m in years if m.payload[0] == "age"))]

    def _all(self, found: Sequence[Token], matches: Iterable[Found[_Payload]]) -> list[Span]:
        return [span for match in matches for span in self._spans(found, match)]

    def _spans(self, found: Sequence[Token], match: Found[_Payload]) -> Iterator[Span]:
        kind, constant = match.payload
        value = match.number if constant is None else constant
        if value is None or value > MOST[kind]:
            return
        yield Span(kind, value, found[match.first].start, found[match.last - 1].end)
        if kind == "child_age":
            yield from self._more_children(found, match.last)

    def _more_children(self, found: Sequence[Token], position: int) -> Iterator[Span]:
        """ "... are 3, 5 and 8"."""
        while position < len(found):
            token = found[position]
            if token.number is not None and token.number <= MOST["child_age"]:
                yield Span("child_age", token.number, token.start, token.end)
            elif not token.forms & self._and:
                return
            position += 1

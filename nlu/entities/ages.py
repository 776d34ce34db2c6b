"""Ages: the client's own and a child's. A number alone is an age only if it is all the message says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import tomllib

from nlu.entities.entity import Span
from nlu.text.patterns import Found, Phrases, Token

DATA = Path(__file__).parent / "data" / "ages.toml"
OLDEST = 110
OLDEST_CHILD = 30


class AgeReader:
    """Reads `age` and `child_age` from phrases (data/ages.toml)."""

    def __init__(self) -> None:
        """Load the phrases of all languages; people mix them."""
        with DATA.open("rb") as file:
            data = tomllib.load(file)
        entries = [
            (phrase, (kind, int(value) if value.isdigit() else None))
            for table in data["phrases"].values()
            for kind, by_value in table.items()
            for value, phrases in by_value.items()
            for phrase in phrases
        ]
        self._phrases: Phrases[tuple[str, int | None]] = Phrases(entries)
        self._not_years = Phrases((phrase, "unit") for words in data["not_years"].values() for phrase in words)
        self._and = frozenset(data["and"]["words"])

    def read(self, found: Sequence[Token]) -> list[Span]:
        """Ages in the order of certainty: children first, because "my son is 7" also holds "is 7"."""
        refused = {match.first for match in self._not_years.find(found)}
        matches = [match for match in self._phrases.find(found) if match.last not in refused]
        matches.sort(key=lambda match: match.first - match.last)  # the longest reading stays
        children = [m for m in matches if m.payload[0] == "child_age"]
        own = [m for m in matches if m.payload[0] == "age"]
        spans = [span for match in children for span in self._spans(found, match, OLDEST_CHILD)]
        return [*spans, *(span for match in own for span in self._spans(found, match, OLDEST))]

    def _spans(self, found: Sequence[Token], match: Found[tuple[str, int | None]], oldest: int) -> Iterator[Span]:
        kind, constant = match.payload
        value = match.number if constant is None else constant
        if value is None or value > oldest:
            return
        yield Span(kind, value, found[match.first].start, found[match.last - 1].end)
        if kind == "child_age":
            yield from self._more_children(found, match.last)

    def _more_children(self, found: Sequence[Token], position: int) -> Iterator[Span]:
        """ "... are 3, 5 and 8"."""
        while position < len(found):
            token = found[position]
            if token.number is not None and token.number <= OLDEST_CHILD:
                yield Span("child_age", token.number, token.start, token.end)
            elif not token.forms & self._and:
                return
            position += 1

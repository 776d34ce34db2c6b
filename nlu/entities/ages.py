"""Ages and counts: the client's own age, a child's, how many. A number alone is an age only if nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from nlu.entities import tables
from nlu.entities.entity import Span
from nlu.text.lexicon import Languages, Lexicon
from nlu.text.patterns import Found
from nlu.text.tokens import Token

OLDEST = 110
FEWEST_COUNTED, MOST_COUNTED = 2, 12
MOST = {"age": OLDEST, "child_age": 30, "count": 30}

_Payload = tuple[str, int | None]


class AgeReader:
    """Reads `age`, `child_age` and `count` from the phrases of every language."""

    def __init__(self) -> None:
        """Load the phrases of all languages; people mix them."""
        self._phrases: Lexicon[_Payload] = Lexicon({language: _phrases(language) for language in tables.languages()})
        units = tables.by_language("not_years")
        self._not_years = Lexicon({code: [(phrase, "unit") for _, phrase in own] for code, own in units.items()})
        self._and = tables.words("context", "and")

    def read(self, found: Sequence[Token], languages: Languages) -> list[Span]:
        """Ages in the order of certainty: children first, because "my son is 7" also holds "is 7"."""
        refused = {match.first for match in self._not_years.find(found, languages)}
        matches = self._phrases.find(found, languages)
        matches.sort(key=lambda match: match.first - match.last)  # the longest reading stays
        years = [match for match in matches if match.payload[0] != "count" and match.last not in refused]
        counts = [match for match in matches if match.payload[0] == "count"]
        children = [match for match in years if match.payload[0] == "child_age"]
        own = [match for match in years if match.payload[0] == "age"]
        joining = self._and.of(languages)
        return [span for match in (*children, *counts, *own) for span in self._spans(found, match, joining)]

    def _spans(self, found: Sequence[Token], match: Found[_Payload], joining: frozenset[str]) -> Iterator[Span]:
        kind, constant = match.payload
        value = match.number if constant is None else constant
        if value is None or value > MOST[kind]:
            return
        yield Span(kind, value, found[match.first].start, found[match.last - 1].end)
        if kind == "child_age":
            yield from _more_children(found, match.last, joining)


def _phrases(language: str) -> Iterator[tuple[str, _Payload]]:
    for kind in MOST:
        for value, phrase in tables.by_language(kind)[language]:
            yield phrase, (kind, int(value) if value.isdigit() else None)


def _more_children(found: Sequence[Token], position: int, joining: frozenset[str]) -> Iterator[Span]:
    """ "... are 3, 5 and 8"."""
    while position < len(found):
        token = found[position]
        if token.number is not None and token.number <= MOST["child_age"]:
            yield Span("child_age", token.number, token.start, token.end)
        elif not token.forms & joining:
            return
        position += 1


def people_counted(found: Sequence[Token], names: Iterable[Span]) -> Iterator[Span]:
    """ "... with two cousins": a number right before somebody who is named by their relation, in any language."""
    people = {span.start: span for span in names if span.type == "relation"}
    for number, following in pairwise(found):
        person = people.get(following.start)
        if person and number.number is not None and FEWEST_COUNTED <= number.number <= MOST_COUNTED:
            yield Span("count", number.number, number.start, person.end)

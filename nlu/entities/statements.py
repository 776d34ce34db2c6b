"""What people say about themselves in whole phrases: where they live, for whom they write, who is with them.

A name means the same wherever it stands; a statement needs the words around it ("for my mother", not "my mother").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import tomllib
from babel import Locale

from nlu.entities.entity import Span, without_overlaps
from nlu.text.normalise import fold
from nlu.text.patterns import Found, Phrases, Token

DATA = Path(__file__).parent / "data"
TRUTHS = {"true": True, "false": False}
REACH_OF_NEGATION = 2  # words before the phrase, in the same half of the sentence
EU_CITIZEN = ("residence_title", "eu_citizen")
NO_STATEMENT = ("", "")

_Meaning = tuple[str, str]


class StatementReader:
    """Reads data/statements.toml and data/nationality.toml."""

    def __init__(self) -> None:
        """Compile the phrases of all languages; people mix them."""
        data, origin = _load("statements"), _load("nationality")
        self._phrases = Phrases(chain(_entries(data["phrases"]), _nationalities(origin)))
        self._negators = frozenset(fold(word).text for word in _load("context")["negators"])

    def read(self, found: Sequence[Token]) -> list[Span]:
        """Statements in the order of the text. Those of different types may overlap, of one type the longest stays."""
        matches = sorted(self._phrases.find(found), key=lambda match: match.first - match.last)
        taken_back = [match for match in matches if match.payload == NO_STATEMENT]
        spans = [self._span(found, match) for match in matches if self._holds(found, match, taken_back)]
        by_type = (without_overlaps(s for s in spans if s.type == kind) for kind in {span.type for span in spans})
        return sorted(chain.from_iterable(by_type), key=lambda span: (span.start, span.type))

    def _holds(self, found: Sequence[Token], match: Found[_Meaning], taken_back: Sequence[Found[_Meaning]]) -> bool:
        return (
            match.payload != NO_STATEMENT
            and not any(other.first <= match.first and match.last <= other.last for other in taken_back)
            and not any(token.forms & self._negators for token in _before(found, match.first))
        )

    @staticmethod
    def _span(found: Sequence[Token], match: Found[_Meaning]) -> Span:
        kind, value = match.payload
        return Span(kind, TRUTHS.get(value, value), found[match.first].start, found[match.last - 1].end)


def _before(found: Sequence[Token], first: int) -> Iterator[Token]:
    for position in range(first - 1, max(first - 1 - REACH_OF_NEGATION, -1), -1):
        if found[position + 1].after_comma or found[position].ends_clause:
            return
        yield found[position]


def _load(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(kinds: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[tuple[str, _Meaning]]:
    for kind, values in kinds.items():
        for value, languages in values.items():
            meaning = NO_STATEMENT if kind == "none" else (kind, value)
            yield from ((phrase, meaning) for phrases in languages.values() for phrase in phrases)


def _nationalities(origin: Mapping[str, Any]) -> Iterator[tuple[str, _Meaning]]:
    """The frames of each language, filled with its names of countries (CLDR's and our own) and peoples."""
    for language, table in origin["languages"].items():
        territories = Locale.parse(language).territories
        countries = [*(str(territories[code]) for code in origin["countries"]), *table["countries"]]
        fillings = {
            "{country}": _alternatives(countries),
            "{people}": _alternatives(table["people"]),
            "{adjective}": _alternatives(table["adjectives"]),
        }
        for meaning, frames in ((EU_CITIZEN, table["frames"]), (NO_STATEMENT, table["no_statement"])):
            for frame in frames:
                for place, names in fillings.items():
                    frame = frame.replace(place, names)
                yield frame, meaning


def _alternatives(names: Iterable[str]) -> str:
    return f"({'|'.join(names)})"

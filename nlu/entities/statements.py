"""What people say about themselves in whole phrases: where they live, for whom they write, who is with them.

A name means the same wherever it stands; a statement needs the words around it ("for my mother", not "my mother").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from nlu.entities import tables
from nlu.entities.countries import EU, country_phrases
from nlu.entities.entity import Span, without_overlaps
from nlu.text.lexicon import Languages, Lexicon
from nlu.text.patterns import Found
from nlu.text.tokens import Token

TRUTHS = {"true": True, "false": False}
REACH_OF_NEGATION = 2  # words before the phrase, in the same half of the sentence
EU_CITIZEN = ("residence_title", "eu_citizen")
NO_STATEMENT = ("", "")

_Meaning = tuple[str, str]


class StatementReader:
    """Reads the statements of every language, and who says that they are citizens of the EU."""

    def __init__(self) -> None:
        """Compile the phrases of all languages; people mix them."""
        known = tables.languages()
        self._phrases = Lexicon({language: chain(_said(language), _citizens(language)) for language in known})
        self._negators = tables.words("context", "negators")

    def read(self, found: Sequence[Token], languages: Languages) -> list[Span]:
        """Statements in the order of the text. Those of different types may overlap, of one type the longest stays."""
        matches = sorted(self._phrases.find(found, languages), key=lambda match: match.first - match.last)
        taken_back = [match for match in matches if match.payload == NO_STATEMENT]
        negators = self._negators.of(languages)
        spans = [_span(found, match) for match in matches if _holds(found, match, taken_back, negators)]
        by_type = (without_overlaps(s for s in spans if s.type == kind) for kind in {span.type for span in spans})
        return sorted(chain.from_iterable(by_type), key=lambda span: (span.start, span.type))


def _holds(
    found: Sequence[Token], match: Found[_Meaning], taken_back: Sequence[Found[_Meaning]], negators: frozenset[str]
) -> bool:
    return (
        match.payload != NO_STATEMENT
        and not any(other.first <= match.first and match.last <= other.last for other in taken_back)
        and not any(token.forms & negators for token in _before(found, match.first))
    )


def _span(found: Sequence[Token], match: Found[_Meaning]) -> Span:
    kind, value = match.payload
    return Span(kind, TRUTHS.get(value, value), found[match.first].start, found[match.last - 1].end)


def _before(found: Sequence[Token], first: int) -> Iterator[Token]:
    for position in range(first - 1, max(first - 1 - REACH_OF_NEGATION, -1), -1):
        if found[position + 1].after_comma or found[position].ends_clause:
            return
        yield found[position]


def _said(language: str) -> Iterator[tuple[str, _Meaning]]:
    for kind, value, phrase in tables.statements(language):
        yield phrase, NO_STATEMENT if kind == "none" else (kind, value)


def _citizens(language: str) -> Iterator[tuple[str, _Meaning]]:
    """The frames of a language, filled with its words for the countries of the EU, the EEA and Switzerland.

    Citizens of these need no title. Which country it is decides nothing (responsibility.md section 2, `nationality`).
    """
    own = tables.languages()[language].get("eu", {})
    names = [phrase for code, phrase in country_phrases(language) if code in EU]
    filling = "(" + "|".join([*own.get("names", ()), *names]) + ")"
    for list_name, meaning in (("frames", EU_CITIZEN), ("no_statement", NO_STATEMENT)):
        for frame in own.get(list_name, ()):
            if frame.strip(" ^$") != "{eu}":  # a bare "Poland" answers many questions
                yield frame.replace("{eu}", filling), meaning

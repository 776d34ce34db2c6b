"""Puts the readers of single types together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from nlu.entities.ages import AgeReader, people_counted
from nlu.entities.contacts import emails, phones, references
from nlu.entities.dates import DateReader
from nlu.entities.entity import Entity, Span, without_overlaps
from nlu.entities.gazetteer import DRAWN, Gazetteer
from nlu.entities.names import Places
from nlu.entities.paragraphs import ParagraphReader
from nlu.entities.statements import StatementReader
from nlu.text.lexicon import ALL, Languages
from nlu.text.normalise import Mapped
from nlu.text.tokens import Token

TITLE = "residence_title"
UNKNOWN = "unknown"
REFUSAL = "responsibility_unclear"
OFFICES = ("benefit", "benefits_drawn", "case_management")
BESIDE_OTHERS = frozenset({"organisation", "document", "relation", "job", "country", "language", "german_level"})
"""Types that may stand inside another finding: "mother" in "I write for my mother", "passport" in "blue passport"."""

ALONGSIDE = BESIDE_OTHERS | {DRAWN}


class EntityReader:
    """Reads every entity of a message; build it once, it loads its gazetteers."""

    def __init__(self, places: Places) -> None:
        """Load the data files and the given places."""
        self._ages = AgeReader()
        self._dates = DateReader()
        self._gazetteer = Gazetteer(places)
        self._paragraphs = ParagraphReader()
        self._statements = StatementReader()

    def read(
        self, folded: Mapped, found: Sequence[Token], today: date | None = None, languages: Languages = ALL
    ) -> list[Entity]:
        """Entities in the order of the text. Statements and plain things may overlap with others.

        Args:
            folded: the folded text.
            found: its tokens.
            today: day from which "yesterday" and a date without a year are counted; without it both stay unread.
            languages: those that the message may be in.
        """
        names = list(self._gazetteer.read(folded, found, languages))
        things = [span for span in names if span.type in BESIDE_OTHERS]
        drawn = [span for span in names if span.type == DRAWN]
        dates = self._dates.read(folded.text, found, today, languages)
        contacts = [*emails(folded.text), *phones(folded.text), *references(folded.text)]
        titles = [*self._paragraphs.read(folded.text), *(span for span in names if span.type not in ALONGSIDE)]
        ages = self._ages.read(found, languages)
        firm = without_overlaps([*dates, *contacts, *titles, *ages, *people_counted(found, names)])
        spans = _firm_titles(firm, self._statements.read(found, languages))
        spans = [*_without_offices_that_refuse([*spans, *drawn]), *_outside(contacts, things)]
        return [self._entity(folded, span) for span in sorted(spans, key=lambda span: (span.start, span.end))]

    @staticmethod
    def _entity(folded: Mapped, span: Span) -> Entity:
        start, end = folded.span(span.start, span.end)
        return Entity(span.type, folded.original[start:end], span.value, start, end)


def _firm_titles(named: list[Span], stated: list[Span]) -> list[Span]:
    """A paper named beside it says more than a Fiktionsbescheinigung, and more than where somebody is from."""
    titles = [span for span in named if span.type == TITLE]
    firm = [span for span in titles if span.value != UNKNOWN]
    kept = [span for span in stated if span.type != TITLE or not firm]
    vague = [span for span in titles if span.value == UNKNOWN and (firm or any(s.type == TITLE for s in kept))]
    return [*(span for span in named if span not in vague), *kept]


def _without_offices_that_refuse(spans: list[Span]) -> list[Span]:
    """ "The Jobcenter says Sozialamt" tells who sends them away, not who pays."""
    refusals = [span for span in spans if span.type == REFUSAL]
    return [span for span in spans if span.type not in OFFICES or span in _outside(refusals, [span])]


def _outside(others: Iterable[Span], spans: Iterable[Span]) -> list[Span]:
    taken = [(other.start, other.end) for other in others]
    return [span for span in spans if all(span.end <= start or span.start >= end for start, end in taken)]

"""Puts the readers of single types together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nlu.entities.ages import AgeReader
from nlu.entities.contacts import emails, phones, references
from nlu.entities.dates import DateReader
from nlu.entities.entity import Entity, Span, without_overlaps
from nlu.entities.gazetteer import Gazetteer
from nlu.text.normalise import Mapped
from nlu.text.patterns import Token

Places = Mapping[str, Sequence[str]]
"""Key of a municipality -> its names and aliases, in any script."""


class EntityReader:
    """Reads every entity of a message; build it once, it loads its gazetteers."""

    def __init__(self, places: Places) -> None:
        """Load the data files and the given places."""
        self._ages = AgeReader()
        self._dates = DateReader()
        self._gazetteer = Gazetteer(places)

    def read(self, folded: Mapped, found: Sequence[Token], today: date | None = None) -> list[Entity]:
        """Entities in the order of the text, without overlaps.

        Args:
            folded: the folded text.
            found: its tokens.
            today: day from which "yesterday" and a date without a year are counted; without it both stay unread.
        """
        dates = self._dates.read(folded.text, found, today)
        contacts = [*emails(folded.text), *phones(folded.text)]
        names = self._gazetteer.read(folded)
        spans: list[Span] = [*dates, *contacts, *references(folded.text), *names, *self._ages.read(found)]
        return [self._entity(folded, span) for span in without_overlaps(spans)]

    @staticmethod
    def _entity(folded: Mapped, span: Span) -> Entity:
        start, end = folded.span(span.start, span.end)
        return Entity(span.type, folded.original[start:end], span.value, start, end)

"""The agenda: what is overdue, due today and due within a week, from every subject that knows of due days.

A subject takes part by a source: it says what of its own is due for somebody between two days. The agenda knows no
subject; ``sources.py`` names those that there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import LOCAL_ZONE, local_date
from backend.core.context import Context
from backend.organisations.models import Staff

type When = Literal["overdue", "today", "soon"]
WHENS: tuple[When, ...] = get_args(When.__value__)
#: So far ahead the agenda looks, and so many entries of each source it shows for each of ``WHENS``.
AHEAD = timedelta(days=7)
MOST = 50
#: Before this day nothing was due.
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Days:
    """A span of days, both counted, of which moments are asked up to ``now`` (``overdue``) or from it on."""

    when: When
    first: date
    last: date
    now: datetime

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The same as moments, the end not counted. What was due this morning is overdue, though its day is not."""
        begins = datetime.combine(self.first, time(), LOCAL_ZONE)
        ends = datetime.combine(self.last + timedelta(days=1), time(), LOCAL_ZONE)
        if self.when == "overdue":
            return begins, self.now
        return max(begins, self.now), ends


@dataclass(frozen=True)
class Entry:
    """Something with a due day. Nothing of the person but the number that the case has here."""

    kind: str
    day: date
    #: Where it is dealt with, below ``/console``.
    path: str
    #: Of what belongs to no single handover there is none.
    reference: str | None = None
    #: The hour, where one counts.
    at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Due:
    """The first entries of a source in a span of days, and how many there are."""

    entries: Sequence[Entry]
    count: int


class Source(Protocol):
    """Somebody who knows of due days."""

    async def __call__(self, context: Context, session: AsyncSession, staff: Staff, days: Days, /) -> Due:
        """What is due for ``staff`` in ``days``, the earliest first, ``MOST`` entries at most."""
        ...


@dataclass(frozen=True)
class Part:
    """What is overdue, due today or due soon."""

    when: When
    entries: Sequence[Entry]
    count: int


def spans(now: datetime) -> list[Days]:
    """The spans of the agenda."""
    today, day = local_date(now), timedelta(days=1)
    return [
        Days("overdue", LONG_AGO, today - day, now),
        Days("today", today, today, now),
        Days("soon", today + day, today + AHEAD, now),
    ]


async def agenda(context: Context, staff: Staff, sources: Sequence[Source]) -> list[Part]:
    """What is due for a member of staff, in the order of ``WHENS``."""
    async with context.database.reading() as session:
        return [await _part(context, session, staff, sources, days) for days in spans(context.clock())]


async def _part(context: Context, session: AsyncSession, staff: Staff, sources: Sequence[Source], days: Days) -> Part:
    found = [await source(context, session, staff, days) for source in sources]
    entries = [entry for due in found for entry in due.entries]
    entries.sort(key=lambda entry: (entry.day, not entry.urgent, entry.at is None, entry.at or days.now))
    return Part(days.when, entries, sum(due.count for due in found))

"""Until when an answer to a handover is due. Pure: a moment and opening hours in, a moment out.

What is urgent is answered within hours in which the service is open; everything else by the close of one of its next
open days, the day of the request not counted (§ 187 BGB). Nobody is open on a public holiday of the Land. Hours are
those on the clocks of the place, so the two nights a year in which they are moved count as long as they last.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import chain

import holidays

from backend.core.clock import LOCAL_ZONE, local_date

#: Weekday codes with opening and closing time, as a service has them (``organisations/models.py``).
type Schedule = Sequence[Mapping[str, str]]
type Span = tuple[datetime, datetime]

#: When somebody is taken to be there where nothing is known.
USUAL: Schedule = ({"byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "16:00"},)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOURS, DAYS = 4, 3


@cache
def land_holidays() -> Container[date]:
    """The public holidays of North Rhine-Westphalia, of any year."""
    return holidays.country_holidays("DE", subdiv="NW")


def due(
    requested_at: datetime,
    *,
    urgent: bool,
    schedule: Schedule,
    hours: int = HOURS,
    days: int = DAYS,
    closed_on: Container[date] | None = None,
) -> datetime:
    """The moment, in UTC, until which a service should have answered what reached it at ``requested_at``.

    ``hours`` are opening hours, for what is urgent; ``days`` are days on which the service is open. A schedule that
    never opens counts as none. Raises ``ValueError`` for times that are none.
    """
    opening = _opening(local_date(requested_at), schedule, land_holidays() if closed_on is None else closed_on)
    return _after_hours(opening, requested_at, timedelta(hours=hours)) if urgent else _by_close(opening, days)


def open_on(day: date, schedule: Schedule) -> list[Span]:
    """When a service is open on a day, in order; a schedule that never opens counts as none."""
    return [] if day in land_holidays() else _spans(day, _usable(schedule, day))


def _after_hours(opening: Iterator[list[Span]], begin: datetime, left: timedelta) -> datetime:
    spans = chain.from_iterable(opening)
    while True:
        start, end = next(spans)
        start = max(start, begin)
        if start + left <= end:
            return start + left
        left -= max(end - start, timedelta(0))


def _by_close(opening: Iterator[list[Span]], days: int) -> datetime:
    next(opening)  # the day of the request
    for _ in range(days - 1):
        _next_open(opening)
    return _next_open(opening)[-1][1]


def _next_open(opening: Iterator[list[Span]]) -> list[Span]:
    return next(spans for spans in opening if spans)


def _opening(first: date, schedule: Schedule, closed_on: Container[date]) -> Iterator[list[Span]]:
    """Day by day from ``first``, without end, when the service is open: in order, nothing twice."""
    schedule, day = _usable(schedule, first), first
    while True:
        yield [] if day in closed_on else _spans(day, schedule)
        day += timedelta(days=1)


def _usable(schedule: Schedule, day: date) -> Schedule:
    opens = any(_spans(day + timedelta(days=ahead), schedule) for ahead in range(len(WEEKDAYS)))
    return schedule if opens else USUAL


def _spans(day: date, schedule: Schedule) -> list[Span]:
    code = WEEKDAYS[day.weekday()]
    lines = (line for line in schedule if code in line["byday"].split(","))
    found = sorted((_at(day, line["opens_at"]), _at(day, line["closes_at"])) for line in lines)
    return _merged([(start, end) for start, end in found if start < end])


def _merged(spans: list[Span]) -> list[Span]:
    """Lines that overlap are one: an hour does not count twice because two counters are open."""
    merged = spans[:1]
    for start, end in spans[1:]:
        before = merged[-1]
        if start <= before[1]:
            merged[-1] = (before[0], max(before[1], end))
        else:
            merged.append((start, end))
    return merged


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), LOCAL_ZONE).astimezone(UTC)

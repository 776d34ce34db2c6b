"""Opening hours and dates as people write them: ``Mo,Mi 09:00-12:00; Do 14:00-16:00``, ``12.03.2026 09:00-11:00``."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from backend.core.clock import LOCAL_ZONE
from backend.offers.drafts import Appointment, Opening
from backend.offers.exchange.vocabulary import Vocabulary
from locales.render import WEEKDAYS

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = rf"{_TIME}\s*[-–]\s*{_TIME}(?:\s*[Uu]hr)?"
_HOURS = re.compile(rf"(?P<days>[^\d]+?)\s*{_SPAN}")
_DATE = re.compile(rf"(?P<day>\S+?),?\s+{_SPAN}")
_LONG_DATE = re.compile(rf"(?P<first>\S+?),?\s+{_TIME}\s*[-–]\s*(?P<last>\d\S+?),?\s+{_TIME}")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 00:00)?")


class Unreadable(ValueError):
    """The part of a cell that is no time."""


def parts(text: str) -> Iterable[str]:
    """What stands between semicolons or on lines of its own."""
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def read_day(text: str) -> date:
    """``31.12.2026`` or ``2026-12-31``. Raises ``Unreadable``."""
    german = _GERMAN_DAY.fullmatch(text)
    try:
        return date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(text) from error


def write_day(day: date) -> str:
    """As it is written in Germany."""
    return f"{day:%d.%m.%Y}"


def read_hours(text: str, vocabulary: Vocabulary) -> tuple[Opening, ...]:
    """Opening hours. Raises ``Unreadable``, also for two that begin together: they would be one and the same."""
    openings = [_opening(part, vocabulary) for part in parts(text)]
    return _once({(one.byday, one.opens_at): one for one in openings}, openings, text)


def _once[Item](by_start: Mapping[Any, Item], items: Iterable[Item], text: str) -> tuple[Item, ...]:
    """Each of them once."""
    found = tuple(by_start.values())
    if not set(items) <= set(found):
        raise Unreadable(text)
    return found


def _opening(part: str, vocabulary: Vocabulary) -> Opening:
    found = _HOURS.fullmatch(part)
    if not found:
        raise Unreadable(part)
    days = ",".join(_days(found["days"], vocabulary))
    opens, closes = _clock(found[2], found[3], part), _clock(found[4], found[5], part)
    if not days or opens >= closes:
        raise Unreadable(part)
    return Opening(byday=days, opens_at=opens, closes_at=closes)


def _days(text: str, vocabulary: Vocabulary) -> list[str]:
    """Single days and spans of days, in the order of the week."""
    found: set[int] = set()
    for part in re.split(r"[,+&/]|\bund\b", text.rstrip(": ")):
        ends = [_weekday(name, vocabulary, text) for name in re.split(r"[-–]", part)]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or first > last:
            raise Unreadable(text)
        found |= set(range(first, last + 1))
    return [WEEKDAYS[number] for number in sorted(found)]


def _weekday(name: str, vocabulary: Vocabulary, text: str) -> int:
    bare = name.strip(" .")
    code = vocabulary.weekdays.code(bare) or vocabulary.long_weekdays.code(bare)
    if code is None:
        raise Unreadable(text)
    return WEEKDAYS.index(code)


def _clock(hour: str, minute: str | None, part: str) -> str:
    written = f"{int(hour):02}:{minute or '00'}"
    try:
        time.fromisoformat(written)
    except ValueError as error:
        raise Unreadable(part) from error
    return written


def write_hours(openings: Iterable[Opening], vocabulary: Vocabulary) -> str:
    """The reverse of `read_hours`."""
    return "; ".join(
        f"{','.join(vocabulary.weekdays.word(day) for day in one.byday.split(','))} {one.opens_at}-{one.closes_at}"
        for one in openings
    )


def read_dates(text: str) -> tuple[Appointment, ...]:
    """Single dates, in the zone of the place. Raises ``Unreadable``, also for two that begin together."""
    dates = [_appointment(part) for part in parts(text)]
    return _once({when.start: when for when in dates}, dates, text)


def _appointment(part: str) -> Appointment:
    if found := _DATE.fullmatch(part):
        first = last = found["day"]
        times = found.groups()[1:]
    elif found := _LONG_DATE.fullmatch(part):
        first, last = found["first"], found["last"]
        times = (found[2], found[3], found[5], found[6])
    else:
        raise Unreadable(part)
    start = _moment(first, _clock(times[0], times[1], part))
    end = _moment(last, _clock(times[2], times[3], part))
    if end <= start:
        raise Unreadable(part)
    return Appointment(start=start, end=end)


def _moment(day: str, clock: str) -> datetime:
    return datetime.combine(read_day(day), time.fromisoformat(clock), LOCAL_ZONE)


def write_dates(dates: Iterable[Appointment]) -> str:
    """The reverse of `read_dates`."""
    return "; ".join(map(_written, dates))


def _written(when: Appointment) -> str:
    start, end = when.start.astimezone(LOCAL_ZONE), when.end.astimezone(LOCAL_ZONE)
    if start.date() == end.date():
        return f"{start:%d.%m.%Y %H:%M}-{end:%H:%M}"
    return f"{start:%d.%m.%Y %H:%M} - {end:%d.%m.%Y %H:%M}"

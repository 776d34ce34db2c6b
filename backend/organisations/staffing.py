"""When somebody is there, by a service's schedule and the public holidays of North Rhine-Westphalia. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

from backend.core.clock import LOCAL_ZONE

#: As iCalendar and HSDS name the days of a week, Monday first.
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: No run of holidays is longer; a schedule that names no day within it names none at all.
LOOK_AHEAD_DAYS = 28


@dataclass(frozen=True)
class Staffed:
    """A stretch of time, on the clocks of the place, in which somebody is there."""

    opens: datetime
    closes: datetime

    @property
    def weekday(self) -> str:
        """The code of its day (MO..SU)."""
        return WEEKDAYS[self.opens.weekday()]


def next_staffed(schedule: Sequence[Mapping[str, str]], moment: datetime) -> Staffed | None:
    """The stretch that ``moment`` lies in, or else the next one; None where the schedule has none.

    ``schedule``: as ``Service.schedule`` keeps it.
    """
    local = moment.astimezone(LOCAL_ZONE)
    for days in range(LOOK_AHEAD_DAYS):
        stretches = _on(schedule, local.date() + timedelta(days=days))
        if found := next((stretch for stretch in stretches if local < stretch.closes), None):
            return found
    return None


def _on(schedule: Sequence[Mapping[str, str]], day: date) -> list[Staffed]:
    if day in _holidays():
        return []
    hours = [entry for entry in schedule if WEEKDAYS[day.weekday()] in entry["byday"].split(",")]
    stretches = [Staffed(_at(day, entry["opens_at"]), _at(day, entry["closes_at"])) for entry in hours]
    return sorted(stretches, key=lambda stretch: stretch.opens)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), LOCAL_ZONE)


@cache
def _holidays() -> HolidayBase:
    """They are worked out for each year that is asked about."""
    return country_holidays("DE", subdiv="NW")

"""Opening hours and single dates of the standard, as far as Lotse has words for them. Pure.

The standard takes any text for a time: what is none is kept as it came, and is not shown.
"""

from datetime import UTC, datetime

from pydantic import ValidationError

from backend.core.clock import LOCAL_ZONE
from backend.offers import hsds
from backend.offers.drafts import Appointment, Opening

_FULL_MINUTE = ":00"
_CLOCK = len("09:00")


def opening_of(schedule: hsds.Schedule) -> Opening | None:
    """Weekdays and a time of each week; None where it says something else, or more."""
    if schedule.freq != "WEEKLY":
        return None
    try:
        return Opening(
            byday=schedule.byday or "", opens_at=_minute(schedule.opens_at), closes_at=_minute(schedule.closes_at)
        )
    except ValidationError:
        return None


def _minute(time: str | None) -> str:
    """A time of day without its seconds, where they say nothing."""
    told = time or ""
    return told[:_CLOCK] if told[_CLOCK:] == _FULL_MINUTE else told


def date_of(schedule: hsds.Schedule) -> tuple[datetime, datetime] | None:
    """Begin and end of a single date, in UTC; a time without a zone is that of the place. None where it is none."""
    if schedule.freq or not (schedule.dtstart and schedule.opens_at and schedule.closes_at):
        return None
    try:
        start = datetime.fromisoformat(f"{schedule.dtstart}T{schedule.opens_at}")
        end = datetime.fromisoformat(f"{schedule.until or schedule.dtstart}T{schedule.closes_at}")
    except ValueError:
        return None
    return _placed(start), _placed(end)


def _placed(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)


def appointment_of(schedule: hsds.Schedule) -> Appointment | None:
    """A single date on the clocks of the place; None where it is none."""
    when = date_of(schedule)
    return Appointment(start=when[0].astimezone(LOCAL_ZONE), end=when[1].astimezone(LOCAL_ZONE)) if when else None

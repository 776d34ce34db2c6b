"""Time is an argument: services get a clock, rules get a date."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

type Clock = Callable[[], datetime]

#: Deadlines and ages are counted in the time zone of the offices that act on them.
LOCAL_ZONE = ZoneInfo("Europe/Berlin")


def system_clock() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The calendar day of an aware moment where the offices are."""
    return moment.astimezone(LOCAL_ZONE).date()

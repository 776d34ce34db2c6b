"""How long a service was open between two moments. Pure."""

from datetime import date, datetime, timedelta

from backend.core.clock import local_date
from backend.handovers.deadlines import Schedule, Span, open_on


class OpenHours:
    """The opening hours of one service; each day is worked out once, however many handovers are counted by it."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._days: dict[date, list[Span]] = {}

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """How long it was open from ``begin`` to ``end``; public holidays of the Land do not count."""
        day, last, total = local_date(begin), local_date(end), timedelta(0)
        while day <= last:
            for opens, closes in self._on(day):
                total += max(min(closes, end) - max(opens, begin), timedelta(0))
            day += timedelta(days=1)
        return total

    def _on(self, day: date) -> list[Span]:
        if day not in self._days:
            self._days[day] = open_on(day, self._schedule)
        return self._days[day]

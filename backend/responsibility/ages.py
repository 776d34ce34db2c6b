"""Ages in completed years, also where the birthday is known to the month or year only. Pure."""

import calendar
from collections.abc import Mapping
from datetime import date

from backend.responsibility.truth import Span

#: Parts of a birth date: year alone, year and month, all.
_PARTS_OF_MONTH = 2


def bounds(birth_date: str) -> tuple[date, date]:
    """The first and the last day that ``birth_date`` ("1999", "1999-03" or "1999-03-02") can mean.

    Raises ``ValueError`` for anything else.
    """
    parts = [int(part) for part in birth_date.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == _PARTS_OF_MONTH:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    day = date.fromisoformat(birth_date)
    return day, day


def completed_years(born: date, day: date) -> int:
    """Age on ``day``; who was born on 29 February is a year older from 1 March (§§ 187(2), 188(2) BGB)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def completed_months(start: date, day: date) -> int:
    """Whole months from ``start`` to ``day``."""
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


def age_on(birth_date: str, day: date) -> int | Span:
    """The age on ``day``, as a span where the birth date does not settle it."""
    first, last = bounds(birth_date)
    oldest, youngest = completed_years(first, day), completed_years(last, day)
    return youngest if oldest == youngest else Span(youngest, oldest)


def pension_start(born: date, months_over_65: Mapping[int, int]) -> date:
    """The first day on which somebody born on ``born`` is past the pension age: the first of a month, because it is
    reached at the end of the month in which the last year is completed (§ 7a SGB II), on the eve of the birthday."""
    earliest, latest = min(months_over_65), max(months_over_65)
    months = 0 if born.year < earliest else 24 if born.year > latest else months_over_65[born.year]
    total = born.month - 1 + months + (born.day > 1)
    return date(born.year + 65 + total // 12, total % 12 + 1, 1)

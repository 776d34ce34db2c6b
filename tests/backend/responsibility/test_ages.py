"""Ages to the day: birthdays, leap days, birth dates that are known to the month or year only, and pension ages."""

from datetime import date, timedelta

import pytest

from backend.responsibility.ages import age_on, bounds, completed_months, completed_years, pension_start
from backend.responsibility.loading import rulebook
from backend.responsibility.truth import Span

DAY = date(2026, 3, 2)
MONTHS = rulebook().pension_months


@pytest.mark.parametrize("years", [12, 15, 18, 27])
def test_a_birthday_changes_the_age_on_its_day(years: int) -> None:
    born = DAY.replace(year=DAY.year - years)
    assert completed_years(born, DAY - timedelta(days=1)) == years - 1
    assert completed_years(born, DAY) == years


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 2, 28), 17),
        (date(2026, 3, 1), 18),
        (date(2028, 2, 28), 19),
        (date(2028, 2, 29), 20),
        (date(2028, 3, 1), 20),
    ],
)
def test_who_was_born_on_29_february_is_a_year_older_from_1_march(day: date, years: int) -> None:
    assert completed_years(date(2008, 2, 29), day) == years


@pytest.mark.parametrize(
    ("birth_date", "first", "last"),
    [
        ("1999", date(1999, 1, 1), date(1999, 12, 31)),
        ("1999-03", date(1999, 3, 1), date(1999, 3, 31)),
        ("1999-02", date(1999, 2, 1), date(1999, 2, 28)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("1999-12", date(1999, 12, 1), date(1999, 12, 31)),
        ("1999-03-02", date(1999, 3, 2), date(1999, 3, 2)),
    ],
)
def test_a_birth_date_means_all_days_that_it_can_be(birth_date: str, first: date, last: date) -> None:
    assert bounds(birth_date) == (first, last)


@pytest.mark.parametrize(
    "wrong", ["", "abc", "1999-", "1999-13", "1999-00", "1999-02-29", "1999-3-2-1", "2.3.1999", "99999", "0"]
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # several sentences, one meaning
        bounds(wrong)


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [
        ("1999-03-02", 27),
        ("1999-03-03", 26),
        ("1999-02", 27),  # the whole month is over
        ("1999-03", Span(26, 27)),
        ("1999-04", 26),
        ("1998", Span(27, 28)),
        ("1999", Span(26, 27)),
        ("2008-03", Span(17, 18)),
        ("2014-03", Span(11, 12)),
        ("2026", Span(-1, 0)),
    ],
)
def test_an_age_is_a_span_only_where_the_birthday_is_open(birth_date: str, age: int | Span) -> None:
    assert age_on(birth_date, DAY) == age


def test_on_the_last_day_of_the_year_the_year_is_enough() -> None:
    assert age_on("1999", date(2026, 12, 31)) == 27


@pytest.mark.parametrize(
    ("start", "months"),
    [
        (date(2024, 9, 2), 18),
        (date(2024, 9, 3), 17),
        (date(2024, 9, 1), 18),
        (date(2026, 3, 2), 0),
        (date(2026, 2, 3), 0),
        (date(2026, 2, 2), 1),
    ],
)
def test_months_count_when_they_are_complete(start: date, months: int) -> None:
    assert completed_months(start, DAY) == months


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        (date(1946, 12, 31), date(2012, 1, 1)),
        (date(1947, 1, 1), date(2012, 2, 1)),
        (date(1957, 6, 15), date(2023, 6, 1)),
        (date(1958, 1, 1), date(2024, 1, 1)),
        (date(1959, 1, 31), date(2025, 4, 1)),
        (date(1959, 12, 31), date(2026, 3, 1)),
        (date(1960, 1, 1), date(2026, 5, 1)),
        (date(1960, 1, 2), date(2026, 6, 1)),
        (date(1963, 3, 2), date(2030, 2, 1)),
        (date(1963, 12, 31), date(2030, 11, 1)),
        (date(1964, 1, 1), date(2031, 1, 1)),
        (date(1999, 3, 2), date(2066, 4, 1)),
    ],
)
def test_the_pension_age_goes_by_the_year_of_birth(born: date, reached: date) -> None:
    """Reached at the end of a month (§ 7a SGB II); who was born on the first of one completes a year on the eve."""
    assert pension_start(born, MONTHS) == reached


def test_nobody_reaches_the_pension_age_before_an_older_person() -> None:
    days = [date(1945, 1, 1) + timedelta(days=number) for number in range(0, 365 * 25, 17)]
    starts = [pension_start(born, MONTHS) for born in days]
    assert starts == sorted(starts)


def test_the_table_of_pension_ages_has_every_year_and_never_falls() -> None:
    assert list(MONTHS) == list(range(1947, 1964))
    assert list(MONTHS.values()) == sorted(MONTHS.values())

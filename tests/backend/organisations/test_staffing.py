"""When somebody is there: by weekday and hour, and never on a public holiday of North Rhine-Westphalia."""

from datetime import UTC, datetime

import pytest

from backend.core.clock import LOCAL_ZONE
from backend.organisations.staffing import next_staffed

WEEKDAYS = [{"byday": "MO,TU,WE,TH,FR", "opens_at": "08:30", "closes_at": "16:00"}]
TWICE = [
    {"byday": "MO", "opens_at": "14:00", "closes_at": "17:00"},
    {"byday": "MO", "opens_at": "09:00", "closes_at": "12:00"},
]


def at(text: str) -> datetime:
    """A moment as the clock on the wall shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02T08:29", "2026-03-02T08:30"),  # a minute before
        ("2026-03-02T08:30", "2026-03-02T08:30"),
        ("2026-03-02T15:59", "2026-03-02T08:30"),  # still the same stretch
        ("2026-03-02T16:00", "2026-03-03T08:30"),
        ("2026-03-06T16:00", "2026-03-09T08:30"),  # over the weekend
        ("2026-06-03T18:00", "2026-06-05T08:30"),  # Corpus Christi, a holiday here and not in every Land
        ("2026-10-30T18:00", "2026-11-02T08:30"),  # All Saints is a Sunday; Reformation Day is none here
        ("2026-12-24T17:00", "2026-12-28T08:30"),
        ("2026-04-02T17:00", "2026-04-07T08:30"),  # Good Friday to Easter Monday
    ],
)
def test_the_next_stretch_is_found(moment: str, opens: str) -> None:
    found = next_staffed(WEEKDAYS, at(moment))
    assert found is not None
    assert found.opens == at(opens)


def test_between_two_stretches_of_a_day_the_second_comes_next_in_whatever_order_they_are_kept() -> None:
    found = next_staffed(TWICE, at("2026-03-02T12:30"))
    assert found is not None
    assert (found.opens, found.closes, found.weekday) == (at("2026-03-02T14:00"), at("2026-03-02T17:00"), "MO")


def test_the_clock_of_the_place_counts_also_after_it_was_put_forward() -> None:
    found = next_staffed(WEEKDAYS, datetime(2026, 3, 30, 6, 0, tzinfo=UTC))  # 8 o'clock, summer time
    assert found is not None
    assert found.opens == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)


def test_without_hours_nothing_is_promised() -> None:
    assert next_staffed([], at("2026-03-02T10:00")) is None

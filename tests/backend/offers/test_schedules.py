"""What is a time is shown, and what is none is nothing: the standard takes any text."""

from datetime import UTC, datetime

import pytest

from backend.offers import hsds
from backend.offers.drafts import Opening
from backend.offers.schedules import appointment_of, date_of, opening_of

ID = "5d705d8e-bd5b-50de-8a12-efa5289a31cd"
NINE = Opening(byday="MO,WE", opens_at="09:00", closes_at="12:00")


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        ({}, NINE),
        ({"opens_at": "09:00:00"}, NINE),
        ({"opens_at": "09:00:30"}, None),
        ({"opens_at": "09:00Z"}, None),
        ({"opens_at": "9 am"}, None),
        ({"opens_at": None}, None),
        ({"byday": "1MO"}, None),
        ({"byday": None}, None),
        ({"freq": "MONTHLY"}, None),
        ({"freq": None}, None),
    ],
    ids=str,
)
def test_hours_of_each_week_are_told_where_there_are_words_for_them(said: dict, opening: Opening | None) -> None:
    usual = {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}
    assert opening_of(hsds.Schedule(id=ID, **{**usual, **said})) == opening


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ({}, ((5, 1, 6), (5, 1, 7))),
        ({"until": "2026-05-03"}, ((5, 1, 6), (5, 3, 7))),
        ({"opens_at": "08:00:00+00:00", "closes_at": "09:00:00Z"}, ((5, 1, 8), (5, 1, 9))),
        ({"opens_at": "9 am"}, None),
        ({"closes_at": "late"}, None),
        ({"dtstart": "2026-02-30"}, None),
        ({"until": "soon"}, None),
        ({"opens_at": None}, None),
        ({"freq": "WEEKLY"}, None),
    ],
    ids=str,
)
def test_a_single_date_is_told_where_it_is_one(said: dict, when: tuple[tuple[int, ...], ...] | None) -> None:
    usual = {"dtstart": "2026-05-01", "opens_at": "08:00", "closes_at": "09:00"}
    schedule = hsds.Schedule(id=ID, **{**usual, **said})
    expected = tuple(datetime(2026, *moment, tzinfo=UTC) for moment in when) if when else None
    assert date_of(schedule) == expected
    shown = appointment_of(schedule)
    assert (shown and (shown.start, shown.end)) == expected

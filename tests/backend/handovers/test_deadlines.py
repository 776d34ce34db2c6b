"""Until when an answer is due: by opening hours, open days, holidays and the clocks of the place."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.core.clock import LOCAL_ZONE, local_date
from backend.handovers.deadlines import USUAL, WEEKDAYS, due, land_holidays

KIM = ({"byday": "MO,TU,TH", "opens_at": "09:00", "closes_at": "15:00"},)
HALVES = (
    {"byday": "MO,TU,WE,TH,FR", "opens_at": "08:00", "closes_at": "10:00"},
    {"byday": "MO,WE", "opens_at": "14:00", "closes_at": "16:00"},
)
EVERY_DAY = ",".join(WEEKDAYS)
NIGHTS = (
    {"byday": EVERY_DAY, "opens_at": "00:00", "closes_at": "00:01"},
    {"byday": EVERY_DAY, "opens_at": "02:01", "closes_at": "03:00"},
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("requested", "schedule", "expected"),
    [
        ("2026-03-02T10:00", KIM, "2026-03-02T14:00"),  # within one day
        ("2026-03-02T13:00", KIM, "2026-03-03T11:00"),  # the rest on the next open day
        ("2026-03-03T14:59", KIM, "2026-03-05T12:59"),  # Wednesday is closed
        ("2026-03-02T05:00", KIM, "2026-03-02T13:00"),  # before it opens
        ("2026-03-02T11:00", KIM, "2026-03-02T15:00"),  # up to the very close
        ("2026-03-06T18:00", HALVES, "2026-03-09T16:00"),  # over a weekend, in two halves
        ("2026-04-02T14:00", USUAL, "2026-04-07T11:00"),  # Good Friday to Easter Monday
        ("2026-03-02T10:00", (), "2026-03-02T14:00"),  # nothing is known
        ("2026-03-02T10:00", ({"byday": "MO", "opens_at": "12:00", "closes_at": "12:00"},), "2026-03-02T14:00"),
    ],
)
def test_what_is_urgent_is_answered_within_four_opening_hours(requested, schedule, expected):
    assert due(local(requested), urgent=True, schedule=schedule) == local(expected)


@pytest.mark.parametrize(
    ("requested", "schedule", "expected"),
    [
        ("2026-03-02T10:00", USUAL, "2026-03-05T16:00"),
        ("2026-03-02T23:30", USUAL, "2026-03-05T16:00"),
        ("2026-03-03T00:30", USUAL, "2026-03-06T16:00"),  # the day is that of the place
        ("2026-03-02T10:00", KIM, "2026-03-09T15:00"),
        ("2026-03-02T10:00", HALVES, "2026-03-05T10:00"),
        ("2026-06-02T10:00", USUAL, "2026-06-08T16:00"),  # Corpus Christi, a holiday of this Land
        ("2026-12-23T10:00", USUAL, "2026-12-29T16:00"),
        ("2026-03-27T10:00", USUAL, "2026-04-01T16:00"),  # the clocks go forward in between
    ],
)
def test_everything_else_is_answered_by_the_close_of_the_third_open_day(requested, schedule, expected):
    assert due(local(requested), urgent=False, schedule=schedule) == local(expected)


def test_an_hour_counts_once_though_two_counters_are_open():
    both = (*USUAL, {"byday": "MO", "opens_at": "08:00", "closes_at": "11:00"})
    assert due(local("2026-03-02T08:00"), urgent=True, schedule=both) == local("2026-03-02T12:00")


def test_a_night_in_which_the_clocks_go_back_is_as_long_as_it_lasts():
    night = ({"byday": "SU", "opens_at": "01:00", "closes_at": "05:00"},)
    assert due(local("2026-10-25T00:00"), urgent=True, schedule=night, hours=4) == local("2026-10-25T04:00")
    assert due(local("2026-03-29T00:00"), urgent=True, schedule=night, hours=4) == local("2026-04-05T02:00")


def test_a_tenant_can_set_other_terms():
    start = local("2026-03-02T09:00")
    assert due(start, urgent=True, schedule=USUAL, hours=1) == local("2026-03-02T10:00")
    assert due(start, urgent=False, schedule=USUAL, days=5) == local("2026-03-09T16:00")


def clocks(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


lines = st.builds(
    lambda days, times: {
        "byday": ",".join(sorted(days)),
        "opens_at": clocks(min(times)),
        "closes_at": clocks(max(times)),
    },
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
schedules = st.lists(lines, max_size=4)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


def on(day: date, clock: str) -> datetime:
    """Not as the clock reads: in one night of the year an hour comes twice."""
    return datetime.combine(day, time.fromisoformat(clock), LOCAL_ZONE).astimezone(UTC)


@given(moments, st.booleans(), schedules, st.integers(1, 12), st.integers(1, 10))
@example(datetime(2027, 10, 30, 1, tzinfo=UTC), True, NIGHTS, 1, 1)
def test_an_answer_is_due_while_the_service_is_open_and_never_before_it_was_asked(at, urgent, schedule, hours, days):
    until = due(at, urgent=urgent, schedule=schedule, hours=hours, days=days)
    assert until > at
    assert local_date(until) not in land_holidays()
    opening = [line for line in schedule if line["opens_at"] < line["closes_at"]] or USUAL
    day = local_date(until)
    here = [line for line in opening if WEEKDAYS[day.weekday()] in line["byday"].split(",")]
    assert any(on(day, line["opens_at"]) < until <= on(day, line["closes_at"]) for line in here)


@given(moments, st.booleans(), schedules, st.integers(0, 10_000))
def test_who_asks_later_is_never_answered_sooner(at, urgent, schedule, minutes):
    later = at + timedelta(minutes=minutes)
    assert due(at, urgent=urgent, schedule=schedule) <= due(later, urgent=urgent, schedule=schedule)

"""How long a service was open between two moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.clock import LOCAL_ZONE
from backend.handovers.deadlines import USUAL, due
from backend.reporting.hours import OpenHours
from tests.backend.reporting.logs import moment

HALVES = (
    {"byday": "MO,TU,WE,TH,FR", "opens_at": "08:00", "closes_at": "10:00"},
    {"byday": "MO,WE", "opens_at": "14:00", "closes_at": "16:00"},
)


@pytest.mark.parametrize(
    ("begin", "end", "schedule", "hours"),
    [
        ("2026-03-02T09:00", "2026-03-02T10:30", USUAL, 1.5),
        ("2026-03-02T07:00", "2026-03-02T20:00", USUAL, 7),
        ("2026-03-02T17:00", "2026-03-02T20:00", USUAL, 0),
        ("2026-03-02T09:00", "2026-03-02T15:00", HALVES, 2),  # an hour before noon, an hour after
        ("2026-03-06T15:00", "2026-03-09T10:00", USUAL, 2),  # over a weekend
        ("2026-04-02T15:00", "2026-04-07T10:00", USUAL, 2),  # Good Friday to Easter Monday
        ("2026-03-02T09:00", "2026-03-02T10:30", (), 1.5),  # nothing is known
    ],
)
def test_only_hours_in_which_it_is_open_count(begin, end, schedule, hours):
    assert OpenHours(schedule).between(moment(begin), moment(end)) == timedelta(hours=hours)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 30), st.sampled_from([USUAL, HALVES]))
def test_a_deadline_of_so_many_opening_hours_is_so_many_opening_hours_away(at, hours, schedule):
    until = due(at, urgent=True, schedule=schedule, hours=hours)
    assert OpenHours(schedule).between(at.astimezone(LOCAL_ZONE), until) == timedelta(hours=hours)

"""How long ahead a change is noticed: the defaults, and what a tenant sets otherwise."""

from datetime import timedelta

import pytest

from backend.changes.states import KINDS
from backend.changes.tasks import usable_timings
from backend.changes.timing import timings
from backend.responsibility.locality import Misconfigured
from backend.seeds import load


def test_every_kind_of_change_has_its_days() -> None:
    assert set(timings({})) == set(KINDS)
    assert timings({})["youth_ends"].notice == timedelta(days=90)


def test_a_tenant_sets_one_number_otherwise_and_the_others_stay() -> None:
    own = timings({"changes": {"youth_ends": {"notice": 120}}})
    assert (own["youth_ends"].notice, own["youth_ends"].remind) == (timedelta(days=120), timedelta(days=14))
    assert own["majority"] == timings({})["majority"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"youth_end": {"notice": 1}}, "unknown kind of change: youth_end"),
        ({"moved": {"ahead": 1}}, "unknown part of moved: ahead"),
        ({"moved": {"settle": "two weeks"}}, "changes.moved.settle must be a whole number"),
        ({"moved": {"settle": -1}}, "changes.moved.settle must be a whole number"),
        ({"moved": {"settle": 400}}, "at most 366"),
        ({"moved": {"settle": True}}, "changes.moved.settle must be a whole number"),
        ({"moved": 3}, "changes.moved must be a table"),
        (3, "changes must be a table"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_before_it_is_taken_over(settings: object, says: str) -> None:
    data = load.read()
    data["tenant"]["settings"] = {**data["tenant"]["settings"], "changes": settings}
    with pytest.raises(Misconfigured, match=says):
        load.check(data)


def test_where_the_settings_cannot_be_used_the_defaults_hold(caplog: pytest.LogCaptureFixture) -> None:
    assert usable_timings({"changes": 3}) == timings({})
    assert "settings of changes are not used" in caplog.text

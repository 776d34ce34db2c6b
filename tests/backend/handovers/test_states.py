"""A handover ends once, with an outcome, and a failed one with a reason."""

import pytest

from backend.handovers.states import FAILURES, NEXT, OPEN, OUTCOMES, STATUSES, is_whole, may_follow


def test_what_is_open_can_go_on_and_what_is_not_cannot() -> None:
    assert set(NEXT) == set(STATUSES)
    assert {status for status, after in NEXT.items() if after} == set(OPEN)


@pytest.mark.parametrize(
    ("status", "wanted", "allowed"),
    [
        ("requested", "accepted", True), ("requested", "ended", False), ("requested", "redirected", True),
        ("accepted", "ended", True), ("accepted", "declined", False), ("accepted", "revoked", True),
        ("declined", "accepted", False), ("revoked", "requested", False), ("ended", "accepted", False),
    ],
)  # fmt: skip
def test_a_handover_goes_one_way(status: str, wanted: str, allowed: bool) -> None:
    assert may_follow(status, wanted) is allowed


def test_an_outcome_has_a_reason_exactly_where_something_failed() -> None:
    for outcome in OUTCOMES:
        assert is_whole(outcome, None) is (outcome == "done")
        assert all(is_whole(outcome, reason) is (outcome != "done") for reason in FAILURES)
        assert not is_whole(outcome, "because")
    assert not is_whole("well", None)

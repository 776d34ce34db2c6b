"""What the log of a handover says of it."""

import pytest

from backend.reporting.passages import Passage, passages
from tests.backend.reporting.logs import moment, together, went


def only(*steps: str) -> Passage:
    [found] = passages(went(*steps))
    return found


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ((), "waiting"),
        (("overdue",), "waiting"),
        (("accepted",), "in_work"),
        (("accepted", "reached"), "in_work"),
        (("declined",), "declined"),
        (("sent on",), "passed_on"),  # what was only asked for goes with this
        (("accepted", "sent on"), "in_work"),  # what was taken on stays until the other service takes it
        (("accepted", "sent on", "taken over"), "passed_on"),
        (("accepted", "sent on", "done"), "ended"),  # the person did not want to go there
        (("accepted", "reached", "done"), "ended"),
        (("accepted", "untold"), "ended"),
        (("taken back",), "revoked"),
        (("accepted", "taken back"), "revoked"),
    ],
)
def test_each_handover_stands_somewhere(steps, standing):
    assert only(*steps).standing == standing


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), (False, False)),
        (("sent on",), (True, False)),
        (("sent on again",), (True, True)),
        (("sent on a third time",), (True, False)),  # counted where it was sent on for the second time
        (("accepted", "sent on", "sent on again"), (True, True)),  # the first other service had said no
    ],
)
def test_who_was_sent_on_more_than_once_is_counted_at_the_second_time(steps, expected):
    found = only(*steps)
    assert (found.redirected, found.redirected_again) == expected


@pytest.mark.parametrize(
    ("steps", "when", "seen"),
    [
        (("accepted", "reached 2026-03-04T09:00"), "2026-03-04T09:00", True),
        (("accepted", "says yes 2026-03-09T09:00"), "2026-03-09T09:00", False),
        (("says yes 2026-03-09T09:00", "not reached after all"), None, False),
        (
            ("says yes 2026-03-09T09:00", "not reached after all", "reached 2026-03-10T09:00"),
            "2026-03-10T09:00",
            True,
        ),
    ],
)
def test_the_first_contact_is_the_one_that_nobody_took_back(steps, when, seen):
    found = only(*steps)
    assert found.contacted_at == (when and moment(when))
    assert found.contact_seen_by_service == seen


def test_why_it_was_declined_and_how_it_ended_is_read():
    assert only("declined").decline_reason == "no_capacity"
    assert only("accepted", "not done").outcome == "not_done"


def test_what_goes_on_with_a_handover_from_before_is_left_out():
    former = went("accepted", "done")[1:]
    [found] = passages(together(former, went("accepted")))
    assert found.standing == "in_work"


def test_what_the_log_does_not_say_is_not_known():
    entry = went()[0]
    [found] = passages([entry._replace(codes={})])
    assert (found.service, found.language, found.way, found.urgent) == (None, None, None, False)

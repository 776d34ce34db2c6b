"""When somebody is asked whether anybody has been in touch."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.handovers.rounds import Answer, Asked, next_time

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ([], SINCE + WEEK),
        ([Asked(SINCE + WEEK)], SINCE + 2 * WEEK),
        ([Asked(SINCE + 2 * WEEK, "no")], SINCE + 3 * WEEK),
        ([Asked(SINCE + WEEK, "not_yet")], SINCE + 2 * WEEK),
        ([Asked(SINCE + WEEK, "yes")], None),
        ([Asked(SINCE + WEEK), Asked(SINCE + 2 * WEEK)], None),
        ([Asked(SINCE + WEEK, "no"), Asked(SINCE + 2 * WEEK, "no")], None),
    ],
)
def test_it_is_asked_after_a_week_and_once_more_but_never_a_third_time_or_after_a_yes(
    asked: list[Asked], due: datetime | None
) -> None:
    assert next_time(SINCE, asked) == due


@pytest.mark.parametrize("answer", ["no", "not_yet", None])
def test_what_was_taken_on_since_counts_from_there(answer: Answer | None) -> None:
    accepted = SINCE + 3 * WEEK
    assert next_time(accepted, [Asked(SINCE + WEEK, answer)]) == accepted + WEEK

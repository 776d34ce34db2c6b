"""When a person is asked whether somebody has been in touch. Pure.

A click of the recipient's is no contact: only the person knows. They are asked seven days after they were handed over,
or after somebody took them on, and once more; then no more, because a question that comes again and again helps nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

type Answer = Literal["yes", "no", "not_yet"]
ANSWERS: tuple[Answer, ...] = get_args(Answer.__value__)

WAIT = timedelta(days=7)
MOST_ROUNDS = 2


@dataclass(frozen=True)
class Asked:
    """One time that the person was asked. ``answer``: None as long as they have not answered."""

    at: datetime
    answer: Answer | None = None


def next_time(since: datetime, asked: Sequence[Asked]) -> datetime | None:
    """When to ask next; None if not any more.

    ``since``: when it was passed on, or taken on where that has happened since.
    """
    if len(asked) >= MOST_ROUNDS or any(one.answer == "yes" for one in asked):
        return None
    return max([since, *(one.at for one in asked)]) + WAIT

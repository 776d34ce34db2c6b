"""The figures of a number of handovers: how many of what, and how long it took. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from backend.handovers.states import DECLINE_REASONS, OUTCOMES, UNTOLD
from backend.reporting.hours import OpenHours
from backend.reporting.passages import STANDINGS, Passage

#: What is counted, in the order in which it is shown.
COUNTS = (
    "handed_over", "waiting", "accepted", "in_work", "without_outcome", "ended", "declined", "redirected",
    "redirected_again", "revoked", "overdue",
)  # fmt: skip
REASONS = tuple(f"declined.{reason}" for reason in DECLINE_REASONS)
ENDS = tuple(f"ended.{outcome}" for outcome in (*OUTCOMES, UNTOLD))
#: Numbers that are the sum of others: where each handover stands, why it was declined, how it ended.
SUMS: Mapping[str, Sequence[str]] = {"handed_over": STANDINGS, "declined": REASONS, "ended": ENDS}

#: From the request to the yes, and to the first contact; by the clock, and by the opening hours of the service.
TIMES = ("accepted", "accepted_open", "contacted", "contacted_open")
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Spread:
    """Within how many hours, begun ones counted, half of all and nine of ten were done."""

    half: int
    most: int | None


def counted(passages: Iterable[Passage], now: datetime, open_days: int) -> Counter[str]:
    """How many of what. Without outcome is what was accepted more than ``open_days`` ago and has not ended."""
    found: Counter[str] = Counter()
    for passage in passages:
        found.update(_codes(passage, now - timedelta(days=open_days)))
    return found


def _codes(passage: Passage, long_ago: datetime) -> Iterable[str]:
    yield "handed_over"
    yield passage.standing
    accepted = passage.accepted_at
    facts = {
        "accepted": accepted is not None,
        "without_outcome": passage.standing == "in_work" and accepted is not None and accepted < long_ago,
        "redirected": passage.redirected,
        "redirected_again": passage.redirected_again,
        "overdue": passage.overdue,
    }
    yield from (code for code, holds in facts.items() if holds)
    if passage.standing == "declined":
        yield f"declined.{passage.decline_reason}"
    elif passage.standing == "ended":
        yield f"ended.{passage.outcome}"


def lasted(passage: Passage, hours: OpenHours) -> dict[str, timedelta]:
    """How long it took, as far as it is known. For the first contact only the word of the service counts: the person
    is asked a week later."""
    found: dict[str, timedelta] = {}
    contact = passage.contacted_at if passage.contact_seen_by_service else None
    for code, until in (("accepted", passage.accepted_at), ("contacted", contact)):
        if until is not None:
            found[code] = until - passage.requested_at
            found[f"{code}_open"] = hours.between(passage.requested_at, until)
    return found


def spread(took: Sequence[timedelta], smallest: int) -> Spread | None:
    """Nothing for fewer than ``smallest``; nine of ten only for twice as many and ten at least, so that it is nobody's
    own."""
    if len(took) < max(smallest, 1):
        return None
    hours = [one / _HOUR for one in took]
    most = quantiles(hours, n=10, method="inclusive")[-1] if len(hours) >= max(2 * smallest, 10) else None
    return Spread(math.ceil(median(hours)), None if most is None else math.ceil(most))

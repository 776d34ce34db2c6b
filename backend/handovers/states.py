"""The states of a handover, and how one ends. Pure.

A closed loop: what was taken on ends with an outcome, and a failed one with a reason; nothing ends by being forgotten.
"""

from collections.abc import Mapping
from typing import Literal, get_args

type Status = Literal["requested", "accepted", "declined", "redirected", "ended", "revoked"]
STATUSES: tuple[Status, ...] = get_args(Status.__value__)

NEXT: Mapping[Status, frozenset[Status]] = {
    "requested": frozenset({"accepted", "declined", "redirected", "revoked"}),
    "accepted": frozenset({"redirected", "ended", "revoked"}),
    "declined": frozenset(),
    "redirected": frozenset(),
    "ended": frozenset(),
    "revoked": frozenset(),
}
#: While it lies with somebody.
OPEN: tuple[Status, ...] = ("requested", "accepted")

#: Why a service says no.
DECLINE_REASONS = ("not_responsible", "no_capacity", "already_in_contact", "missing_information", "other")

#: Why a service names another one.
REDIRECT_REASONS = ("not_responsible", "better_placed", "moved", "no_capacity", "other")

#: What became of what was taken on.
OUTCOMES = ("done", "partly_done", "not_done")
#: It ended, and the person does not let the service tell what became of it.
UNTOLD = "untold"
#: Why nothing, or not all, became of it; needed wherever not all did.
FAILURES = ("not_reached", "did_not_come", "refused", "not_needed_any_more", "no_capacity", "not_entitled", "other")
#: After these somebody looks for another way, without having been asked to.
ANOTHER_WAY = frozenset({"no_capacity", "not_entitled", "other"})


def may_follow(status: str, wanted: str) -> bool:
    """Whether a handover may go from one status into another."""
    return any(name == status and wanted in after for name, after in NEXT.items())


def is_whole(outcome: str, reason: str | None) -> bool:
    """Whether an outcome says all that it must: one of the list, and a reason exactly where something failed."""
    if outcome not in OUTCOMES:
        return False
    return reason is None if outcome == "done" else reason in FAILURES

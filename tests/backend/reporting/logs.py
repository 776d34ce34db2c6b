"""Logs written by hand: a handover is a line of steps, each with its moment."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.core.clock import LOCAL_ZONE
from backend.reporting.passages import Entry

#: Short names of steps: the kind of the event, who did it, and its codes.
STEPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "accepted": ("handover.accepted", "staff", {}),
    "declined": ("handover.declined", "staff", {"reason": "no_capacity"}),
    "sent on": ("handover.redirected", "staff", {"times": 1}),
    "sent on again": ("handover.redirected", "staff", {"times": 2}),
    "sent on a third time": ("handover.redirected", "staff", {"times": 3}),
    "taken over": ("handover.taken_over", "staff", {}),
    "done": ("handover.ended", "staff", {"outcome": "done"}),
    "not done": ("handover.ended", "staff", {"outcome": "not_done", "reason": "did_not_come"}),
    "untold": ("handover.ended", "staff", {"outcome": "untold"}),
    "taken back": ("handover.revoked", "person", {}),
    "overdue": ("handover.overdue", "system", {}),
    "reached": ("contact.first", "staff", {}),
    "says yes": ("contact.first", "person", {}),
    "not reached after all": ("contact.taken_back", "person", {}),
}


def moment(text: str) -> datetime:
    """On the clocks of the place."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def went(
    *steps: str,
    service: str | None = "jmd",
    language: str = "ar",
    way: str = "inbox",
    urgent: int = 0,
    at: str = "2026-03-02T10:00",
) -> list[Entry]:
    """The events of one handover. A step may say when: ``accepted 2026-03-03T12:00``; otherwise when the one before
    was."""
    about, when = uuid.uuid4(), moment(at)
    codes = {"service": service, "language": language, "way": way, "urgent": urgent}
    entries = [Entry(about, when, "handover.requested", "person", codes)]
    for step in steps:
        name, when = _parted(step, when)
        kind, by, told = STEPS[name]
        entries.append(Entry(about, when, kind, by, told))
    return entries


def _parted(step: str, before: datetime) -> tuple[str, datetime]:
    name, _, when = step.rpartition(" ")
    return (name, moment(when)) if when[:1].isdigit() else (step, before)


def together(*handovers: Sequence[Entry]) -> list[Entry]:
    """One log of several handovers, in the order of time."""
    return sorted((entry for handover in handovers for entry in handover), key=lambda entry: entry.at)

"""How each handover went, read from the log of its events (``cases/events.py``). Pure."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

#: Where a handover stands: each has exactly one. ``passed_on``: it was sent on, and its service has it no longer.
type Standing = Literal["waiting", "in_work", "declined", "passed_on", "ended", "revoked"]
STANDINGS: tuple[Standing, ...] = get_args(Standing.__value__)

BEGIN = "handover.requested"
#: The events that bring a handover into another standing.
_MOVES: Mapping[str, Standing] = {
    "handover.accepted": "in_work",
    "handover.declined": "declined",
    "handover.taken_over": "passed_on",
    "handover.ended": "ended",
    "handover.revoked": "revoked",
}
KINDS = (BEGIN, *_MOVES, "handover.redirected", "handover.overdue", "contact.first", "contact.taken_back")
#: Somebody has been sent on more than once when the same concern is sent on for the second time.
SECOND_TIME = 2


class Entry(NamedTuple):
    """An event of the log. ``by``: person, staff, partner or system."""

    about: uuid.UUID
    at: datetime
    kind: str
    by: str
    codes: Mapping[str, Any]


@dataclass(slots=True)
class Passage:
    """One handover: to whom it went and how, and what became of it so far. What the log does not say is None."""

    service: str | None
    language: str | None
    way: str | None
    urgent: bool
    requested_at: datetime
    standing: Standing = "waiting"
    accepted_at: datetime | None = None
    #: When somebody was in touch with the person; whether that is the service's word, which comes with the contact,
    #: or the person's, who is asked a week later.
    contacted_at: datetime | None = None
    contact_seen_by_service: bool = False
    decline_reason: str | None = None
    outcome: str | None = None
    redirected: bool = False
    #: The person had been sent on before when this service sent them on again.
    redirected_again: bool = False
    overdue: bool = False


def passages(log: Iterable[Entry]) -> list[Passage]:
    """The handovers of a log. Events of one handover come in their order, those of different ones in any."""
    found: dict[uuid.UUID, Passage] = {}
    for entry in log:
        if entry.kind == BEGIN:
            found[entry.about] = _begun(entry)
        elif (passage := found.get(entry.about)) is not None:
            _go_on(passage, entry)
    return list(found.values())


def _begun(entry: Entry) -> Passage:
    codes = entry.codes
    return Passage(
        service=codes.get("service"),
        language=codes.get("language"),
        way=codes.get("way"),
        urgent=bool(codes.get("urgent")),
        requested_at=entry.at,
    )


def _go_on(passage: Passage, entry: Entry) -> None:
    if entry.kind in _MOVES:
        _move(passage, entry)
    elif entry.kind == "handover.redirected":
        _send_on(passage, entry)
    elif entry.kind == "handover.overdue":
        passage.overdue = True
    else:
        _contact(passage, entry)


def _move(passage: Passage, entry: Entry) -> None:
    passage.standing = _MOVES[entry.kind]
    if passage.standing == "in_work":
        passage.accepted_at = entry.at
    elif passage.standing == "declined":
        passage.decline_reason = entry.codes.get("reason")
    elif passage.standing == "ended":
        passage.outcome = entry.codes.get("outcome")


def _send_on(passage: Passage, entry: Entry) -> None:
    """What was only asked for goes with this; what was taken on stays until the other service takes it."""
    passage.redirected = True
    passage.redirected_again |= entry.codes.get("times") == SECOND_TIME
    if passage.standing == "waiting":
        passage.standing = "passed_on"


def _contact(passage: Passage, entry: Entry) -> None:
    if entry.kind == "contact.taken_back":
        passage.contacted_at = None
    elif entry.kind == "contact.first":
        passage.contacted_at, passage.contact_seen_by_service = entry.at, entry.by != "person"

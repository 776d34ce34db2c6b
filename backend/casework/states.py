"""The states of an agreement on goals and of a measure, and the codes that a case is refused, closed and held by. Pure.

An agreement comes into force by the person's recorded yes and by nothing else (R56). The database refuses the same
jumps (``agreement_steps``); both are made of ``NEXT``.
"""

from collections.abc import Mapping
from typing import Literal, get_args

type Standing = Literal["draft", "proposed", "agreed", "declined", "ended"]
STANDINGS: tuple[Standing, ...] = get_args(Standing.__value__)

#: From a state of an agreement to those that may follow it. What was proposed is not written over: it ends.
NEXT: Mapping[Standing, frozenset[Standing]] = {
    "draft": frozenset({"proposed", "ended"}),
    "proposed": frozenset({"agreed", "declined", "ended"}),
    "agreed": frozenset({"ended"}),
    "declined": frozenset(),
    "ended": frozenset(),
}
#: Not answered yet; of these a case has one at most.
UNANSWERED: tuple[Standing, ...] = ("draft", "proposed")
#: Where the yes is recorded: a tap in the chat, or a signature on paper.
SOURCES = ("chat", "paper")

#: What becomes of a measure.
MEASURES = ("planned", "running", "done", "dropped")
#: Of these, what help goes on or is about to.
RUNNING = ("planned", "running")

#: Why no case management is opened.
REFUSALS = ("single_concern", "helped_elsewhere", "not_wanted", "not_responsible", "other")
#: Why a case is closed.
CLOSINGS = ("reached", "moved", "no_contact", "declined", "other")


def may_follow(standing: str, wanted: str) -> bool:
    """Whether an agreement may go from one state into another."""
    return any(name == standing and wanted in after for name, after in NEXT.items())

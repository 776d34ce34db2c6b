"""What becomes of a report: the coordination sees it, passes it on to those who can close the gap, and it is done."""

from collections.abc import Mapping
from typing import Literal, get_args

type State = Literal["new", "seen", "passed_on", "done"]
STATES: tuple[State, ...] = get_args(State.__value__)

#: From a state to those that may follow; what was said to be done may turn out not to be.
NEXT: Mapping[State, frozenset[State]] = {
    "new": frozenset({"seen", "passed_on", "done"}),
    "seen": frozenset({"passed_on", "done"}),
    "passed_on": frozenset({"seen", "done"}),
    "done": frozenset({"seen", "passed_on"}),
}


def choices(state: str) -> tuple[State, ...]:
    """What may be chosen for a report in this state: what it is, and what may follow."""
    return tuple(wanted for wanted in STATES if wanted == state or may_follow(state, wanted))


def may_follow(state: str, wanted: str) -> bool:
    """Whether a report may go from one state into another."""
    return any(name == state and wanted in after for name, after in NEXT.items())

"""The states of a case and the ways between them: a mere contact, and the seven steps of case management. Pure.

Handlungskonzept KIM, 2.2: intake, assessment, agreement on goals, linking, monitoring, re-assessment, end. The database
refuses the same jumps (``case_state_step``); both are made of ``NEXT``.
"""

from collections.abc import Mapping
from typing import Literal, get_args

type State = Literal["contact", "intake", "assessment", "agreement", "linking", "monitoring", "re_assessment", "closed"]
STATES: tuple[State, ...] = get_args(State.__value__)

#: From a state to those that may follow it. A concern that needs no case management stays a contact until it is closed.
NEXT: Mapping[State, frozenset[State]] = {
    "contact": frozenset({"intake", "closed"}),
    "intake": frozenset({"assessment", "closed"}),
    "assessment": frozenset({"agreement", "closed"}),
    "agreement": frozenset({"assessment", "linking", "closed"}),
    "linking": frozenset({"agreement", "monitoring", "closed"}),
    "monitoring": frozenset({"re_assessment", "closed"}),
    "re_assessment": frozenset({"agreement", "linking", "monitoring", "closed"}),
    "closed": frozenset({"contact", "intake"}),
}
#: While a case is in one of these, somebody manages it.
MANAGED: frozenset[State] = frozenset(STATES) - {"contact", "closed"}
#: Only a person brings a case from one of these into case management (R35).
UNMANAGED: frozenset[State] = frozenset(STATES) - MANAGED


def may_follow(state: str, wanted: str) -> bool:
    """Whether a case may go from one state into another; into the one that it has, it need not go."""
    return any(name == state and wanted in after for name, after in NEXT.items())


def opens_case_management(state: str, wanted: str) -> bool:
    """Whether this step makes a case of a contact, which only a person may do."""
    return state in UNMANAGED and wanted in MANAGED

"""What becomes of a request for an interpreter. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

type State = Literal["wanted", "found", "not_found", "withdrawn"]
STATES: tuple[State, ...] = get_args(State.__value__)

#: From a state to those that may follow: whoever was found may fall ill, and somebody else be found after all.
NEXT: Mapping[State, frozenset[State]] = {
    "wanted": frozenset({"found", "not_found", "withdrawn"}),
    "found": frozenset({"not_found", "withdrawn"}),
    "not_found": frozenset({"found", "withdrawn"}),
    "withdrawn": frozenset(),
}
#: What the pool may answer.
ANSWERS: tuple[State, ...] = ("found", "not_found")
#: Where the talk takes place.
WAYS = ("on_site", "phone", "video")
GENDERS = ("any", "woman", "man")
LENGTHS = (30, 60, 90, 120, 180, 240)
#: So long before its time a request that nobody has answered is pressing: then there is still time for another way.
PRESSING = timedelta(days=2)


def may_follow(state: str, wanted: str) -> bool:
    """Whether a request may go from one state into another."""
    return any(name == state and wanted in after for name, after in NEXT.items())


def is_pressing(state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether nobody has answered although the appointment is near."""
    return state == "wanted" and starts_at - now <= PRESSING

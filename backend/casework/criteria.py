"""What speaks for case management (R27): shown to the people who decide about it, who alone may. Pure.

KGSt 7/2017, 4.2: several problem areas at once, help that the person cannot coordinate, a need that touches existence.
Only what was released is looked at, so it says no more than the package.
"""

from collections.abc import Mapping
from typing import Any

from backend.responsibility.rulebook import Rulebook

CRITERIA = ("several_fields", "own_coordination", "existential")
#: So many problem areas are several: the one concern of a contact has one (R28).
SEVERAL = 2
#: Without money to live on, these concerns cannot wait.
MONEY = frozenset({"BENEFITS", "DEBT"})


def areas(book: Rulebook, attributes: Mapping[str, Any]) -> frozenset[str]:
    """The problem areas of the concerns that were released."""
    known = (book.needs[need].area for need in attributes.get("needs") or () if need in book.needs)
    return frozenset(area for area in known if area)


def met(book: Rulebook, attributes: Mapping[str, Any], *, urgent: bool) -> tuple[str, ...]:
    """Which of ``CRITERIA`` the released answers speak for; ``urgent`` as the handover was marked."""
    found = areas(book, attributes)
    several = len(found) >= SEVERAL
    penniless = attributes.get("benefits_drawn") == "none" and bool(found & MONEY)
    speaks_for = {
        "several_fields": several,
        "own_coordination": attributes.get("responsibility_unclear") == "yes" or (several and _family(attributes)),
        "existential": urgent or attributes.get("lives_in") == "none" or penniless,
    }
    return tuple(name for name in CRITERIA if speaks_for[name])


def _family(attributes: Mapping[str, Any]) -> bool:
    """Whether there are children, whose affairs have to be coordinated too."""
    return bool(attributes.get("children"))

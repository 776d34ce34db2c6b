"""The field of action that a concern belongs to: all that a queue shows of it before somebody has accepted.

Several concerns share a field, so that a list which many see does not tell who has debts or expects a child.
"""

from collections.abc import Mapping
from typing import Any

from backend.offers.schemas import FIELDS
from backend.responsibility.loading import rulebook

#: Problem area of the rules -> field of action. What has no area of its own is everyday life.
FIELD_OF_AREA: Mapping[str | None, str] = {
    "LANG": "language", "SCHOOL": "school", "CHILDCARE": "childcare", "TRAIN": "training", "WORK": "work",
    "RECOG": "recognition", "HOUSING": "housing", "HEALTH": "health", "FAMILY": "family", "LEGAL": "legal",
    "NATUR": "legal", "DISCR": "legal", "BENEFITS": "benefits", "DEBT": "benefits", "EVERYDAY": "everyday",
    None: "everyday",
}  # fmt: skip


def fields_of_action(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of the concerns in a package, in the order of ``FIELDS``; none if no concern was released."""
    needs, known = attributes.get("needs") or (), rulebook().needs
    found = {FIELD_OF_AREA[known[need].area] for need in needs if need in known}
    return tuple(field for field in FIELDS if field in found)

"""A constellation as a form sends it: attributes of nobody in particular, so that its address can be passed on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from starlette.datastructures import QueryParams

from backend.responsibility.interchange import REFUSED, UNKNOWN, BadRecord
from backend.responsibility.loading import rulebook
from backend.responsibility.model import FLAGS

#: The fields in the order and groups in which the page shows them.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "person": ("age", "birth_date", "writing_for", "unaccompanied"),
    "stay": ("residence_title", "sec24_first_issued", "lives_in", "benefits_drawn", "eu_status", "case_management"),
    "needs": ("needs",),
    "family": ("responsibility_unclear", "children"),
    "danger": ("urgency_flags",),
    "more": (
        "title_valid_until", "date_of_entry", "suspended_since", "rechtskreis_change", "employable",
        "employment_status", "in_school", "age_disputed", "nationality", "gender",
    ),
}  # fmt: skip
CHILDREN = 4
#: Days outside make no sense for these rules.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_WHOLE = re.compile(r"[0-9]{1,3}")
_BOOLEANS = {"yes": True, "no": False}

Kind = Literal["choice", "checks", "number", "date", "text", "children"]
_KINDS: Mapping[str, Kind] = {
    "enum": "choice", "bool": "choice", "set": "checks", "age": "number", "date": "date", "birth_date": "text",
    "country": "text", "children": "children",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of the form."""

    name: str
    kind: Kind
    options: tuple[str, ...]
    #: What can be said instead of a value, where the question is asked at all.
    instead: tuple[str, ...]
    #: What was sent.
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Child:
    """One line about a child."""

    age: str
    school_place: str


@dataclass(frozen=True)
class Constellation:
    """What was sent, and the day or days to decide for."""

    groups: Mapping[str, tuple[Field, ...]]
    children: tuple[Child, ...]
    attributes: Mapping[str, Any]
    municipality: str
    #: As sent; the first is today's where none was.
    days: tuple[str, str]
    sent: bool

    def day(self, which: int) -> date:
        """The first or second day. Raises ``BadRecord``."""
        field = ("date", "compare")[which]
        try:
            found = date.fromisoformat(self.days[which])
        except ValueError:
            raise BadRecord(field, "is not a date") from None
        if not EARLIEST <= found <= LATEST:
            raise BadRecord(field, "is too far away")
        return found


def read(sent: QueryParams, today: date) -> Constellation:
    """Everything that the address says. Whether it makes sense is for the rules to find out."""
    groups = {name: tuple(_field(attribute, sent) for attribute in names) for name, names in GROUPS.items()}
    children = _children(sent)
    fields = [field for group in groups.values() for field in group]
    attributes = {field.name: _value(field) for field in fields if field.chosen and field.kind != "children"}
    told = [_told(child) for child in children if child.age or child.school_place]
    if told:
        attributes["children"] = told
    return Constellation(
        groups=groups,
        children=children,
        attributes=attributes,
        municipality=sent.get("municipality", ""),
        days=(sent.get("date") or today.isoformat(), sent.get("compare", "")),
        sent=bool(sent),
    )


def _field(name: str, sent: QueryParams) -> Field:
    attribute = rulebook().attributes[name]
    options: tuple[str, ...] = ()
    if attribute.type == "bool":
        options = ("yes", "no")
    elif name == "needs":
        options = tuple(rulebook().needs)
    elif name == "urgency_flags":
        options = FLAGS
    elif attribute.type == "enum":
        options = tuple(sorted(attribute.values))
    instead = (REFUSED, UNKNOWN) if attribute.order or name == "age" else ()
    chosen = tuple(value.strip() for value in sent.getlist(name) if value.strip())
    return Field(name, _KINDS[attribute.type], options, instead, chosen)


def _value(field: Field) -> Any:
    instead = [value for value in field.chosen if value in field.instead]
    said = [value for value in field.chosen if value not in field.instead]
    if not said:
        return instead[0]
    if field.kind == "checks":
        return said
    if field.kind == "number":
        return int(said[0]) if _WHOLE.fullmatch(said[0]) else said[0]
    return _BOOLEANS.get(said[0], said[0]) if field.options == ("yes", "no") else said[0]


def _children(sent: QueryParams) -> tuple[Child, ...]:
    """Always as many lines as the form has."""
    ages, places = sent.getlist("child_age"), sent.getlist("child_school")
    lines = range(CHILDREN)
    return tuple(Child(_at(ages, line), _at(places, line)) for line in lines)


def _at(values: list[str], line: int) -> str:
    return values[line].strip() if line < len(values) else ""


def _told(child: Child) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if child.age:
        told["age"] = int(child.age) if _WHOLE.fullmatch(child.age) else child.age
    if child.school_place:
        told["school_place"] = _BOOLEANS.get(child.school_place, child.school_place)
    return told

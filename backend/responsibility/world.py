"""A case on a day in a municipality, as the conditions see it: facts, assumptions, definitions, derived values.

Everything is looked up by name, once, in three values. What was assumed because nobody said otherwise is kept, so that
it can be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from backend.responsibility import ages
from backend.responsibility.locality import Locality
from backend.responsibility.model import Facts
from backend.responsibility.rulebook import Attribute, Rulebook, Switch
from backend.responsibility.truth import FALSE, TRUE, Finding, Span, unknown

BIRTHDAY = "birthday"
SCHOOL_AGES = range(6, 18)
#: § 7a SGB II: nobody reaches the pension age before the first, everybody has at the second.
NO_PENSION_BELOW, PENSION_FROM = 65, 67


class World:
    """Answers what conditions ask for. ``asking``: attributes whose assumption is set aside, because it is asked."""

    def __init__(self, rulebook: Rulebook, facts: Facts, ref_date: date, locality: Locality) -> None:
        self.rulebook = rulebook
        self.facts = facts
        self.ref_date = ref_date
        self.locality = locality
        self.assumed: dict[str, Any] = {}
        self._asking: frozenset[str] = frozenset()
        self._found: dict[tuple[str, frozenset[str]], Finding] = {}
        self.one_owner: Callable[[], Finding] = lambda: FALSE

    def with_facts(self, facts: Facts) -> World:
        """The same day and municipality with other facts."""
        return World(self.rulebook, facts, self.ref_date, self.locality)

    def holds(self, row: Any) -> Finding:
        """Whether a row of a decision table holds, with its own questions taken as open."""
        before, self._asking = self._asking, row.asks
        try:
            found: Finding = row.when.evaluate(self)
        finally:
            self._asking = before
        return found

    def is_so(self, condition: Any) -> bool:
        """Whether a condition is established."""
        found = condition.evaluate(self)
        return found.certain and bool(found.value)

    def find(self, name: str) -> Finding:
        """The value of an attribute, definition, set, threshold, number or date."""
        key = (name, self._asking)
        if key not in self._found:
            self._found[key] = self._look_up(name)
        return self._found[key]

    def known(self, name: str) -> bool:
        """Whether there is an answer with a value."""
        if name in _DERIVED:
            return self.find(name).certain
        return self._told(name) is not None or (name == "residence_title" and self._free_movement)

    def unasked(self, name: str) -> bool:
        """Whether nobody has asked and nobody has told."""
        if name == "residence_title" and (self.title_refused or self._free_movement):
            return False
        return not self.facts.asked(name)

    @property
    def _free_movement(self) -> bool:
        """An EU citizen by nationality who has named no title: the one thing that a nationality decides."""
        named = self.facts.asked("residence_title") or self.title_refused
        return not named and self.facts.value("nationality") in self.rulebook.sets["free_movement"]

    @property
    def title_refused(self) -> bool:
        """The person was asked for the title and did not want to say it."""
        return self.facts.refused("residence_title") or self.facts.value("title_refused") is True

    def switch(self, name: str) -> Switch:
        """A dated switch as it stands here."""
        return self.locality.switch(self.rulebook.switches[name])

    def _look_up(self, name: str) -> Finding:
        book = self.rulebook
        if name in _DERIVED:
            return _DERIVED[name](self)
        if name in book.definitions:
            return book.definitions[name].evaluate(self)
        if name in book.attributes:
            return self._attribute(book.attributes[name])
        if name in book.sets:
            return Finding(book.sets[name])
        if name in book.thresholds:
            return Finding(self.locality.thresholds.get(name, book.thresholds[name]))
        return Finding(book.numbers[name] if name in book.numbers else book.dates[name])

    def _told(self, name: str) -> Any:
        return None if name == "residence_title" and self.title_refused else self.facts.value(name)

    def _attribute(self, attribute: Attribute) -> Finding:
        told = self._told(attribute.id)
        if told is None and attribute.id == "residence_title" and self._free_movement:
            told = self.assumed["residence_title"] = "eu_citizen"
        if told is not None:
            return Finding(told)
        if self.unasked(attribute.id):
            assumed = None if attribute.id in self._asking else attribute.assumption
        else:
            assumed = None if attribute.refused in ("human", "open") else attribute.refused
        if assumed is None:
            return unknown(attribute.id)
        self.assumed[attribute.id] = assumed
        return Finding(assumed)

    @cached_property
    def stated_needs(self) -> tuple[str, ...]:
        """The needs as the person named them, in their order."""
        return tuple(self.facts.value("needs") or ())

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The needs, with those that follow from other facts."""
        derived = []
        if self._somebody_lacks_a_school_place():
            derived.append("school")
        needs = tuple(dict.fromkeys((*self.stated_needs, *derived)))
        return ("residence_permit",) if not needs and self.sec24_continued else needs

    def _somebody_lacks_a_school_place(self) -> bool:
        children = self.facts.value("children") or ()
        if any(child.get("age") in SCHOOL_AGES and child.get("school_place") is False for child in children):
            return True
        age = self.find("age")
        at_school_age = age.certain and not isinstance(age.value, Span) and age.value in SCHOOL_AGES
        return at_school_age and self.facts.value("in_school") is False

    @cached_property
    def areas(self) -> frozenset[str]:
        """The distinct problem areas among the needs."""
        return frozenset(area for need in self.needs if (area := self.rulebook.needs[need].area))

    @cached_property
    def sec24_continued(self) -> bool:
        """S13c: a § 24 permit that the continuation ordinance carries on, more than a week before its own end."""
        until = self._continued_until()
        if until is None:
            return False
        warning = self.rulebook.numbers["title_warning_days"]
        still_long = (until - self.ref_date).days > warning
        return still_long and (self._warned_of_title or self._nominal_days_left() <= warning)

    @property
    def _warned_of_title(self) -> bool:
        return "title_expiring_7d" in (self.facts.value("urgency_flags") or ())

    def _nominal_days_left(self) -> int:
        until: date = self.facts.value("title_valid_until")
        return (until - self.ref_date).days

    def _continued_until(self) -> date | None:
        ordinance = self.switch("sec24_continuation")
        nominal = self.facts.value("title_valid_until")
        if self._told("residence_title") != "temp_protection_24" or nominal is None or ordinance.status == "denied":
            return None
        issued = self.facts.value("sec24_first_issued")
        valid_then = nominal >= ordinance.start and (issued is None or issued <= ordinance.start)
        covered = ordinance.end is not None and valid_then and nominal < ordinance.end
        return ordinance.end if covered else None

    @cached_property
    def title_days_left(self) -> int | None:
        """Days until the title ends; negative afterwards; None while no date is known."""
        until = self._continued_until() or self.facts.value("title_valid_until")
        return None if until is None else (until - self.ref_date).days

    @cached_property
    def urgency_flags(self) -> frozenset[str]:
        """The flags raised, with the one that a date raises, without the one that an ordinance has settled."""
        flags = set(self.facts.value("urgency_flags") or ())
        left = self.title_days_left
        if left is not None and left <= self.rulebook.numbers["title_warning_days"]:
            flags.add("title_expiring_7d")
        if self.sec24_continued:
            flags.discard("title_expiring_7d")
        return frozenset(flags)


def _age(world: World) -> Finding:
    birth_date = world.facts.value("birth_date")
    if birth_date is not None:
        return Finding(ages.age_on(birth_date, world.ref_date))
    age = world.facts.value("age")
    return Finding(age) if age is not None else unknown("birth_date")


def _past_pension_age(world: World) -> Finding:
    birth_date = world.facts.value("birth_date")
    if birth_date is not None:
        reached = {
            ages.pension_start(day, world.rulebook.pension_months) <= world.ref_date for day in ages.bounds(birth_date)
        }
        return Finding(reached.pop()) if len(reached) == 1 else unknown(BIRTHDAY)
    age = world.facts.value("age")
    if age is None:
        return unknown("birth_date")
    if age < NO_PENSION_BELOW:
        return FALSE
    return TRUE if age >= PENSION_FROM else unknown(BIRTHDAY)


def _needs(world: World) -> Finding:
    if not world.needs and world.facts.value("needs") is None:
        return unknown("needs")
    return Finding(world.needs)


def _areas(world: World) -> Finding:
    return Finding(world.areas)


def _sec24_date(world: World) -> Finding:
    issued = world.facts.value("sec24_first_issued") or world.facts.value("date_of_entry")
    return Finding(issued) if issued else unknown("sec24_first_issued")


def _suspended_months(world: World) -> Finding:
    since = world.facts.value("suspended_since")
    return Finding(ages.completed_months(since, world.ref_date)) if since else unknown("suspended_since")


def _title_days_left(world: World) -> Finding:
    left = world.title_days_left
    return unknown("title_valid_until") if left is None else Finding(left)


def _children(world: World) -> Finding:
    return Finding(bool(world.facts.value("children")))


#: Values that no condition language can say shortly.
_DERIVED: dict[str, Callable[[World], Finding]] = {
    "ref_date": lambda world: Finding(world.ref_date),
    "age": _age,
    "past_pension_age": _past_pension_age,
    "needs": _needs,
    "need_count": lambda world: Finding(len(world.needs)),
    "areas": lambda world: Finding(len(world.areas)),
    "area_set": _areas,
    "one_owner": lambda world: world.one_owner(),
    "has_children": _children,
    "sec24_date": _sec24_date,
    "sec24_continued": lambda world: Finding(world.sec24_continued),
    "suspended_months": _suspended_months,
    "title_days_left": _title_days_left,
    "title_refused": lambda world: Finding(world.title_refused),
    "title_confirmed": lambda world: Finding(world.facts.confirmed("residence_title")),
    "urgency_flags": lambda world: Finding(world.urgency_flags),
    "lrag_confirmed": lambda world: Finding(world.switch("lrag").status == "confirmed"),
    "lrag_from": lambda world: Finding(
        date.max if world.switch("lrag").status == "denied" else world.switch("lrag").start
    ),
}
DERIVED_NAMES = frozenset(_DERIVED)

"""The decision tables beside the rules: who owns a need, who pays, who accompanies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from backend.responsibility.model import Facts, Known
from backend.responsibility.rulebook import BENEFIT_AUTHORITY, LEAD, TOPIC_OWNER, OwnerRow, Rule
from backend.responsibility.truth import FALSE, UNKNOWN, Finding
from backend.responsibility.world import BIRTHDAY, World

#: What function B asks for.
PAYMENT = ("benefits_drawn", "eu_status", "sec24_first_issued")
#: Nobody in particular: the lead service.
NOBODY = Finding(None)


def askable(world: World, attributes: Iterable[str]) -> frozenset[str]:
    """Those of the attributes that a question could still settle: never asked, or a birthday to be known to the day."""
    return frozenset(a for a in attributes if _can_be_asked(world, a))


def _can_be_asked(world: World, attribute: str) -> bool:
    if attribute != BIRTHDAY:
        return world.unasked(_asked_as(world, attribute))
    born = world.facts.by_attribute.get("birth_date")
    return born is None or (born.status == "known" and not born.confirmed)


def worth_asking(world: World, missing: frozenset[str], asks: Iterable[str]) -> frozenset[str]:
    """What a row that is open because of ``missing`` may ask for; nothing where something else is missing as well.

    What was asked and not answered stays open for good and holds up no other question; what only the person can say,
    and does not want to, is among the result, because then a person takes over.
    """
    kept_back = kept_back_by(world, missing)
    open_still = frozenset(name for name in missing if _can_be_asked(world, name)) | kept_back
    return open_still if open_still <= {*asks, BIRTHDAY} else frozenset()


def kept_back_by(world: World, missing: Iterable[str]) -> frozenset[str]:
    """What the person did not want to say, though only they can."""
    declared = world.rulebook.attributes
    return frozenset(
        name for name in missing
        if name in declared and declared[name].refused == "human" and world.facts.refused(_asked_as(world, name))
    )  # fmt: skip


def _asked_as(world: World, attribute: str) -> str:
    return "age" if attribute == "birth_date" and world.facts.asked("age") else attribute


class Tables:
    """The tables for one case on one day."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._owners: dict[str, Finding] = {}
        world.one_owner = self._one_owner

    def first(self, rows: Iterable[OwnerRow]) -> Finding:
        """The first row that holds; unknown where a question could still change the destination.

        The value is the row, or None where none holds. Rows that nothing can settle count as not holding.
        """
        possible: list[OwnerRow] = []
        missing: set[str] = set()
        for row in rows:
            if not row.in_force(self._world.ref_date):
                continue
            found = self._world.holds(row)
            if found.certain and found.value:
                possible.append(row)
                break
            settling = frozenset() if found.certain else worth_asking(self._world, found.missing, row.asks)
            if settling:
                possible.append(row)
                missing |= settling
        if not missing:
            return Finding(possible[0] if possible else None)
        same = len({row.to for row in possible}) == 1
        return Finding(possible[-1]) if same else Finding(UNKNOWN, frozenset(missing))

    @cached_property
    def benefit_row(self) -> Finding:
        """Function B: the row that holds."""
        return self.first(self._world.rulebook.benefit_rows)

    @cached_property
    def _benefit_row_without_asking(self) -> Finding:
        """Function B where nothing can be asked, as in danger: derived from the title, as for who does not know."""
        unsaid = {name: Known(None, "unknown") for name in PAYMENT if not self._world.facts.asked(name)}
        facts = Facts({**self._world.facts.by_attribute, **unsaid})
        return Tables(self._world.with_facts(facts)).benefit_row

    @cached_property
    def lead_rule(self) -> Rule:
        """L: who accompanies a person of this age and status; what is open counts as not established."""
        for rule in self._world.rulebook.rules:
            if rule.lead and rule.in_force(self._world.ref_date):
                found = self._world.holds(rule)
                if found.certain and found.value:
                    return rule
        raise AssertionError("the last lead rule always holds")

    def resolve(self, to: str) -> str | None:
        """The destination that a name stands for; None where it is nobody in particular."""
        if to == LEAD:
            return self.lead_rule.to
        if to == BENEFIT_AUTHORITY:
            found = self.benefit_row if self.benefit_row.certain else self._benefit_row_without_asking
            row = found.value if found.certain else None
            return None if row is None or row.to == LEAD else str(row.to)
        if to == TOPIC_OWNER:
            need = self.main_need()
            owner = self.owner(need) if need else NOBODY
            return owner.value if owner.certain else None
        return to

    def owner(self, need: str) -> Finding:
        """The topic owner of a need; its value is None where the lead service owns it."""
        if need not in self._owners:
            self._owners[need] = self._find_owner(need)
        return self._owners[need]

    def _find_owner(self, need: str) -> Finding:
        found = self.first(self._world.rulebook.needs[need].owners)
        if not found.certain:
            return found
        if found.value is None or found.value.to == LEAD:
            return NOBODY
        if found.value.to == BENEFIT_AUTHORITY:
            paying = self.benefit_row
            if not paying.certain:
                return paying
            return NOBODY if paying.value is None or paying.value.to == LEAD else Finding(paying.value.to)
        return Finding(found.value.to)

    def main_need(self) -> str | None:
        """The need that a single topic is about: the first that counts for an area and has, or may have, an owner."""
        needs = self._world.needs
        counting = [need for need in needs if self._world.rulebook.needs[need].area] or list(needs)
        return next((need for need in counting if self.owner(need) != NOBODY), None)

    def _one_owner(self) -> Finding:
        """Whether all needs that count have one and the same owner."""
        counting = [need for need in self._world.needs if self._world.rulebook.needs[need].area]
        owners = [self.owner(need) for need in counting]
        missing = frozenset().union(*(owner.missing for owner in owners))
        certain = {owner.value for owner in owners if owner.certain}
        if len(certain) > 1 or None in certain:
            return FALSE
        return Finding(UNKNOWN, missing) if missing else Finding(len(certain) == 1)

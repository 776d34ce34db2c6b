"""Whom an offer suits: its condition over the case's facts, in three values. Pure.

The condition is in the language of the responsibility rules and sees the same names. Ages stand in fields of their own,
as the standard has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from backend.responsibility.conditions import ALWAYS, Condition, Unreadable, read
from backend.responsibility.loading import rulebook
from backend.responsibility.truth import TRUE, Finding, all_of
from backend.responsibility.world import World

type Verdict = Literal["fits", "may_fit", "does_not_fit"]
#: Never asked for the sake of an offer: the answer can cost more than the offer is worth (responsibility G1).
NEVER_ASKED = frozenset({"urgency_flags", "unaccompanied"})


class FaultyCondition(ValueError):
    """The condition is not of the language, or speaks of something that the rules do not know."""


@cache
def condition(text: str | None) -> Condition:
    """The condition, ready to be evaluated. Raises ``FaultyCondition``."""
    if not text:
        return ALWAYS
    try:
        return read(text, rulebook().vocabulary)
    except Unreadable as error:
        raise FaultyCondition(str(error)) from error


@dataclass(frozen=True)
class Suits:
    """For whom an offer is."""

    when: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    #: Whose ages those are: of a child, they say nothing about the person who asks, and ``when`` alone decides.
    ages_of: Literal["person", "child"] = "person"

    @property
    def has_ages(self) -> bool:
        """Whether the age of the person who asks decides."""
        return self.ages_of == "person" and (self.minimum_age, self.maximum_age) != (None, None)


@dataclass(frozen=True)
class Fit:
    """Whether an offer suits somebody, and why.

    ``because``: attributes whose answers decided it. ``missing``: attributes that would decide it, if they were known.
    """

    verdict: Verdict
    because: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def fit(suits: Suits, world: World) -> Fit:
    """Whether it suits the person of this case."""
    found = all_of((_age(suits, world), condition(suits.when).evaluate(world)))
    spoken_of = named_in(suits)
    if not found.certain:
        return Fit("may_fit", missing=frozenset(found.missing - NEVER_ASKED))
    return Fit("fits" if found.value else "does_not_fit", because=spoken_of)


def _age(suits: Suits, world: World) -> Finding:
    bounds = []
    if not suits.has_ages:
        return TRUE
    if suits.minimum_age is not None:
        bounds.append(condition(f"age >= {int(suits.minimum_age)}").evaluate(world))
    if suits.maximum_age is not None:
        bounds.append(condition(f"age < {int(suits.maximum_age) + 1}").evaluate(world))
    return all_of(bounds)


def named_in(suits: Suits) -> frozenset[str]:
    """The attributes of a case that a condition speaks of, seen through the definitions."""
    found = set(_through(condition(suits.when).names, rulebook().definitions))
    if suits.has_ages:
        found.add("age")
    return frozenset(found & set(rulebook().attributes))


def _through(names: frozenset[str], definitions: Mapping[str, Condition]) -> frozenset[str]:
    inner = (_through(definitions[name].names, definitions) for name in names if name in definitions)
    return names.union(*inner)

"""Whether a condition leaves anybody over at all. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice, product
from typing import Any

from backend.offers.eligibility import Suits, fit, named_in
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Facts, Known
from backend.responsibility.world import World

OLDEST = 110
#: More combinations of answers are not tried: then somebody may be left.
MOST_TRIED = 20_000


@cache
def fits_nobody(suits: Suits, today: date) -> bool:
    """Whether no combination of answers suits: ages that exclude each other, or a condition that contradicts itself."""
    domains = {name: values for name in sorted(named_in(suits)) if (values := _values(name, suits))}
    answers = islice(_answers(domains), MOST_TRIED + 1)
    for tried, facts in enumerate(answers):
        if tried == MOST_TRIED or fit(suits, World(rulebook(), facts, today, Locality())).verdict != "does_not_fit":
            return False
    return True


def _answers(domains: dict[str, tuple[Any, ...]]) -> Iterator[Facts]:
    for values in product(*domains.values()):
        yield Facts({name: Known(value) for name, value in zip(domains, values, strict=True)})


def _values(name: str, suits: Suits) -> tuple[Any, ...]:
    """Every answer that can make a difference; none where it cannot be told, so that the question stays open."""
    attribute = rulebook().attributes[name]
    if attribute.type == "enum":
        return tuple(sorted(attribute.values))
    if attribute.type == "bool":
        return (True, False)
    return _ages(suits) if attribute.type == "age" else ()


def _ages(suits: Suits) -> tuple[int, ...]:
    """The years on both sides of every number that is spoken of, here and in the definitions of the rules."""
    bounds = {int(age) for age in (suits.minimum_age, suits.maximum_age) if age is not None}
    bounds |= {int(number) for number in re.findall(r"\d+", suits.when or "")}
    bounds |= {int(number) for rule in rulebook().definitions.values() for number in re.findall(r"\d+", rule.text)}
    near = {age + step for age in bounds for step in (-1, 0, 1)}
    return tuple(sorted(age for age in near | {0, OLDEST} if 0 <= age <= OLDEST))

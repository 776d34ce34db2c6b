"""Safety on every message: what the flags call for, before consent and before anything else."""

from collections.abc import Iterable
from datetime import date

from backend.responsibility import outcome
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import FLAGS, Facts, Known, SafetyAnswer
from backend.responsibility.tables import Tables
from backend.responsibility.world import World

EVERYWHERE = Locality()


def with_flags(facts: Facts, flags: Iterable[str]) -> Facts:
    """The facts with these urgency flags raised as well. A flag nobody knows is treated as a deadline."""
    raised = {flag if flag in FLAGS else "deadline_7d" for flag in flags}
    before = set(facts.value("urgency_flags") or ())
    return Facts({**facts.by_attribute, "urgency_flags": Known(tuple(sorted(raised | before)))})


def safety_answers(
    flags: Iterable[str], facts: Facts, ref_date: date, locality: Locality = EVERYWHERE
) -> tuple[SafetyAnswer, ...]:
    """All safety answers for these urgency flags, most urgent first; none where nothing is urgent."""
    world = World(rulebook(), with_flags(facts, flags), ref_date, locality)
    tables = Tables(world)
    rules = outcome.safety_rules(world, tables)
    return outcome.in_danger(world, tables, rules).safety if rules else ()


def needs_reporting_warning(answers: Iterable[SafetyAnswer], facts: Facts) -> bool:
    """Whether police or youth office are named to somebody whose papers they would have to report."""
    warned = rulebook().reporting.warned
    return facts.hidden_status and any(warned & set(answer.contacts) for answer in answers)

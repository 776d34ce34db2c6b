"""Guards over every output (responsibility, G1 to G3): whatever a rule, an override or a stand-in says, these hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backend.responsibility.model import Decided, Reason, Step
from backend.responsibility.rulebook import Guard
from backend.responsibility.stand_ins import may_name
from backend.responsibility.world import World


def guarded(decided: Decided, world: World) -> Decided:
    """The decision with everything removed that this person must not be sent to. G1 comes last: nothing escapes it."""
    for guard in world.rulebook.guards:
        decided = _forbid(decided, guard, world)
    return _warned(_no_reporting(decided, world), world)


def _warned(decided: Decided, world: World) -> Decided:
    """The warning about the duty to report, where the youth office is named to somebody without papers (M1).

    Safety messages have it from ``safety.needs_reporting_warning``.
    """
    guard = world.rulebook.reporting
    if decided.rule_id.startswith("S") or not guard.warned & decided.named or not world.is_so(guard.when):
        return decided
    return replace(decided, notes=(Reason("reporting_warning", family="safety"), *decided.notes))


def _forbid(decided: Decided, guard: Guard, world: World) -> Decided:
    forbidden = guard.forbidden & decided.named
    if not forbidden or decided.rule_id in guard.exceptions or not world.is_so(guard.when):
        return decided
    if guard.unless_absent and world.locality.lacks(guard.unless_absent):
        return decided
    return _replaced(decided, forbidden, guard.instead, guard.id, world.locality.lacks)


def _replaced(
    decided: Decided, unwanted: frozenset[str], instead: str, guard_id: str, lacks: Callable[[str], bool]
) -> Decided:
    instead = "MENSCH" if lacks(instead) else instead
    reasons = {code: reason for code, reason in decided.reasons.items() if code not in unwanted}
    secondary = tuple(code for code in decided.secondary if code not in unwanted and code != instead)
    primary = decided.primary
    if primary in unwanted:
        primary = instead
        reasons = {instead: decided.reasons.get(instead, Reason("lead")), **reasons}
    else:
        secondary = tuple(code for code in decided.secondary if code not in unwanted)
    steps = tuple(Step("guard", guard_id, code) for code in sorted(unwanted))
    return replace(decided, primary=primary, secondary=secondary, reasons=reasons, trace=(*decided.trace, *steps))


def _no_reporting(decided: Decided, world: World) -> Decided:
    """G1: to people without papers, or who did not say, only destinations without a duty to report."""
    guard = world.rulebook.reporting
    if not world.is_so(guard.when):
        return decided
    unwanted = frozenset(code for code in decided.named if not may_name(code, decided.rule_id, world))
    if not unwanted:
        return decided
    in_danger = decided.rule_id.startswith("S")
    instead = guard.instead_refused if world.title_refused and not in_danger else guard.instead
    if world.locality.lacks(instead):
        instead = "MENSCH"
    kept = _replaced(decided, unwanted, instead, "G1", world.locality.lacks)
    if kept.primary == decided.primary:
        return kept
    reasons = {**kept.reasons, instead: Reason("N3" if instead == "MENSCH" else "L4")}
    secondary = kept.secondary
    if instead == "MENSCH" and not world.locality.lacks(guard.instead):
        reasons.setdefault(guard.instead, Reason("goes_along"))
        secondary = (guard.instead, *(code for code in secondary if code != guard.instead))
    return replace(kept, reasons=reasons, secondary=secondary)

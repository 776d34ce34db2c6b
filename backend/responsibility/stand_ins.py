"""What a municipality has and has not: who stands in, and who everybody talks to first."""

from __future__ import annotations

from dataclasses import replace

from backend.responsibility.model import Decided, Reason, Step
from backend.responsibility.world import World

#: Rules after which nobody is sent to a case manager first: danger, minors, existing help, ways of their own.
_OWN_WAYS = ("S", "L8", "M", "X", "L7", "L4", "N3", "L9", "L11")


def localised(decided: Decided, world: World) -> Decided:
    """The decision for this municipality: intake model A, then stand-ins for missing services."""
    return _stand_ins(_model_a(decided, world), world)


def _model_a(decided: Decided, world: World) -> Decided:
    """Model A: everybody talks to a case manager first, who knows whom else it concerns (R34)."""
    own_way = decided.rule_id.startswith(_OWN_WAYS) or decided.primary in {"KIM", "MENSCH"}
    if world.locality.intake_model != "A" or own_way or world.is_so(world.rulebook.definitions["state_reception"]):
        return decided
    reasons = {"KIM": Reason("model_a"), **{code: r for code, r in decided.reasons.items() if code != "KIM"}}
    secondary = (decided.primary, *(code for code in decided.secondary if code != "KIM"))
    step = Step("model", "A", "KIM", (decided.primary,))
    return replace(decided, primary="KIM", secondary=secondary, reasons=reasons, trace=(*decided.trace, step))


def _stand_ins(decided: Decided, world: World) -> Decided:
    if not any(world.locality.lacks(code) for code in decided.named):
        return decided
    reasons: dict[str, Reason] = {}
    trace = list(decided.trace)
    for code in (decided.primary, *decided.secondary):
        found = _present(code, decided, world)
        if found != code:
            trace.append(Step("stand_in", code, found or "none"))
        if found is None:
            continue
        reason = decided.reasons[code] if found == code else Reason("stand_in", {"missing": code})
        reasons.setdefault(found, reason)
    primary, *secondary = reasons
    return replace(decided, primary=primary, secondary=tuple(secondary), reasons=reasons, trace=tuple(trace))


def _present(code: str, decided: Decided, world: World) -> str | None:
    """The destination, or who stands in for it; None where it is one of the others and nobody does."""
    locality = world.locality
    if not locality.lacks(code):
        return code
    destination = world.rulebook.destinations[code]
    chain = [one.to for one in destination.fallback if world.is_so(one.when) and not locality.lacks(one.to)]
    found = next((other for other in chain if may_name(other, decided.rule_id, world)), None)
    if found or code != decided.primary:
        return found if found != "MENSCH" or code == decided.primary else None
    if decided.urgent and code not in locality.declined_by:
        return code  # the nearest safe service, also outside the town
    return "MENSCH"


def may_name(code: str, rule_id: str, world: World) -> bool:
    """Whether G1 lets a destination be named to this person under this rule."""
    guard = world.rulebook.reporting
    if not world.is_so(guard.when):
        return True
    if code in guard.always:
        return True
    exceptions = guard.exceptions.get(code, frozenset())
    if rule_id in exceptions or ("S" in exceptions and rule_id.startswith("S")):
        return True
    marked = world.rulebook.destinations[code].no_reporting_duty
    return marked and code not in world.locality.not_independent

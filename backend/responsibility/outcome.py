"""From a rule that holds to a whole decision: secondary destinations with reasons, notes, stand-ins, guards, trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.responsibility.guards import guarded
from backend.responsibility.model import Decided, Reason, SafetyAnswer, Step
from backend.responsibility.rulebook import BENEFIT_AUTHORITY, Named, Rule
from backend.responsibility.stand_ins import localised
from backend.responsibility.tables import Tables
from backend.responsibility.world import World


def decided(
    world: World, tables: Tables, rule: Rule, primary: str, *, need: str | None = None, human: bool = False
) -> Decided:
    """The decision of ``rule``. ``need``: the single topic that it is about."""
    reasons: dict[str, Reason] = {primary: Reason("L6" if human and not rule.human else str(rule.reason))}
    _add(reasons, world, tables, rule.secondary)
    if rule.owners:
        _add_owners(reasons, world, tables)
    return _finished(world, tables, rule, primary, reasons, human=human)


def _add(reasons: dict[str, Reason], world: World, tables: Tables, named: Iterable[Named]) -> None:
    for one in named:
        code = tables.resolve(one.to) if world.is_so(one.when) else None
        if code and code not in reasons:
            reasons[code] = Reason(one.reason or "lead")


def _add_owners(reasons: dict[str, Reason], world: World, tables: Tables) -> None:
    for name in world.needs:
        need = world.rulebook.needs[name]
        owner = tables.owner(name)
        if owner.certain and owner.value:
            reasons.setdefault(owner.value, Reason("for_need", {"need": name}))
        if any(row.to == BENEFIT_AUTHORITY for row in need.owners) and tables.benefit_row.certain:
            _add(reasons, world, tables, tables.benefit_row.value.also if tables.benefit_row.value else ())
        for one in need.also:
            if world.is_so(one.when):
                reasons.setdefault(one.to, Reason(one.reason or "for_need", {} if one.reason else {"need": name}))


def _finished(
    world: World, tables: Tables, rule: Rule, primary: str, reasons: dict[str, Reason], *, human: bool
) -> Decided:
    notes, unverified = _additions(world, tables, rule.id, reasons, safety=False)
    made = Decided(
        primary=primary,
        rule_id=rule.id,
        decided_on=world.ref_date,
        rules_version=world.rulebook.version,
        secondary=tuple(code for code in reasons if code != primary),
        reasons=reasons,
        urgent=rule.urgent,
        human=human,
        notes=notes,
        unverified=unverified,
    )
    return _settled(world, made)


def _settled(world: World, made: Decided) -> Decided:
    """With stand-ins for what the municipality lacks, the guards over everything, and what was assumed."""
    result = guarded(localised(made, world), world)
    assumed = tuple(Step("assumed", name, str(value).lower()) for name, value in sorted(world.assumed.items()))
    return replace(result, assumed=dict(world.assumed), trace=(*result.trace, *assumed))


def _additions(
    world: World, tables: Tables, rule_id: str, reasons: dict[str, Reason], *, safety: bool
) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """Name what stands beside any decision. Returns its notes, and the unconfirmed switches it turns on."""
    notes: list[Reason] = []
    unverified: list[str] = []
    for addition in world.rulebook.additions:
        if not addition.goes_with(rule_id, safety=safety) or not world.is_so(addition.when):
            continue
        _add(reasons, world, tables, addition.secondary)
        if addition.note:
            notes.append(Reason(addition.note, _params(addition.note, world, tables), "decision"))
        if addition.switch and world.switch(addition.switch).status == "unverified":
            unverified.append(addition.switch)
    return tuple(notes), tuple(unverified)


def _params(note: str, world: World, tables: Tables) -> dict[str, str]:
    """What stands in a note: codes of destinations, dates."""
    match note:
        case "apply_now":
            return {"office": tables.resolve(BENEFIT_AUTHORITY) or "MENSCH"}
        case "old_contact_stays":
            return {"service": "JMD"}
        case "sec24_continues":
            ordinance = world.switch("sec24_continuation")
            return {"until": str(ordinance.end), "as_of": world.ref_date.isoformat()}
    return {}


def safety_rules(world: World, tables: Tables) -> list[tuple[Rule, str]]:
    """The safety rules that hold, each with its primary destination, in their order; of one id the first row."""
    found: dict[str, tuple[Rule, str]] = {}
    for rule in world.rulebook.safety:
        if rule.id in found or not rule.in_force(world.ref_date):
            continue
        holds = world.holds(rule)
        if holds.certain and holds.value:
            found[rule.id] = (rule, tables.resolve(str(rule.to)) or "MENSCH")
    return list(found.values())


def in_danger(world: World, tables: Tables, rules: list[tuple[Rule, str]]) -> Decided:
    """All safety rules that hold: the first gives the primary, each has its own text and contacts."""
    answers, reasons = [], dict[str, Reason]()
    notes: dict[str, Reason] = {}
    unverified: dict[str, None] = {}
    for rule, primary in rules:
        said = _safety_text(rule, world)
        own: dict[str, Reason] = {primary: said}
        _add(own, world, tables, rule.secondary)
        added = _additions(world, tables, rule.id, own, safety=True)
        notes |= {note.key: note for note in added[0]}
        unverified |= dict.fromkeys(added[1])
        made = _settled(world, _danger(world, rule.id, own))
        answers.append(SafetyAnswer(rule.id, said.key, (made.primary, *made.secondary), said.params))
        kept = {made.primary, *(one.to for one in rule.secondary if one.keep)} if reasons else set(made.reasons)
        for code in (made.primary, *made.secondary):
            if code in kept:
                reasons.setdefault(code, made.reasons.get(code, Reason("person")))
    first = answers[0]
    secondary = tuple(code for code in reasons if code != first.contacts[0])
    return Decided(
        primary=first.contacts[0],
        rule_id=first.rule_id,
        decided_on=world.ref_date,
        rules_version=world.rulebook.version,
        secondary=secondary,
        reasons=reasons,
        urgent=True,
        notes=tuple(notes.values()),
        unverified=tuple(unverified),
        safety=tuple(answers),
        assumed=dict(world.assumed),
        trace=tuple(Step("safety", answer.rule_id, "yes") for answer in answers),
    )


def _safety_text(rule: Rule, world: World) -> Reason:
    """With the number of the local night shelter, where there is one: it stands in the text and is no destination."""
    shelter = world.locality.night_shelter
    if rule.text == "S9_hidden" and shelter:
        return Reason("S9_hidden_number", {"number": shelter}, "safety")
    return Reason(str(rule.text), family="safety")


def _danger(world: World, rule_id: str, reasons: dict[str, Reason]) -> Decided:
    primary, *secondary = reasons
    return Decided(primary, rule_id, world.ref_date, world.rulebook.version, tuple(secondary), reasons, urgent=True)

"""A decision as its page reads: who, why, by which rule, and how the rules came to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from backend.console.wordings import Words
from backend.responsibility.engine import decide
from backend.responsibility.interchange import facts_of
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Ask, Decided, Decision, Step
from backend.responsibility.outcome import safety_rules
from backend.responsibility.rulebook import Rule
from backend.responsibility.tables import Tables
from backend.responsibility.world import World


@dataclass(frozen=True)
class NamedView:
    """A destination and why it is named."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class RuleView:
    """The rule that decided, as the rule set has it."""

    id: str
    condition: str
    legal_basis: str | None
    confidence: str


@dataclass(frozen=True)
class DangerView:
    """One answer to danger: its text and whom to turn to."""

    rule_id: str
    text: str
    contacts: str


@dataclass(frozen=True)
class StepView:
    """One line of the way to a decision. ``kind`` and ``result`` are suffixes of texts."""

    kind: str
    subject: str
    result: str
    because: str
    condition: str


@dataclass(frozen=True)
class Asked:
    """The attribute to ask for next, and why."""

    attribute: str
    why: str | None


@dataclass(frozen=True)
class ResultView:
    """What the rules say on one day: whom they name, or what they ask for."""

    day: date
    rule: RuleView
    steps: tuple[StepView, ...]
    primary: NamedView | None = None
    secondary: tuple[NamedView, ...] = ()
    question: Asked | None = None
    urgent: bool = False
    human: bool = False
    notes: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    danger: tuple[DangerView, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()


def decided_on(day: date, attributes: Mapping[str, object], locality: Locality, words: Words) -> ResultView:
    """Decide a constellation and put it into words. Raises ``BadRecord``."""
    facts = facts_of(attributes, day)
    decision = decide(facts, day, locality)
    return _view(decision, day, _looked_at(decision, World(rulebook(), facts, day, locality)), words)


def _view(decision: Decision, day: date, rows: Mapping[int, Rule], words: Words) -> ResultView:
    steps = tuple(_step(step, rows.get(at), words) for at, step in enumerate(decision.trace) if step.kind != "assumed")
    fired = _fired(decision, rows)
    if isinstance(decision, Ask):
        asked = Asked(words.attribute(decision.attribute), words.why_asked(decision.attribute))
        return ResultView(day, fired, steps, question=asked)
    named = [
        NamedView(code, words.destination(code), words.reason(decision.reasons[code]))
        for code in (decision.primary, *decision.secondary)
    ]
    return ResultView(
        day=day,
        rule=fired,
        primary=named[0],
        secondary=tuple(named[1:]),
        question=None,
        urgent=decision.urgent,
        human=decision.human,
        notes=tuple(words.reason(note) for note in decision.notes),
        unverified=tuple(words.switch(name, "name", rulebook().switches[name].name) for name in decision.unverified),
        danger=tuple(_danger(decision, words)),
        assumptions=tuple(
            (words.attribute(name), words.value(name, value)) for name, value in decision.assumed.items()
        ),
        steps=steps,
    )


def differences(one: ResultView, other: ResultView) -> frozenset[str]:
    """The parts in which two results differ; of the secondary destinations those that only one of them has."""
    parts = {field.name for field in fields(ResultView)} - {"day", "steps", "primary", "secondary"}
    found = {part for part in parts if getattr(one, part) != getattr(other, part)}
    if (one.primary and one.primary.code) != (other.primary and other.primary.code):
        found.add("primary")
    alone = {named.code for named in one.secondary} ^ {named.code for named in other.secondary}
    return frozenset(found | {f"secondary.{code}" for code in alone})


def _danger(decided: Decided, words: Words) -> Iterator[DangerView]:
    for answer in decided.safety:
        yield DangerView(answer.rule_id, words.danger(answer), words.destinations(answer.contacts))


def _looked_at(decision: Decision, world: World) -> dict[int, Rule]:
    """The rows behind the steps of the trace: the engine looks at those in force, one by one in their order."""
    if isinstance(decision, Decided) and decision.is_safety:
        return dict(enumerate(rule for rule, _ in safety_rules(world, Tables(world))))
    in_force = [rule for rule in world.rulebook.rules if rule.in_force(world.ref_date)]
    places = [at for at, step in enumerate(decision.trace) if step.kind == "rule"]
    return dict(zip(places, in_force, strict=False))


def _fired(decision: Decision, rows: Mapping[int, Rule]) -> RuleView:
    """The last row that was looked at is the one that decided; of several dangers the first."""
    danger = isinstance(decision, Decided) and decision.is_safety
    row = rows[min(rows) if danger else max(rows)]
    need = rulebook().needs.get(decision.rule_id.removeprefix("T-"))
    basis = row.legal_basis or (need.source if need else None)
    return RuleView(decision.rule_id, row.when.text, basis, row.confidence)


def _step(step: Step, row: Rule | None, words: Words) -> StepView:
    because = [words.attribute(name) for name in step.because] if step.kind == "rule" else []
    subject, result = step.subject, step.result
    if step.kind == "question":
        subject = words.attribute(subject)
    elif step.kind == "stand_in":
        subject, result = words.destination(subject), words.destination(result)
    elif step.kind in ("guard", "model"):
        result = words.destination(result)
    return StepView(step.kind, subject, result, words.listed(because), row.when.text if row else "")

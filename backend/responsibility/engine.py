"""The one entry: facts and a date in, a decision or a question out. Pure: no clock, no I/O.

The tables of the rule set are walked in their order; the first row that holds decides. A row that is unknown because of
an attribute it may ask for leads to a question, but only where the answer can change who is responsible; of several
such attributes the one is asked whose answers settle most, and section 6's order breaks ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from backend.responsibility import outcome
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Ask, Decided, Decision, Facts, Known, Step
from backend.responsibility.rulebook import TOPIC_OWNER, Rule, Rulebook
from backend.responsibility.tables import Tables, askable, kept_back_by, worth_asking
from backend.responsibility.truth import Finding, Span
from backend.responsibility.world import BIRTHDAY, World

EVERYWHERE = Locality()
#: Ages that stand for their bands when the engine looks ahead.
AGES = (8, 14, 17, 20, 30, 70)


def decide(
    facts: Facts,
    ref_date: date,
    locality: Locality = EVERYWHERE,
    book: Rulebook | None = None,
    *,
    danger: bool = True,
) -> Decision:
    """Who is responsible on ``ref_date``, or the attribute to ask for next.

    ``danger``: whether safety rules are looked at first; the intake has answered them already when it goes on.

    Total: the last rule always fires. Reproducible: the same facts, date, municipality and rule set give the same.
    """
    return _Walk(World(book or rulebook(), facts, ref_date, locality)).decide(danger=danger)


#: Which of the missing attributes to ask for under a rule; None to pass over it.
type Choose = Callable[[Rule, frozenset[str]], str | None]


@dataclass(frozen=True)
class _Stop:
    """Where the walk ended: a rule that holds with its destination, or a question."""

    rule: Rule
    primary: str | None = None
    ask: str | None = None
    human: bool = False
    need: str | None = None


class _Walk:
    """One pass through the rules."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tables = Tables(world)
        self._steps: list[Step] = []

    def decide(self, *, danger: bool) -> Decision:
        safety = outcome.safety_rules(self._world, self._tables) if danger else []
        if safety:
            return outcome.in_danger(self._world, self._tables, safety)
        stop = self._first_stop(self._questions)
        if stop.ask:
            return Ask(stop.ask, stop.rule.id, (*self._steps, Step("question", stop.ask, "open")))
        decided = self._decided(stop)
        return replace(decided, trace=(*self._steps, *decided.trace))

    def peek(self) -> tuple[str, bool]:
        """The primary destination if nobody is asked any more, and whether it is urgent."""
        decided = self._decided(self._first_stop(lambda *_: None))
        return decided.primary, decided.urgent

    def named(self) -> frozenset[str]:
        """Everybody who is named if nobody is asked any more."""
        return self._decided(self._first_stop(lambda *_: None)).named

    def settles(self) -> bool:
        """Whether the walk ends without a further question."""
        return self._first_stop(lambda _, missing: min(missing)).ask is None

    def _decided(self, stop: _Stop) -> Decided:
        return outcome.decided(
            self._world, self._tables, stop.rule, str(stop.primary), need=stop.need, human=stop.human
        )

    def _first_stop(self, choose: Choose) -> _Stop:
        for rule in self._world.rulebook.rules:
            if rule.in_force(self._world.ref_date):
                stop = self._look_at(rule, choose)
                if stop:
                    return stop
        raise AssertionError("the last rule always holds")

    def _look_at(self, rule: Rule, choose: Choose) -> _Stop | None:
        found = self._world.holds(rule)
        if found.certain and found.value:
            stop = self._fire(rule, choose)
            self._note(rule, "yes" if stop else "no", found)
            return stop
        self._note(rule, "no" if found.certain else "open", found)
        if found.certain:
            return None
        return self._open(rule, found, rule.asks, choose)

    def _fire(self, rule: Rule, choose: Choose) -> _Stop | None:
        if rule.ask:
            return self._asked(rule, choose)
        if rule.to != TOPIC_OWNER:
            primary = self._tables.resolve(str(rule.to))
            return _Stop(rule, primary or "MENSCH", human=rule.human)
        need = self._tables.main_need()
        if need is None:
            return None
        owner = self._tables.owner(need)
        as_topic = replace(rule, id=rule.id if rule.id == "T0" else f"T-{need}")
        if owner.certain:
            return _Stop(as_topic, owner.value, need=need) if owner.value else None
        return self._open(as_topic, owner, owner.missing, choose)

    def _asked(self, rule: Rule, choose: Choose) -> _Stop | None:
        attribute = str(rule.ask)
        if choose(rule, frozenset({attribute})) is None:
            return None
        if self._without_answer(attribute):
            return _Stop(rule, "MENSCH", human=True)
        return _Stop(rule, ask=attribute)

    def _open(self, rule: Rule, found: Finding, asks: Iterable[str], choose: Choose) -> _Stop | None:
        missing = worth_asking(self._world, found.missing, asks)
        if kept_back_by(self._world, missing):
            return _Stop(rule, "MENSCH", human=True) if choose(rule, missing) else None
        attribute = choose(rule, missing) if missing else None
        return _Stop(rule, ask="birth_date" if attribute == BIRTHDAY else attribute) if attribute else None

    def _without_answer(self, attribute: str) -> bool:
        """Asked already, and nothing came of it: asking once more would only press."""
        known = self._world.facts.by_attribute.get(attribute)
        return known is not None and known.status != "known" and self._world.rulebook.attributes[attribute].order > 0

    def _questions(self, rule: Rule, missing: frozenset[str]) -> str | None:
        """The question that settles most; None where no answer changes who is responsible."""
        if rule.ask or missing <= {"needs"}:
            return str(rule.ask) if rule.ask else "needs"
        if kept_back_by(self._world, missing):
            return min(missing)
        now = self._again(self._world.facts).peek()
        if not any(walk.peek() != now for walk in self._all_ahead(sorted(missing))):
            return None
        ahead = {name: [self._again(facts) for facts in possible_answers(self._world, name)] for name in missing}
        return max(ahead, key=lambda name: (_share_settled(ahead[name]), -self._order(name)))

    def _all_ahead(self, missing: list[str]) -> Iterator[_Walk]:
        """What may come of answers to all that is missing together: two answers can matter where neither does alone."""
        combinations = [self._world.facts]
        for name in missing:
            combinations = [
                more for facts in combinations for more in possible_answers(self._world.with_facts(facts), name)
            ]
        return (self._again(facts) for facts in combinations)

    def _order(self, attribute: str) -> int:
        declared = self._world.rulebook.attributes.get("birth_date" if attribute == BIRTHDAY else attribute)
        return declared.order if declared else 0

    def _again(self, facts: Facts) -> _Walk:
        return _Walk(self._world.with_facts(facts))

    def _note(self, rule: Rule, result: str, found: Finding) -> None:
        self._steps.append(Step("rule", rule.id, result, tuple(sorted(found.missing))))


def to_confirm(facts: Facts, ref_date: date, locality: Locality = EVERYWHERE) -> str | None:
    """The assumption to ask about before somebody is told and anything is passed on; None where nothing could change.

    For a case whose decision stands otherwise (``decide`` asked nothing more).
    """
    world = World(rulebook(), facts, ref_date, locality)
    now = _Walk(world)
    attributes = world.rulebook.attributes
    for confirmation in sorted(world.rulebook.confirmations, key=lambda c: attributes[c.attribute].order):
        attribute = confirmation.attribute
        unasked = askable(world, {attribute})
        if not unasked or world.known("age" if attribute == "birth_date" else attribute):
            continue
        if not world.is_so(confirmation.when):
            continue
        for other in possible_answers(world, attribute):
            walk = _Walk(world.with_facts(other))
            others = confirmation.named and walk.named() != now.named()
            if others or walk.peek() != now.peek() or not walk.settles():
                return attribute
    return None


def possible_answers(world: World, attribute: str) -> Iterator[Facts]:
    """The facts after each kind of answer that could be given."""
    facts = world.facts
    if attribute in {"birth_date", BIRTHDAY}:
        yield from _possible_ages(world, attribute)
        return
    declared = world.rulebook.attributes[attribute]
    if declared.type == "children":
        yield facts.with_answer(attribute, ({},))
        return
    if declared.type == "date":
        cutoff = world.rulebook.dates["sec24_cutoff"]
        days = (date.fromordinal(cutoff.toordinal() - 1), cutoff)
        yield from (facts.with_answer(attribute, day) for day in days)
        return
    values = (True, False) if declared.type == "bool" else sorted(declared.values)
    yield from (facts.with_answer(attribute, value) for value in values)


def _possible_ages(world: World, attribute: str) -> Iterator[Facts]:
    others = {n: known for n, known in world.facts.by_attribute.items() if n not in {"birth_date", "age"}}
    span = world.find("age").value
    if attribute == BIRTHDAY and isinstance(span, Span):
        yield from (Facts({**others, "age": Known(age)}) for age in range(span.least, span.most + 1))
    elif attribute == BIRTHDAY:  # the pension age alone is open: below it, above it
        years = (world.ref_date.year - 65, world.ref_date.year - 68)
        yield from (Facts({**others, "birth_date": Known(f"{year:04}-01-01")}) for year in years)
    else:
        yield from (Facts({**others, "age": Known(age)}) for age in AGES)


def _share_settled(walks: list[_Walk]) -> float:
    return sum(walk.settles() for walk in walks) / len(walks)

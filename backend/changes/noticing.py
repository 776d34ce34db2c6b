"""What changes in a case, from when, and whom it concerns. Pure: a case as it was and as it is in, changes out.

Some changes have their day long before (a birthday, the end of a title, law that changes by date); others are noticed
when somebody tells a fact, and have the day on which they are noticed.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from backend.changes.states import Kind
from backend.responsibility.engine import decide
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Decided, Facts
from backend.responsibility.payment import lead_service, payers, paying
from backend.responsibility.rulebook import Switch
from backend.responsibility.safety import safety_answers
from backend.responsibility.stand_ins import may_name
from backend.responsibility.world import World

#: What can become otherwise in somebody's life and move them to another office; a date told anew was wrong before.
PAID_BY = frozenset({"residence_title", "benefits_drawn", "lives_in", "eu_status"})
FULL_DATE = len("2008-05-01")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """A case on a day. ``services``: by destination, the service that it means in the person's town; empty where no
    directory reaches."""

    facts: Facts
    day: date
    locality: Locality
    services: Mapping[str, uuid.UUID] = field(default_factory=dict)

    def on(self, day: date) -> "Seen":
        """The same on another day, if nothing else changes."""
        return replace(self, day=day)

    @property
    def world(self) -> World:
        """As the rules see it."""
        return World(rulebook(), self.facts, self.day, self.locality)


@dataclass(frozen=True)
class Change:
    """One change: the day from which it holds, and whom it concerns before and after, the first of them first."""

    kind: Kind
    on: date
    old: tuple[str, ...]
    new: tuple[str, ...]
    #: What it was noticed from.
    attributes: frozenset[str]
    #: Its day is known beforehand; otherwise it is the day on which it was noticed.
    dated: bool = True
    #: Switches on which it turns, and which nobody has confirmed.
    unverified: tuple[str, ...] = ()


def notice(now: Seen, before: Seen | None = None) -> list[Change]:
    """All changes that are known of on the day of ``now``, however far ahead; of each kind and day one.

    ``before``: the case before the latest facts were told; None where nobody had been named by then.
    """
    told = [*_told(now), *(_turned(before, now) if before else ()), *(_moved(before, now) if before else ())]
    found: dict[tuple[Kind, date], Change] = {}
    for change in (*told, *_by_law(now), *_birthdays(now), *_title_ends(now)):
        found.setdefault((change.kind, change.on), change)
    return list(found.values())


def _told(now: Seen) -> Iterator[Change]:
    """The office that pays is not the one that would have to: newly recognised, or a law that has changed."""
    world = now.world
    if not any(world.is_so(rulebook().definitions[name]) for name in ("in_change", "sec24_new")):
        return
    old, new = paying(now.facts, now.day, now.locality), payers(now.facts, now.day, now.locality)
    if old and new and not set(old) & set(new):
        yield Change("benefit_law", now.day, old, new, _rests_on(now, *PAID_BY, "sec24_first_issued"), dated=False)


def _turned(before: Seen, now: Seen) -> Iterator[Change]:
    """A fact is another one now, and with it the office that pays."""
    turned = {a for a in PAID_BY if _other(before.facts.value(a), now.facts.value(a))}
    if not turned or now.facts.hidden_status:
        return
    old = payers(before.facts, before.day, before.locality)
    new = payers(now.facts, now.day, now.locality) or (lead_service(now.facts, now.day, now.locality),)
    if old and set(old) != set(new):
        yield Change("benefit_law", now.day, old, new, _rests_on(now, *PAID_BY), dated=False)


def _moved(before: Seen, now: Seen) -> Iterator[Change]:
    """They live in another town, and an office that concerns them is another one there."""
    if not _other(before.facts.value("municipality"), now.facts.value("municipality")):
        return
    concerned = dict.fromkeys((*_concerned(before), *_concerned(now)))
    others = tuple(code for code in concerned if before.services.get(code) != now.services.get(code))
    if others:
        yield Change("moved", now.day, others, others, frozenset({"municipality"}), dated=False)


def _other(before: object, now: object) -> bool:
    """Whether both are known and not the same: what is told for the first time changes nothing."""
    return before is not None and now is not None and before != now


def _concerned(seen: Seen) -> list[str]:
    """The offices that have to do with somebody, as far as they may be named to them."""
    decision = decide(seen.facts, seen.day, seen.locality, danger=False)
    named = [decision.primary] if isinstance(decision, Decided) else []
    codes = [*named, *payers(seen.facts, seen.day, seen.locality), *_papers(seen)]
    rule = decision.rule_id if isinstance(decision, Decided) else ""
    return [code for code in dict.fromkeys(codes) if may_name(code, rule, seen.world)]


def _papers(seen: Seen) -> list[str]:
    """Who gives them their papers: nobody where the law asks for none."""
    title = seen.facts.value("residence_title")
    free = title is None or title in {"german_citizen", *rulebook().sets["eu_titles"]}
    return [] if free else ["ABH"]


def _by_law(now: Seen) -> Iterator[Change]:
    """Law that changes by date moves them to another office on its day."""
    for name in rulebook().switches:
        switch = now.locality.switch(rulebook().switches[name])
        for day in _days(switch):
            old = payers(now.facts, day - ONE_DAY, now.locality)
            new = payers(now.facts, day, now.locality)
            if day > now.day and old and new and set(old) != set(new):
                rests_on = _rests_on(now, *PAID_BY, "sec24_first_issued")
                yield Change("benefit_law", day, old, new, rests_on, unverified=_unverified(switch))


def _days(switch: Switch) -> tuple[date, ...]:
    return (switch.start, *((switch.end + ONE_DAY,) if switch.end else ()))


def _unverified(switch: Switch) -> tuple[str, ...]:
    return (switch.id,) if switch.status == "unverified" else ()


def _birthdays(now: Seen) -> Iterator[Change]:
    """Birthdays that an office ends with. Only a birth date to the day has one; near an age limit it is asked for."""
    born = now.facts.value("birth_date")
    if born is None or len(born) != FULL_DATE:
        return
    limits = now.locality.thresholds.get("adult_from", rulebook().thresholds["adult_from"])
    yield from _grown_up(now, birthday(date.fromisoformat(born), rulebook().numbers["majority"]))
    yield from _grown_out(now, birthday(date.fromisoformat(born), limits))


def _grown_up(now: Seen, on: date) -> Iterator[Change]:
    """18: the youth office and the guardian end, unless somebody asks them to go on (§ 41 SGB VIII)."""
    helped = now.facts.value("case_management") == "jugendamt" or now.facts.value("lives_in") == "youth_welfare"
    cared_for = (helped and not now.facts.hidden_status) or "JUGENDAMT" in _named(now.on(on - ONE_DAY))
    if on > now.day and cared_for:
        attributes = _rests_on(now, "birth_date", "unaccompanied", "case_management", "lives_in")
        yield Change("majority", on, ("JUGENDAMT",), (_lead(now.on(on)),), attributes)


def _grown_out(now: Seen, on: date) -> Iterator[Change]:
    """27, or what is the limit here: the youth migration service ends. Whoever it still accompanies after that day is
    handed over late, but is handed over."""
    accompanied = now.facts.value("case_management") == "jmd"
    if not accompanied and (on <= now.day or "JMD" not in _named(now.on(on - ONE_DAY))):
        return
    yield Change("youth_ends", on, ("JMD",), (_lead(now.on(on)),), _rests_on(now, "birth_date", "case_management"))


def _title_ends(now: Seen) -> Iterator[Change]:
    """The title ends: who pays looks at it, and somebody has to extend it before."""
    left = now.world.title_days_left
    if left is None or left < 0 or now.facts.hidden_status:
        return
    on = now.day + timedelta(days=left)
    warned_on = max(now.day, on - timedelta(days=rulebook().numbers["title_warning_days"]))
    answers = safety_answers(("title_expiring_7d",), now.facts, warned_on, now.locality)
    if not answers:
        return
    old = payers(now.facts, now.day, now.locality) or (_lead(now),)
    attributes = _rests_on(now, "residence_title", "title_valid_until")
    continued = on != now.facts.value("title_valid_until")
    switch = now.locality.switch(rulebook().switches["sec24_continuation"])
    yield Change(
        "title_ends", on, old, answers[0].contacts[:1], attributes, unverified=_unverified(switch) if continued else ()
    )


def birthday(born: date, years: int) -> date:
    """The first day on which somebody is so old; who was born on 29 February, from 1 March (§ 188(2) BGB)."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _named(seen: Seen) -> frozenset[str]:
    decision = decide(seen.facts, seen.day, seen.locality, danger=False)
    return decision.named if isinstance(decision, Decided) else frozenset({_lead(seen)})


def _lead(seen: Seen) -> str:
    return lead_service(seen.facts, seen.day, seen.locality)


def _rests_on(seen: Seen, *attributes: str) -> frozenset[str]:
    """Those of the attributes that are known."""
    return frozenset(name for name in attributes if seen.facts.value(name) is not None)

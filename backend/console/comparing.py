"""The answers of several cases of one person side by side: the kept case's, and where the others differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.console.views import CaseView, FactView, Said


@dataclass(frozen=True)
class Told:
    """A value, and the number of the case that it stands in."""

    reference: str
    said: Said


@dataclass(frozen=True)
class Compared:
    """An answer: the one that counts, and what other cases say otherwise."""

    label: str
    now: Told
    others: list[Told]


def compared(cases: Sequence[tuple[str, CaseView]]) -> list[Compared]:
    """Every answer once. The first case's counts; what it does not know, the next that does. ``cases``: number and
    view, the kept one first."""
    found: dict[str, Compared] = {}
    for reference, view in cases:
        for fact in (*view.facts, *view.contact, *view.appointment):
            told = Told(reference, latest(fact))
            known = found.setdefault(fact.attribute, Compared(fact.label, told, []))
            if told.said.value not in {known.now.said.value, *(other.said.value for other in known.others)}:
                known.others.append(told)
    return list(found.values())


def latest(fact: FactView) -> Said:
    """What was said last: a correction counts before what was passed on."""
    return fact.later[-1] if fact.later else fact.now

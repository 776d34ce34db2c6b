"""The one entry: facts and a date in, a decision or a question out."""

from datetime import date

from backend.responsibility.guards import guarded
from backend.responsibility.model import Ask, Decided, Decision, Facts
from backend.responsibility.rules import ORDER, Constellation


def decide(facts: Facts, ref_date: date) -> Decision:
    """Who is responsible on ``ref_date``, or the attribute to ask for next.

    Pure and total: the last rule always fires. Reproducible: the same facts and date give the same decision.
    """
    constellation = Constellation(facts, ref_date)
    for rule in ORDER:
        found = rule(constellation)
        match found:
            case Ask():
                return found
            case Decided():
                return guarded(found, facts)
    raise AssertionError("the last rule always fires")

"""Who pays for somebody's living, as function B has it, and who accompanies them: parts of a decision, on their own."""

from datetime import date

from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import Facts
from backend.responsibility.rulebook import BENEFIT_AUTHORITY
from backend.responsibility.stand_ins import may_name
from backend.responsibility.tables import Tables
from backend.responsibility.world import World

#: Nobody has confirmed which law is in force: both are named (responsibility, section 0).
WHILE_LAW_IS_OPEN = ("JOBCENTER", "SOZIALAMT")
#: What tells who pays today, whoever would have to.
_TOLD = ("benefits_drawn", "lives_in")


def payers(facts: Facts, day: date, locality: Locality) -> tuple[str, ...]:
    """The offices that pay, or would have to, on ``day``; none where nobody may be named before there was advice."""
    world = World(rulebook(), facts, day, locality)
    if facts.hidden_status:
        return ()
    if world.is_so(world.rulebook.definitions["law_open"]):
        return WHILE_LAW_IS_OPEN
    code = Tables(world).resolve(BENEFIT_AUTHORITY)
    return (code,) if code else ()


def paying(facts: Facts, day: date, locality: Locality) -> tuple[str, ...]:
    """The office that pays today, by what the person draws alone."""
    told = {name: known for name, known in facts.by_attribute.items() if name in _TOLD}
    if facts.hidden_status or "benefits_drawn" not in told:
        return ()
    return payers(Facts(told), day, locality)


def lead_service(facts: Facts, day: date, locality: Locality) -> str:
    """Who accompanies a person of this age and status on ``day``, or the first that stands in for it here."""
    world = World(rulebook(), facts, day, locality)
    code = Tables(world).lead_rule.to or "MENSCH"
    chain = (code, *(one.to for one in world.rulebook.destinations[code].fallback if world.is_so(one.when)))
    return next((one for one in chain if not locality.lacks(one) and may_name(one, "", world)), "MENSCH")

"""The engine's decision for a case: today, in the person's town, from what is known."""

from dataclasses import replace

from backend.cases.file import CaseFile
from backend.responsibility.engine import decide, to_confirm
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Ask, Decided, Decision

#: Nobody's town decides about them: this service itself, and a hotline for people who are still abroad.
WITHOUT_TOWN = frozenset({"MENSCH", "HOTLINE_ALD"})


def local_decision(file: CaseFile) -> Decision:
    """Decide for this case today. Danger was answered when it was said; here the intake goes on.

    A birth date is asked as an age first; only near an age limit the day is needed.
    """
    decision = decide(file.facts.for_decision(), file.today, file.locality, danger=False)
    if isinstance(decision, Ask) and decision.attribute == "birth_date":
        return replace(decision, attribute=_age_question(file, decision))
    return decision


def _age_question(file: CaseFile, ask: Ask) -> str:
    known = file.facts.value("age") is not None or file.facts.value("birth_date") is not None
    return "birth_date" if known and ask.rule_id != "M2" else "age"


def still_to_ask(file: CaseFile, decided: Decided) -> str | None:
    """What is asked before anybody is told: the town, and assumptions whose answer could name somebody else."""
    if file.facts.status("needs") is None and not decided.urgent and decided.primary != "HOTLINE_ALD":
        return "needs"
    attribute = None
    if not decided.urgent and not decided.human:
        attribute = to_confirm(file.facts.for_decision(), file.today, file.locality)
    town_is_open = decided.primary not in WITHOUT_TOWN and file.facts.status("municipality") is None
    if town_is_open and (attribute is None or _order(attribute) > _order("municipality")):
        return "municipality"
    if attribute:
        return "age" if attribute == "birth_date" else attribute
    return "children_school" if _children_without_more(file) else None


def _order(attribute: str) -> int:
    """The place of a question among the others (responsibility, section 6)."""
    return rulebook().attributes[attribute].order


def _children_without_more(file: CaseFile) -> bool:
    """Whether somebody said that there are children, and no more."""
    children = file.facts.value("children") or ()
    return any(not child for child in children) and file.facts.status("children_school") is None

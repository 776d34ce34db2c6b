"""Facts as people read them: a label and a value, still without a language."""

from typing import Any

from backend.cases.questions import QUESTIONS
from backend.responsibility.model import Reason
from locales.languages import is_known
from locales.wording import Wording

#: Length of a date to the day, year-month-day.
FULL_DATE = 10


def label(attribute: str) -> dict[str, Any]:
    """What an attribute is called."""
    return Wording.of("attribute", attribute).to_json()


def value(attribute: str, stored: Any, status: str = "stated") -> Any:
    """How a value reads; refusals and not-knowing have words of their own."""
    if status in {"refused", "unknown"}:
        return Wording.of("fact_status", status).to_json()
    kind = QUESTIONS[attribute].answer if attribute in QUESTIONS else "text"
    if kind in {"needs", "several"}:
        return _several(attribute, stored)
    if attribute == "interpreter_language" and is_known(stored):
        return {"language": stored}
    if kind == "choice":
        return Wording.of("value", attribute, str(stored)).to_json()
    if kind == "children":
        return _children(stored)
    if kind in {"date", "birth_date"}:
        return {"date": stored} if len(stored) == FULL_DATE else stored
    if kind == "place":
        return stored["name"] if isinstance(stored, dict) else str(stored)
    return stored if isinstance(stored, int) else str(stored)


def _several(attribute: str, stored: list[str]) -> dict[str, Any]:
    """What was chosen of several, or that nothing was."""
    chosen = [Wording.of("value", attribute, one).to_json() for one in stored]
    return {"list": chosen} if chosen else Wording.of("value", attribute, "none").to_json()


def _children(stored: list[dict[str, Any]]) -> dict[str, Any]:
    ages = [str(child["age"]) for child in stored if "age" in child]
    if ages:
        return Wording("value.children.ages", {"ages": {"list": ages}}).to_json()
    return Wording.of("value", "children", "yes" if stored else "none").to_json()


def reason(why: Reason) -> Wording:
    """Why somebody is named, or what is worth knowing, in words."""
    return Wording(f"{why.family}.{why.key}", {name: _reason_param(name, text) for name, text in why.params.items()})


def _reason_param(name: str, text: str) -> Any:
    if name == "need":
        return Wording.of("value", "needs", text).to_json()
    if name in {"until", "as_of"}:
        return {"date": text}
    if name == "number":
        return text
    return Wording.of("destination", text, "name").to_json()

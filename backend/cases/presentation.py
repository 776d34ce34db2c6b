"""Facts as people read them: a label and a value, still without a language."""

from typing import Any

from backend.cases.questions import QUESTIONS
from locales.wording import Wording


def label(attribute: str) -> dict[str, Any]:
    """What an attribute is called."""
    return Wording.of("attribute", attribute).to_json()


def value(attribute: str, stored: Any, status: str = "stated") -> Any:
    """How a value reads; refusals and not-knowing have words of their own."""
    if status in {"refused", "unknown"}:
        return Wording.of("fact_status", status).to_json()
    kind = QUESTIONS[attribute].answer if attribute in QUESTIONS else "text"
    if kind == "needs":
        return {"list": [Wording.of("value", attribute, need).to_json() for need in stored]}
    if kind == "choice":
        return Wording.of("value", attribute, str(stored)).to_json()
    if kind == "date":
        return {"date": stored}
    if kind == "place":
        return stored["name"] if isinstance(stored, dict) else str(stored)
    return stored if isinstance(stored, int) else str(stored)

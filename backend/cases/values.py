"""What may stand as the value of an attribute. A fact of the wrong type is a fault in the program, never stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

from backend.cases.questions import NEEDS, QUESTIONS, Question
from backend.responsibility import ages

#: Residence titles that free text can name beyond those that are offered to tap (responsibility, section 2).
FURTHER_TITLES = frozenset(
    {
        "abschiebungsverbot_25_3", "humanitarian_25_5", "humanitarian_25a_25b", "chancen_104c", "resettlement_23",
        "eu_family_member", "jobseeker_20", "german_citizen", "visa_short", "abroad", "unknown",
    }
)  # fmt: skip
OLDEST = 120
#: What is known about a child: its age, and whether it has a place at a school or kindergarten.
CHILD = {"age", "school_place", "kita_place", "abroad"}
LONGEST_TEXT = 500


class UnfitValue(ValueError):
    """The value is not of the attribute's type. Says which attribute, never which value."""


def check(attribute: str, value: Any, status: str) -> None:
    """Raise ``UnfitValue`` unless ``value`` fits ``attribute``; without an answer there is no value."""
    question = QUESTIONS.get(attribute)
    if question is None:
        return
    fits = value is None if status in {"refused", "unknown"} else _FITS[question.answer](question, value)
    if not fits:
        raise UnfitValue(attribute)


def _is_choice(question: Question, value: Any) -> bool:
    if question.attribute == "handover":
        return isinstance(value, dict) and value.get("answer") in question.values and "service" in value
    further = {"residence_title": FURTHER_TITLES, "reread": frozenset({"open"})}.get(question.attribute, frozenset())
    return value in question.values or value in further


def _is_count(_question: Question, value: Any) -> bool:
    return type(value) is int and 0 <= value <= OLDEST


def _is_place(_question: Question, value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"key", "name"} and bool(value["name"])


def _is_date(_question: Question, value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_birth_date(_question: Question, value: Any) -> bool:
    """To the day, the month or the year."""
    try:
        return bool(ages.bounds(value))
    except (TypeError, ValueError, AttributeError):
        return False


def _is_children(_question: Question, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(child, dict) and child.keys() <= CHILD for child in value)


def _is_needs(_question: Question, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and set(value) <= set(NEEDS)


def _is_several(question: Question, value: Any) -> bool:
    return isinstance(value, list) and len(set(value)) == len(value) and set(value) <= set(question.values)


def _is_text(_question: Question, value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT


_FITS: dict[str, Callable[[Question, Any], bool]] = {
    "choice": _is_choice,
    "count": _is_count,
    "place": _is_place,
    "date": _is_date,
    "birth_date": _is_birth_date,
    "children": _is_children,
    "needs": _is_needs,
    "several": _is_several,
    "text": _is_text,
    "phone_or_email": _is_text,
}

"""Reading an answer. Pure: a question and what was heard in, a value and how it came about out."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from actions.heard import Heard
from backend.cases.questions import NOTHING, Question
from backend.cases.values import LONGEST_TEXT, OLDEST

LONGEST_PLACE_WORDS = 4

#: Which kind of entity answers which choice question.
ENTITY_OF = {
    "residence_title": "residence_title",
    "case_management": "case_management",
    "benefits_drawn": "benefits_drawn",
    "lives_in": "lives_in",
    "writing_for": "writing_for",
    "eu_status": "eu_status",
}
#: Which kind of entity, true or false, answers which question with yes and no.
YES_OR_NO_OF = {"unaccompanied": "unaccompanied", "responsibility_unclear": "responsibility_unclear"}
#: A number with a few plain words around it; not one that stands in something else.
_NUMBER = re.compile(r"[^\d/<>{}=\[\]*]{0,24}(\d{1,3})[^\d/<>{}=\[\]*]{0,24}")
_YEAR = re.compile(r"\D{0,24}((?:19|20)[0-9]{2})\D{0,24}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Reading:
    """An answer: its value, and whether it was stated, chosen, or is not known."""

    value: Any
    status: str = "stated"


def read(question: Question, heard: Heard, text: str, *, channel: str | None = None) -> Reading | None:
    """What the message answers to the question; None if it does not.

    ``text`` is the message as written, ``channel`` the chosen way to be reached.
    """
    chosen = _chosen(question, heard)
    if chosen:
        return chosen
    if question.answer == "phone_or_email":
        return _email(text) if channel == "email" else _phone(heard, text)
    return _READERS[question.answer](question, heard, text)


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9, as Arabic and Persian keyboards write them."""
    return "".join(str(unicodedata.digit(char, char)) for char in text)


def _chosen(question: Question, heard: Heard) -> Reading | None:
    do = heard.do
    if do is None or do.intent != "answer" or do.attribute != question.attribute:
        return None
    if do.value is None:
        return Reading(None, "unknown")
    return Reading(_as_stored(question, do.value), "chosen")


def _as_stored(question: Question, tapped: Any) -> Any:
    if question.answer == "needs":
        return [tapped]
    if question.answer == "several":
        return [] if tapped == NOTHING else [tapped]
    if question.answer == "children":
        return [{}] if tapped == "yes" else []
    return tapped


def _birth_date(_question: Question, heard: Heard, _text: str) -> Reading | None:
    found = heard.entity("birth_date") or heard.entity("time")
    return Reading(found) if found else None


def _children(_question: Question, heard: Heard, _text: str) -> Reading | None:
    """Ages tell that there are children; a yes tells no more, a no is an answer."""
    ages = list(heard.entities("child_age"))
    if ages:
        return Reading([{"age": age} for age in ages])
    return Reading([{}] if heard.intent == "affirm" else []) if heard.intent in {"affirm", "deny"} else None


def _count(_question: Question, heard: Heard, text: str) -> Reading | None:
    age = heard.entity("age")
    year = _YEAR.fullmatch(plain_digits(text.strip()))
    if age is None and year:
        return Reading(year[1])  # a year of birth, where an age was asked
    found = _NUMBER.fullmatch(text.strip())
    number = int(age) if age is not None else int(found[1]) if found else None
    return Reading(number) if number is not None and 0 <= number <= OLDEST else None


def _choice(question: Question, heard: Heard, _text: str) -> Reading | None:
    kind = ENTITY_OF.get(question.attribute)
    if kind:
        found = heard.entity(kind)
        return Reading(found) if found is not None else None
    said = heard.entity(YES_OR_NO_OF.get(question.attribute, ""))
    if said is not None:
        return Reading("yes" if said else "no")
    if {"yes", "no"} <= set(question.values) and heard.intent in {"affirm", "deny"}:
        return Reading("yes" if heard.intent == "affirm" else "no")
    if question.attribute == "readback" and heard.intent == "affirm":
        return Reading("yes")
    return None


def _place(_question: Question, heard: Heard, text: str) -> Reading | None:
    found = heard.entity("place")
    if found:
        return Reading(found)
    words = text.split()
    plausible = 0 < len(words) <= LONGEST_PLACE_WORDS and not any(c.isdigit() for c in text) and "?" not in text
    answering = heard.intent in {"inform", "nlu_fallback", "out_of_scope"}
    return Reading({"key": None, "name": text.strip()}) if plausible and answering else None


def _phone(heard: Heard, text: str) -> Reading | None:
    found = heard.entity("phone")
    if found:
        return Reading(found)
    try:
        number = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return Reading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _email(text: str) -> Reading | None:
    found = _MAIL.search(text)
    try:
        return Reading(validate_email(found[0], check_deliverability=False).normalized) if found else None
    except EmailNotValidError:
        return None


def _date(_question: Question, heard: Heard, _text: str) -> Reading | None:
    found = heard.entity("time") or heard.entity("birth_date")
    return Reading(found) if found else None


def _needs(_question: Question, heard: Heard, _text: str) -> Reading | None:
    return Reading(heard.needs) if heard.needs else None


def _several(_question: Question, heard: Heard, _text: str) -> Reading | None:
    return Reading([]) if heard.intent == "deny" else None


def _words(_question: Question, _heard: Heard, text: str) -> Reading | None:
    return Reading(text.strip()[:LONGEST_TEXT]) if text.strip() else None


_READERS = {
    "count": _count,
    "choice": _choice,
    "place": _place,
    "date": _date,
    "birth_date": _birth_date,
    "children": _children,
    "needs": _needs,
    "several": _several,
    "text": _words,
}

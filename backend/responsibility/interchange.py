"""Decisions in and out as plain records: for the command line, the API, and whoever tests the rules.

``{"attributes": {...}, "ref_date": "2026-03-02"}`` with the identifiers of the attributes gives ``{"status", "primary",
"secondary", "urgent", "rule", "question", "reasons", "notes", "unverified", "rules_version", "trace"}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from backend.responsibility import ages
from backend.responsibility.engine import EVERYWHERE, decide
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import FLAGS, Ask, Decided, Facts, Known, Reason, Step
from backend.responsibility.rulebook import Attribute, Rulebook

OLDEST = 120
LONGEST_TEXT = 500
#: Said instead of a value: does not want to say; does not know.
REFUSED, UNKNOWN = "refused", "unknown"
_DATE = re.compile(r"(18|19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_BIRTH_DATE = re.compile(r"(18|19|20|21)[0-9]{2}(-[0-9]{2}){0,2}")
#: Three letters as two, for the countries that decide something.
_SHORT = {
    "UKR": "UA", "AUT": "AT", "BEL": "BE", "BGR": "BG", "CHE": "CH", "CYP": "CY", "CZE": "CZ", "DNK": "DK", "EST": "EE",
    "ESP": "ES", "FIN": "FI", "FRA": "FR", "GRC": "GR", "HRV": "HR", "HUN": "HU", "IRL": "IE", "ISL": "IS", "ITA": "IT",
    "LIE": "LI", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MLT": "MT", "NLD": "NL", "NOR": "NO", "POL": "PL", "PRT": "PT",
    "ROU": "RO", "SWE": "SE", "SVN": "SI", "SVK": "SK",
}  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2,3}")

type Explain = Callable[[str, Reason], str]


class BadRecord(ValueError):
    """A record cannot be decided. ``field`` says where, ``problem`` why; neither repeats what was written there."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


def _key(_code: str, reason: Reason) -> str:
    return f"{reason.family}.{reason.key}"


def route(
    record: Mapping[str, Any],
    *,
    locality: Locality = EVERYWHERE,
    explain: Explain = _key,
    today: date | None = None,
) -> dict[str, Any]:
    """Decide one record. ``explain`` turns a destination and its reason into words; ``today`` stands in for a missing
    ``ref_date``. Raises ``BadRecord``."""
    facts, ref_date = read(record, today)
    decision = decide(facts, ref_date, locality)
    if isinstance(decision, Ask):
        return {**_EMPTY, "status": "ask", "rule": decision.rule_id, "question": decision.attribute,
                "rules_version": rulebook().version, "trace": _trace(decision.trace)}  # fmt: skip
    return written(decision, explain)


_EMPTY: dict[str, Any] = {
    "status": None, "primary": None, "secondary": [], "urgent": False, "rule": None, "question": None, "reasons": {},
    "notes": [], "unverified": [],
}  # fmt: skip


def written(decided: Decided, explain: Explain = _key) -> dict[str, Any]:
    """A decision as a record."""
    return {
        "status": "human" if decided.human else "decided",
        "primary": decided.primary,
        "secondary": list(decided.secondary),
        "urgent": decided.urgent,
        "rule": decided.rule_id,
        "question": None,
        "reasons": {code: explain(code, decided.reasons[code]) for code in (decided.primary, *decided.secondary)},
        "notes": [note.key for note in decided.notes],
        "unverified": list(decided.unverified),
        "rules_version": decided.rules_version,
        "trace": _trace(decided.trace),
    }


def _trace(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    return [
        {"kind": step.kind, "subject": step.subject, "result": step.result}
        | ({"because": list(step.because)} if step.because else {})
        for step in steps
    ]


def read(record: Mapping[str, Any], today: date | None = None) -> tuple[Facts, date]:
    """Facts and date of a record, checked. Raises ``BadRecord``."""
    if not isinstance(record, Mapping):
        raise BadRecord("record", "must be an object with attributes and ref_date")
    unknown = set(record) - {"attributes", "ref_date", "id"}
    if unknown:
        raise BadRecord(min(map(str, unknown)), "unknown key")
    ref_date = _date("ref_date", record["ref_date"]) if record.get("ref_date") is not None else today
    if ref_date is None:
        raise BadRecord("ref_date", "is missing")
    attributes = record.get("attributes", {})
    if not isinstance(attributes, Mapping):
        raise BadRecord("attributes", "must be an object")
    return facts_of(attributes, ref_date), ref_date


def facts_of(attributes: Mapping[str, Any], ref_date: date) -> Facts:
    """Facts from plain attributes; null counts as not asked. Raises ``BadRecord``."""
    book = rulebook()
    known = {}
    for name, value in attributes.items():
        if name not in book.attributes:
            raise BadRecord(str(name), "unknown attribute")
        if value is not None:
            known[name] = _known(book.attributes[name], value, book)
    facts = Facts(known)
    _check_ages(facts, ref_date)
    return facts


def _known(attribute: Attribute, value: Any, book: Rulebook) -> Known:
    if isinstance(value, str) and value in {REFUSED, UNKNOWN} and value not in attribute.values:
        return Known(None, value)  # type: ignore[arg-type]  # one of the two
    return Known(_READERS[attribute.type](attribute, value, book))


def _check_ages(facts: Facts, ref_date: date) -> None:
    birth_date, age = facts.value("birth_date"), facts.value("age")
    if birth_date is None:
        return
    if ages.bounds(birth_date)[0] > ref_date:
        raise BadRecord("birth_date", "lies after ref_date")
    counted = ages.age_on(birth_date, ref_date)
    oldest = counted if isinstance(counted, int) else counted.most
    if oldest > OLDEST:
        raise BadRecord("birth_date", "is too long ago")
    youngest = counted if isinstance(counted, int) else counted.least
    if age is not None and not youngest <= age <= oldest:
        raise BadRecord("age", "contradicts birth_date")


def _date(field: str, value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise BadRecord(field, "is not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadRecord(field, "is not a date (YYYY-MM-DD)") from None


def _enum(attribute: Attribute, value: Any, _book: Rulebook) -> Any:
    if not isinstance(value, str) or value not in attribute.values:
        raise BadRecord(attribute.id, "has no such value")
    return value


def _set(attribute: Attribute, value: Any, book: Rulebook) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise BadRecord(attribute.id, "must be a list")
    if attribute.id == "urgency_flags":  # a flag nobody knows is treated as a deadline
        return tuple(dict.fromkeys(item if item in FLAGS else "deadline_7d" for item in value))
    if not set(value) <= set(book.needs):
        raise BadRecord(attribute.id, "has no such value")
    return tuple(dict.fromkeys(value))


def _bool(attribute: Attribute, value: Any, _book: Rulebook) -> bool:
    if not isinstance(value, bool):
        raise BadRecord(attribute.id, "must be true or false")
    return value


def _age(attribute: Attribute, value: Any, _book: Rulebook) -> int:
    if type(value) is not int or not 0 <= value <= OLDEST:
        raise BadRecord(attribute.id, "must be a whole number of years")
    return value


def _birth_date(attribute: Attribute, value: Any, _book: Rulebook) -> str:
    text = value.isoformat() if isinstance(value, date) else value
    try:
        if not _BIRTH_DATE.fullmatch(text):
            raise ValueError
        ages.bounds(text)
    except (TypeError, ValueError, AttributeError):
        raise BadRecord(attribute.id, "is not a date (YYYY-MM-DD, YYYY-MM or YYYY)") from None
    return str(text)


def _country(attribute: Attribute, value: Any, _book: Rulebook) -> str:
    code = value.upper() if isinstance(value, str) else ""
    if not _COUNTRY.fullmatch(code):
        raise BadRecord(attribute.id, "must be an ISO 3166 code")
    return _SHORT.get(code, code)


def _children(attribute: Attribute, value: Any, _book: Rulebook) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list | tuple):
        raise BadRecord(attribute.id, "must be a list")
    for child in value:
        if not isinstance(child, Mapping) or set(child) - {"age", "school_place", "kita_place", "abroad"}:
            raise BadRecord(attribute.id, "each child has age, school_place, kita_place, abroad and nothing else")
        age = child.get("age")
        if age is not None and (type(age) is not int or not 0 <= age <= OLDEST):
            raise BadRecord(attribute.id, "age must be a whole number of years")
        if any(not isinstance(child[key], bool) for key in ("school_place", "kita_place", "abroad") if key in child):
            raise BadRecord(attribute.id, "school_place, kita_place and abroad are true or false")
    return tuple(dict(child) for child in value)


def _text(attribute: Attribute, value: Any, _book: Rulebook) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadRecord(attribute.id, "must be a short text")
    return value


_READERS: dict[str, Callable[[Attribute, Any, Rulebook], Any]] = {
    "enum": _enum, "set": _set, "bool": _bool, "age": _age, "birth_date": _birth_date, "country": _country,
    "children": _children, "text": _text, "any": lambda _a, value, _b: value,
    "date": lambda attribute, value, _b: _date(attribute.id, value),
}  # fmt: skip

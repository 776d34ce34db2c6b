"""From what somebody has entered to a draft, or to what is wrong, field by field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import phonenumbers
from pydantic import EmailStr, HttpUrl, TypeAdapter, ValidationError

from backend.console.offers.entered import CHOSEN, FLAGS, RELATIONS, WORDS, Entered, Line
from backend.core.clock import LOCAL_ZONE
from backend.offers.drafts import Draft, stable_id
from backend.offers.eligibility import FaultyCondition, condition
from backend.offers.schemas import Words
from backend.offers.templates import documents, templates
from backend.offers.upkeep.translations import Texts, with_german
from backend.responsibility.loading import rulebook
from locales.languages import SOURCE, find
from locales.wording import Wording

#: Without these nobody can do anything with an entry.
NEEDED = ("organization", "name", "summary", "who")
PLACE_NEEDED = ("name", "street", "postal_code", "city")

_MAIL: TypeAdapter[Any] = TypeAdapter(EmailStr)
_WEB: TypeAdapter[Any] = TypeAdapter(HttpUrl)

#: Name of a field of the form -> what is wrong with it.
type Problems = Mapping[str, Wording]


@dataclass(frozen=True)
class Known:
    """What an entry of this tenant can refer to: keys of towns, of organisations that are the writer's, of entries."""

    towns: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Checked:
    """A draft, unless there are problems."""

    draft: Draft | None
    problems: Problems = field(default_factory=dict)


def problem(kind: str, **params: Any) -> Wording:
    """What is wrong, in words."""
    return Wording.of("console", "offers", "problem", kind, **params)


def check(entered: Entered, known: Known, key: str, texts: Texts, assured_on: date | None) -> Checked:
    """``key`` and ``texts`` of the entry so far; translations are kept, and know which German they were made from."""
    problems = {**_missing(entered), **_unknown(entered, known), **_own_rules(entered)}
    dates, wrong = _dates(entered.lines["dates"])
    german, refused = _german(entered)
    problems = {**refused, **problems, **wrong}
    raw = {**_raw(entered), "key": key, "dates": dates, "assured_on": assured_on}
    try:
        draft = Draft.model_validate({**raw, "words": with_german(texts, german)})
    except ValidationError as error:
        return Checked(None, {**_refused(error), **problems})
    return Checked(None, problems) if problems else Checked(draft)


def _german(entered: Entered) -> tuple[Words, dict[str, Wording]]:
    try:
        return Words.model_validate({name: entered.said[name] for name in WORDS}), {}
    except ValidationError as error:
        return Words(), _refused(error)


def _raw(entered: Entered) -> dict[str, Any]:
    said = entered.said
    optional = ("template", "phone", "email", "url", "when", "funding", "valid_until")
    return {
        "organization": said["organization"],
        **{name: said[name] or None for name in optional},
        **{name: said[name].replace(",", ".") or None for name in ("minimum_age", "maximum_age")},
        "cost": said["cost"] or "unknown",
        "ages_of": said["ages_of"] or "person",
        **{name: entered.has(name) for name in FLAGS},
        **{name: entered.chosen[name] for name in (*CHOSEN, *RELATIONS)},
        "places": [_place(line) for line in entered.lines["places"]],
        "hours": [{**line, "byday": ",".join(line["byday"])} for line in entered.lines["hours"]],
    }


def _place(line: Line) -> dict[str, Any]:
    filled = {part: value or None for part, value in line.items()}
    new = stable_id(*(line[part] for part in PLACE_NEEDED))
    needed = {part: line[part] for part in PLACE_NEEDED}
    numbers = {part: line[part].replace(",", ".") or None for part in ("latitude", "longitude")}
    return {**filled, **needed, **numbers, "key": line["key"] or new, "accessibility": line["accessibility"]}


def _dates(lines: Iterable[Line]) -> tuple[list[dict[str, datetime]], dict[str, Wording]]:
    found, problems = [], {}
    for at, line in enumerate(lines):
        try:
            start = datetime.combine(date.fromisoformat(line["day"]), time.fromisoformat(line["opens_at"]), LOCAL_ZONE)
            last = date.fromisoformat(line["until"] or line["day"])
            end = datetime.combine(last, time.fromisoformat(line["closes_at"]), LOCAL_ZONE)
        except ValueError:
            problems[f"dates-{at}-day"] = problem("date")
            continue
        if end <= start:
            problems[f"dates-{at}-closes_at"] = problem("order")
        found.append({"start": start, "end": end})
    return found, problems


def _missing(entered: Entered) -> dict[str, Wording]:
    problems = {name: problem("needed") for name in NEEDED if not entered.said[name]}
    if not entered.chosen["fields"]:
        problems["fields"] = problem("needed")
    for at, line in enumerate(entered.lines["places"]):
        problems |= {f"places-{at}-{part}": problem("needed") for part in PLACE_NEEDED if not line[part]}
    return problems


def _unknown(entered: Entered, known: Known) -> dict[str, Wording]:
    """What is named and not there."""
    organization, template = entered.said["organization"], entered.said["template"]
    there = {
        "needs": frozenset(rulebook().needs),
        "documents": frozenset(documents(SOURCE)),
        "languages": frozenset(str(code).replace("_", "-") for code in find(SOURCE).locale.languages),
        "municipalities": known.towns,
        **dict.fromkeys(RELATIONS, known.offers | frozenset(templates())),
    }
    wrong = {name: missing for name, keys in there.items() if (missing := set(entered.chosen[name]) - keys)}
    problems = {
        name: problem("no_such_offer", name=min(missing)) if name in RELATIONS else problem("choice")
        for name, missing in wrong.items()
    }
    if organization and organization not in known.organizations:
        problems["organization"] = problem("choice")
    if template and template not in templates():
        problems["template"] = problem("choice")
    for at, line in enumerate(entered.lines["places"]):
        if line["town"] and line["town"] not in known.towns:
            problems[f"places-{at}-town"] = problem("choice")
    return problems


def _own_rules(entered: Entered) -> dict[str, Wording]:
    found = {name: rule(entered) for name, rule in _RULES.items()}
    problems = {name: wrong for name, wrong in found.items() if wrong}
    for at, line in enumerate(entered.lines["hours"]):
        if line["opens_at"] and line["closes_at"] and line["closes_at"] <= line["opens_at"]:
            problems[f"hours-{at}-closes_at"] = problem("order")
    return problems


def _phone(entered: Entered) -> Wording | None:
    number = entered.said["phone"]
    try:
        parsed = phonenumbers.parse(number, "DE") if number else None
    except phonenumbers.NumberParseException:
        return problem("phone")
    return None if parsed is None or len(str(parsed.national_number)) > 2 else problem("phone")  # 110 is one


def _condition(entered: Entered) -> Wording | None:
    when = entered.said["when"]
    try:
        condition(when)
    except FaultyCondition as error:
        return problem("condition", detail=str(error))
    ages = entered.said["ages_of"] != "child" and (entered.said["minimum_age"] or entered.said["maximum_age"])
    return problem("open_and_not") if entered.has("open_to_all") and (when or ages) else None


def _mail(entered: Entered) -> Wording | None:
    return _written_as(_MAIL, entered.said["email"], "mail")


def _address(entered: Entered) -> Wording | None:
    return _written_as(_WEB, entered.said["url"], "address")


def _written_as(kind: TypeAdapter[Any], text: str | None, wrong: str) -> Wording | None:
    try:
        if text:
            kind.validate_python(text)
    except ValidationError:
        return problem(wrong)
    return None


def _ages(entered: Entered) -> Wording | None:
    try:
        low, high = (float(entered.said[name].replace(",", ".")) for name in ("minimum_age", "maximum_age"))
    except ValueError:  # one is missing, or is no number, which the draft says
        return None
    return problem("ages") if low > high else None


_RULES: Mapping[str, Callable[[Entered], Wording | None]] = {
    "phone": _phone, "email": _mail, "url": _address, "when": _condition, "maximum_age": _ages,
}  # fmt: skip


def _refused(error: ValidationError) -> dict[str, Wording]:
    """What the types of a draft and of the standard refuse, by the field of the form that it came from."""
    return {
        _name_of(wrong["loc"]): _kind_of(wrong["type"], wrong["loc"], wrong.get("ctx", {})) for wrong in error.errors()
    }


def _name_of(location: tuple[int | str, ...]) -> str:
    """Of a place, a time or a date: which of them, and which part; of a list of choices its own name."""
    if len(location) > 2:
        return "-".join(str(part) for part in location[:3])
    return str(location[0])


def _kind_of(kind: str, location: tuple[int | str, ...], context: Mapping[str, Any]) -> Wording:
    name = location[-1]
    if kind == "string_too_long":
        return problem("too_long", max=int(context["max_length"]))
    if name in _BY_NAME:
        return problem(_BY_NAME[str(name)])
    return problem("choice" if kind == "literal_error" else "unusable")


_BY_NAME: Mapping[str, str] = {
    "postal_code": "postal_code", "opens_at": "time", "closes_at": "time", "byday": "weekday", "valid_until": "date",
    "minimum_age": "number", "maximum_age": "number", "latitude": "number", "longitude": "number",
}  # fmt: skip

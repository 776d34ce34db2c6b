"""The fields of the form as its template reads them: options in words, lines with empty ones after them."""

from collections.abc import Mapping
from typing import Any, get_args

from backend.console.offers.checking import Problems
from backend.console.offers.desk import Desk
from backend.console.offers.entered import LINES, WORDS, Entered, Line
from backend.offers.drafts import ACCESSIBILITY
from backend.offers.schemas import FIELDS, MOST_LETTERS, Cost
from backend.offers.templates import documents, templates
from backend.responsibility.loading import rulebook
from locales.languages import SOURCE, all_languages
from locales.render import WEEKDAYS

#: The fields in the order of the form.
ORDER = (
    "organization", "template", *WORDS, "fields", "needs", "cost", "open_to_all", "when", "minimum_age", "maximum_age",
    "ages_of", "anonymous", "no_reporting_duty", "municipalities", "places", "hours", "dates", "phone", "email", "url",
    "languages", "documents", "predecessors", "successors", "overlaps", "funding", "valid_until",
)  # fmt: skip
COSTS: tuple[str, ...] = get_args(Cost.__value__)


def in_order(problems: Problems) -> Problems:
    """Problems in the order in which their fields stand on the page."""

    def place(name: str) -> tuple[int, str]:
        field = name.partition("-")[0]
        return (ORDER.index(field) if field in ORDER else len(ORDER), name)

    return {name: problems[name] for name in sorted(problems, key=place)}


def form_values(desk: Desk, entered: Entered, blanks: Mapping[str, int], most: int) -> dict[str, Any]:
    """``blanks``: how many empty lines of a kind are asked for; otherwise as many as are usually needed."""
    words = desk.words
    spoken = {language.base for language in all_languages()} | set(entered.chosen["languages"])
    return {
        "entered": entered,
        "words": words,
        "letters": MOST_LETTERS,
        "organizations": [(row.key, row.name) for row in desk.organizations.values()],
        "template_name": _official(entered.said["template"]),
        "towns": list(desk.towns.items()),
        "offers": sorted(desk.offers.items(), key=lambda pair: pair[1].casefold()),
        "checks": {
            "fields": words.in_order(FIELDS, words.field),
            "needs": words.in_order(rulebook().needs, words.need),
            "languages": words.in_order(spoken, words.spoken),
            "documents": words.in_order(documents(SOURCE), words.document),
            "municipalities": list(desk.towns.items()),
        },
        "costs": [(code, words.cost(code)) for code in COSTS],
        "accessibility": [(code, words.accessibility(code)) for code in ACCESSIBILITY],
        "weekdays": [(code, words.weekday(code)) for code in WEEKDAYS],
        "lines": {kind: _with_blanks(kind, entered, blanks.get(kind), most) for kind in LINES},
    }


def _official(template: str) -> str:
    found = templates().get(template)
    return found.official if found else ""


def _with_blanks(kind: str, entered: Entered, wanted: int | None, most: int) -> list[Line]:
    """A place is long: where there is one, another is there only when it is asked for."""
    parts, several = LINES[kind]
    empty: Line = {**dict.fromkeys(parts, ""), **dict.fromkeys(several, ())}
    filled = list(entered.lines[kind])
    blanks = wanted if wanted is not None else int(kind != "places" or not filled)
    return [*filled, *[empty] * min(blanks, most - len(filled))]

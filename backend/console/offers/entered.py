"""What stands in the form of an entry: what is kept, what a typical offer says, or what somebody has sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from backend.core.clock import LOCAL_ZONE
from backend.offers.drafts import Appointment, Draft, Opening, PlaceDraft
from backend.offers.schemas import MOST_LETTERS
from locales.languages import SOURCE

WORDS = tuple(MOST_LETTERS)
SINGLE = (
    "organization", "template", *WORDS, "phone", "email", "url", "cost", "when", "minimum_age", "maximum_age",
    "ages_of", "funding", "valid_until",
)  # fmt: skip
FLAGS = ("open_to_all", "anonymous", "no_reporting_duty")
CHOSEN = ("fields", "needs", "languages", "municipalities", "documents")
RELATIONS = ("predecessors", "successors", "overlaps")
PLACE = ("key", "name", "street", "postal_code", "city", "town", "latitude", "longitude", "transportation")
#: The parts of what can be there several times, and those of them that can have several values.
LINES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "places": (PLACE, ("accessibility",)),
    "hours": (("opens_at", "closes_at"), ("byday",)),
    "dates": (("day", "opens_at", "closes_at", "until"), ()),
}
#: Lines of one kind that a form can have.
MOST_LINES = 20

type Line = Mapping[str, Any]


@dataclass(frozen=True)
class Entered:
    """The fields as text, before anybody has looked whether they can be so. Every field is there."""

    said: Mapping[str, str]
    chosen: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, tuple[Line, ...]]

    def has(self, flag: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.said[flag])


def empty(**said: str) -> Entered:
    """A form in which nothing stands but this, and that somebody there speaks German."""
    told = {**dict.fromkeys((*SINGLE, *FLAGS), ""), "cost": "unknown", "ages_of": "person", **said}
    chosen = {**dict.fromkeys((*CHOSEN, *RELATIONS), ()), "languages": (SOURCE,)}
    return Entered(told, chosen, dict.fromkeys(LINES, ()))


def read(sent: FormData) -> Entered:
    """Everything that was sent, without what is empty."""
    said = {name: _text(sent.get(name)) for name in (*SINGLE, *FLAGS)}
    chosen = {name: _texts(sent.getlist(name)) for name in (*CHOSEN, *RELATIONS)}
    return Entered(said, chosen, {kind: _lines(sent, kind) for kind in LINES})


def _text(value: Any) -> str:
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := _text(value))))


def _lines(sent: FormData, kind: str) -> tuple[Line, ...]:
    """The lines in which something stands; a key alone is nothing."""
    parts, several = LINES[kind]
    found = []
    for at in range(MOST_LINES):
        line: dict[str, Any] = {part: _text(sent.get(f"{kind}-{at}-{part}")) for part in parts}
        line |= {part: _texts(sent.getlist(f"{kind}-{at}-{part}")) for part in several}
        if any(value for part, value in line.items() if part != "key"):
            found.append(line)
    return tuple(found)


def of_draft(draft: Draft) -> Entered:
    """A draft as its form shows it."""
    german = draft.words[SOURCE].model_dump(by_alias=True)
    own = {name: getattr(draft, name) for name in SINGLE if name not in WORDS}
    flags = {name: "yes" if getattr(draft, name) else "" for name in FLAGS}
    said = {name: _written(value) for name, value in {**own, **{name: german[name] for name in WORDS}, **flags}.items()}
    chosen = {name: tuple(getattr(draft, name)) for name in (*CHOSEN, *RELATIONS)}
    lines: dict[str, tuple[Line, ...]] = {
        "places": tuple(_place(place) for place in draft.places),
        "hours": tuple(_hours(opening) for opening in draft.hours),
        "dates": tuple(_date(when) for when in draft.dates),
    }
    return Entered(said, chosen, lines)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _place(place: PlaceDraft) -> Line:
    return {**{part: _written_exactly(getattr(place, part)) for part in PLACE}, "accessibility": place.accessibility}


def _written_exactly(value: Any) -> str:
    """Coordinates keep all their digits."""
    return "" if value is None else str(value)


def _hours(opening: Opening) -> Line:
    days = tuple(opening.byday.split(","))
    return {"byday": days, "opens_at": opening.opens_at, "closes_at": opening.closes_at}


def _date(when: Appointment) -> Line:
    start, end = when.start.astimezone(LOCAL_ZONE), when.end.astimezone(LOCAL_ZONE)
    until = end.date().isoformat() if end.date() != start.date() else ""
    return {"day": start.date().isoformat(), "opens_at": f"{start:%H:%M}", "closes_at": f"{end:%H:%M}", "until": until}

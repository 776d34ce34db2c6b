"""An offer in pieces, each of which is new, kept or changed by itself.

A piece is named by a path, as a form names its fields: ``phone``, ``hours``, ``words.uk.summary``; what Lotse's forms
have no field for goes by its name in the standard. Several pieces can stand for one field: the German name is in the
standard and among the texts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.offers.exchange.tables import OWNERS

type Piece = tuple[str, ...]
type Pieces = dict[Piece, Any]
type Document = dict[str, Any]

#: Names of the standard -> fields of a form, where the two differ.
_FIELDS = {
    "name": "words.de.name",
    "description": "words.de.summary",
    "eligibility_description": "words.de.who",
    "application_process": "words.de.register",
    "fees_description": "words.de.cost_note",
    "organization_id": "organization",
    "service_at_locations": "places",
    "phones": "phone",
    "service_areas": "municipalities",
    "cost_options": "cost",
    "required_documents": "documents",
    "assured_date": "assured_on",
}


def take_apart(service: Mapping[str, Any], extension: Mapping[str, Any]) -> Pieces:
    """The pieces of an offer."""
    pieces: Pieces = {("standard", name): value for name, value in service.items() if name != "schedules"}
    for schedule in service.get("schedules") or ():
        pieces.setdefault(("schedules", "hours" if schedule.get("freq") else "dates"), []).append(schedule)
    pieces |= {("lotse", name): value for name, value in extension.items() if name != "texts"}
    for language, words in extension.get("texts", {}).items():
        pieces |= {("text", language, name): text for name, text in words.items()}
    return pieces


def put_together(pieces: Pieces) -> tuple[Document, Document]:
    """The reverse of `take_apart`."""
    service: Document = {}
    extension: Document = {}
    for piece, value in pieces.items():
        match piece:
            case ("standard", name):
                service[name] = value
            case ("schedules", _):
                service["schedules"] = [*service.get("schedules", ()), *value]
            case ("lotse", name):
                extension[name] = value
            case ("text", language, name):
                extension.setdefault("texts", {}).setdefault(language, {})[name] = value
    return service, extension


def path_of(piece: Piece) -> str:
    """Which field of a form the piece belongs to."""
    match piece:
        case ("standard", name):
            return _FIELDS.get(name, name)
        case ("text", language, name):
            return f"words.{language}.{name}"
    return piece[-1]


def covers(paths: Iterable[str], path: str) -> bool:
    """Whether one of the paths is this one, or above it."""
    return any(path == one or path.startswith(f"{one}.") for one in paths)


def same(one: Any, other: Any) -> bool:
    """Whether two pieces say the same, leaving aside what their place in the document says already."""
    return bool(_bare(one) == _bare(other))


def _bare(value: Any) -> Any:
    match value:
        case dict():
            return {name: _bare(inner) for name, inner in value.items() if name not in OWNERS}
        case list():
            return [_bare(inner) for inner in value]
    return value


def laid_over(old: Pieces, new: Pieces, changed: Iterable[Piece]) -> Pieces:
    """The old, with these pieces as the new has them."""
    pieces = dict(old)
    for piece in changed:
        pieces.pop(piece, None)
        if piece in new:
            pieces[piece] = new[piece]
    return pieces

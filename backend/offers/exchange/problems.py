"""What is wrong with a file, and where: a row and a column, a table, or a place in a JSON document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from locales.wording import Param, Wording

#: What pydantic calls it -> what it is called here. Whatever else it finds is of the wrong form.
_KINDS = {
    "missing": "missing",
    "literal_error": "unknown_value",
    "string_too_long": "too_long",
    "string_type": "not_text",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "list_type": "not_a_list",
    "model_type": "not_an_object",
    "dict_type": "not_an_object",
    "extra_forbidden": "unknown_field",
}
_MOST_SHOWN = 60


@dataclass(frozen=True)
class Place:
    """Where something stands. ``row``: as a table shows it, the headings are row 1. ``field``: the heading of a column,
    the name of a field. ``table``: a file of an archive. ``pointer``: in a JSON document (RFC 6901)."""

    row: int | None = None
    field: str = ""
    table: str = ""
    pointer: str = ""

    def at(self, field: str) -> "Place":
        """The same row, in this column."""
        return replace(self, field=field)

    def below(self, *path: str | int) -> "Place":
        """Deeper in the same document."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
        return replace(self, pointer="/".join((self.pointer, *steps)))


@dataclass(frozen=True)
class Problem:
    """One fault of a file. ``kind`` is stable, ``what`` says it to people."""

    place: Place
    kind: str
    params: Mapping[str, Param]

    @classmethod
    def of(cls, place: Place, kind: str, **params: Param) -> "Problem":
        """A fault; a value that is shown is cut."""
        return cls(place, kind, {name: _cut(param) for name, param in params.items()})

    @property
    def what(self) -> Wording:
        """What is wrong, and what to do."""
        return Wording.of("console.offers.import.problem", self.kind, **self.params)

    @property
    def sentence(self) -> Wording:
        """Where it is, and what is wrong."""
        return placed(self.place, self.what)


def placed(place: Place, what: Wording) -> Wording:
    """A sentence with the place that it speaks of."""
    said: Param = what.to_json()
    match place:
        case Place(row=int(row), table=str(table), field=field) if table:
            return Wording(
                "console.offers.import.at.table",
                {"table": table, "row": str(row), "field": field or "id", "what": said},
            )
        case Place(row=int(row), field=str(field)) if field:
            return Wording("console.offers.import.at.cell", {"row": str(row), "field": field, "what": said})
        case Place(row=int(row)):
            return Wording("console.offers.import.at.row", {"row": str(row), "what": said})
        case Place(pointer=str(pointer)) if pointer:
            return Wording("console.offers.import.at.pointer", {"pointer": pointer, "what": said})
    return what


def _cut(param: Param) -> Param:
    if isinstance(param, str) and len(param) > _MOST_SHOWN:
        return param[:_MOST_SHOWN] + "…"
    return param


def found(error: ValidationError) -> Iterator[tuple[Sequence[str | int], str, dict[str, Param]]]:
    """The faults that a model has found: path, kind and parameters of each."""
    for detail in error.errors(include_url=False):
        yield detail["loc"], _KINDS.get(detail["type"], "wrong_form"), _params(detail)


def _params(detail: ErrorDetails) -> dict[str, Param]:
    match detail["type"]:
        case "string_too_long":
            return {"most": int(detail["ctx"]["max_length"])}
        case "missing" | "list_type" | "model_type" | "dict_type":
            return {}
    return {"value": str(detail["input"])}

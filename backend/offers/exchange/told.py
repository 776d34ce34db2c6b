"""What a row says of an offer: its cells and those of its places, and which of them differ from the directory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.offers.drafts import Draft, PlaceDraft
from backend.offers.exchange.columns import COLUMNS, OF_PLACE, TEXTS, Faulty
from backend.offers.exchange.problems import Place, Problem
from backend.offers.exchange.rows import Cells, SheetRow
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.exchange.written import NOTHING
from backend.offers.keys import free_slug

type Values = dict[str, Any]
PLACES = "places"
_NEEDED_OF_PLACE = ("place_name", "street", "postal_code", "city")


@dataclass(frozen=True)
class Told:
    """A row. Columns that the sheet does not have say what the directory says."""

    number: int
    is_new: bool
    cells: Cells
    places: tuple[tuple[int, Cells], ...]
    #: Columns, and ``places`` for all that belong to a place.
    changed: frozenset[str]

    @classmethod
    def of(cls, row: SheetRow, columns: frozenset[str], before: tuple[Cells, list[Cells]] | None) -> "Told":
        """Compare a row with what the sheet would say of the offer now."""
        own, old_places = before or ({}, [])
        cells = {name: text for name, text in own.items() if name not in columns} | row.cells
        places = _places(row, columns, old_places)
        changed = {name for name in COLUMNS if cells.get(name) != own.get(name)}
        if [told for _, told in places] != [old for old in old_places if old]:
            changed.add(PLACES)
        return cls(row.number, before is None, cells, places, frozenset(changed))

    @classmethod
    def as_written(cls, number: int, before: tuple[Cells, list[Cells]], changed: frozenset[str]) -> "Told":
        """What the sheet would say now, for the same comparison."""
        cells, places = before
        numbered = tuple((number, place) for place in places if place)
        return cls(number, is_new=False, cells=cells, places=numbered, changed=changed)


def _places(row: SheetRow, columns: frozenset[str], old: list[Cells]) -> tuple[tuple[int, Cells], ...]:
    if not columns & OF_PLACE:
        return tuple((row.number, place) for place in old if place)
    if len(old) != len(row.places):
        return tuple(row.places)
    return tuple(
        (number, {name: text for name, text in before.items() if name not in columns} | told)
        for before, (number, told) in zip(old, row.places, strict=True)
    )


@dataclass
class CellReader:
    """Reads cells into the values of a draft. Cells that have not changed are not complained about."""

    vocabulary: Vocabulary
    headings: Mapping[str, str]
    problems: list[Problem]

    def values(self, told: Told) -> Values:
        """The values of a row, by column."""
        values: Values = {}
        for name, text in told.cells.items():
            if text == NOTHING:
                values[name] = nothing(name)
            else:
                self._read(values, name, text, told.number, complain=told.is_new or name in told.changed)
        return values

    def places(self, told: Told) -> tuple[PlaceDraft, ...]:
        """The places of a row, unless they are what they were."""
        if PLACES not in told.changed:
            return ()
        drafts: list[PlaceDraft] = []
        for number, cells in told.places:
            values: Values = {}
            for name, text in cells.items():
                self._read(values, name, text, number, complain=True)
            if not any(self._place_problems(number, cells)):
                drafts += self._place(values, drafts)
        return tuple(drafts)

    def _read(self, values: Values, name: str, text: str, number: int, *, complain: bool) -> None:
        try:
            values[name] = COLUMNS[name].read(text, self.vocabulary)
        except Faulty as faulty:
            if complain:
                self.wrong(number, name, faulty.kind, **faulty.params)

    def _place_problems(self, number: int, cells: Cells) -> Iterator[bool]:
        for name in _NEEDED_OF_PLACE:
            if name not in cells:
                yield self.wrong(number, name, "missing")
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if name in cells and other not in cells:
                yield self.wrong(number, other, "half_a_position")

    def _place(self, values: Values, others: Iterable[PlaceDraft]) -> Iterator[PlaceDraft]:
        if not set(_NEEDED_OF_PLACE) <= set(values):
            return
        named = f"{values['place_name']} {values['street']} {values['postal_code']}"
        yield PlaceDraft(
            key=free_slug(named, {place.key for place in others}),
            name=values["place_name"],
            street=values["street"],
            postal_code=values["postal_code"],
            city=values["city"],
            town=self.vocabulary.kinds["town"].code(values["city"]),
            latitude=values.get("latitude"),
            longitude=values.get("longitude"),
            accessibility=values.get("accessibility", ()),
        )

    def wrong(self, number: int, name: str, kind: str, **params: Any) -> bool:
        """Note a fault of a cell."""
        self.problems.append(Problem.of(Place(row=number, field=self.headings[name]), kind, **params))
        return True


def nothing(name: str) -> Any:
    """What a column is when it is meant to be empty."""
    if name in TEXTS:
        return ""
    field = Draft.model_fields.get(name)
    return () if field is None or field.is_required() else field.default

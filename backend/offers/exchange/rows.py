"""The rows of a sheet by offer: headings become columns, and further rows with the same key are further places."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backend.offers.exchange.columns import COLUMNS, OF_PLACE
from backend.offers.exchange.grid import FORMULA, Rows
from backend.offers.exchange.limits import Refused
from backend.offers.exchange.problems import Place, Problem
from backend.offers.exchange.vocabulary import Vocabulary, fold
from locales.wording import Wording

type Cells = dict[str, str]
_MARKS = " *:"


@dataclass
class SheetRow:
    """An offer as it stands in a sheet: the cells that are not empty, without those of its places."""

    number: int
    cells: Cells
    #: Number of the row, and its cells.
    places: list[tuple[int, Cells]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A sheet whose headings have been understood."""

    columns: frozenset[str]
    headings: dict[str, str]
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    #: Every key in it, also of rows that cannot be used.
    named: frozenset[str]


def sort_rows(grid: Rows, vocabulary: Vocabulary) -> Sheet:
    """Sort the rows. Raises ``Refused`` if no heading is one of ours."""
    by_name = {fold(vocabulary.heading(name)): name for name in COLUMNS} | {name: name for name in COLUMNS}
    told = [fold(cell.strip(_MARKS)) for cell in grid[0]]
    columns = [by_name.get(name) for name in told]
    if not any(columns):
        raise Refused(Wording("console.offers.import.refused.no_headings"))
    headings = {name: vocabulary.heading(name) for name in COLUMNS}
    reading = _Sorting(headings)
    reading.problems += _headings(grid[0], columns, headings)
    for number, cells in enumerate(grid[1:], start=2):
        reading.take(number, columns, cells)
    known = frozenset(name for name in columns if name)
    return Sheet(known, headings, tuple(reading.rows.values()), tuple(reading.problems), frozenset(reading.rows))


def _headings(told: list[str], columns: list[str | None], headings: dict[str, str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for heading, name in zip(told, columns, strict=True):
        place = Place(row=1, field=heading.strip())
        if name is None and heading.strip():
            yield Problem.of(place, "unknown_column", value=heading.strip())
        elif name in seen:
            yield Problem.of(place, "doubled_column", value=heading.strip())
        seen.add(name or "")
    if "key" not in seen:
        yield Problem.of(Place(row=1, field=headings["key"]), "missing_column")


@dataclass
class _Sorting:
    headings: dict[str, str]
    rows: dict[str, SheetRow] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, number: int, columns: list[str | None], told: list[str]) -> None:
        cells = {
            name: text
            for name, cell in zip(columns, told, strict=False)
            if name and (text := cell.replace("\r\n", "\n").strip())
        }
        if any(told[len(columns) :]):
            self._wrong(number, "key", "too_many_cells")
        if not cells:
            return
        formulas = [name for name, text in cells.items() if text == FORMULA]
        for name in formulas:
            self._wrong(number, name, "formula")
            del cells[name]
        key = cells.get("key")
        if key is None:
            if not formulas:
                self._wrong(number, "key", "missing")
        else:
            self._sort(number, key, cells)

    def _sort(self, number: int, key: str, cells: Cells) -> None:
        place = {name: text for name, text in cells.items() if name in OF_PLACE}
        rest = {name: text for name, text in cells.items() if name not in OF_PLACE}
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = SheetRow(number, rest)
        else:
            for name in rest:
                if name != "key":
                    self._wrong(number, name, "only_place")
        if place:
            row.places.append((number, place))

    def _wrong(self, number: int, name: str, kind: str) -> None:
        self.problems.append(Problem.of(Place(row=number, field=self.headings[name]), kind))

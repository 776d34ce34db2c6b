"""The clerks' sheet: one row for each offer, in German words.

For an offer that is kept already, a row is compared with what the sheet would say of it now: cells that say the same
are left alone, whatever else the directory knows of the offer, and only the others are read as a change. So nothing
that a sheet has no column for is lost by sending it out and taking it in again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from backend.offers.drafts import Draft
from backend.offers.exchange.columns import COLUMNS
from backend.offers.exchange.drafting import Documents, changed, documents_of, draft_of
from backend.offers.exchange.grid import Rows
from backend.offers.exchange.incoming import Incoming, IncomingOffer
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.makers import Makers
from backend.offers.exchange.problems import Place, Problem, found
from backend.offers.exchange.rows import Cells, Sheet, SheetRow, sort_rows
from backend.offers.exchange.told import CellReader, Told, Values
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.exchange.written import NOTHING, written

_STATUS = "status"
_FROM_TEMPLATE = frozenset({"name", "fields"})


def read_sheet(grid: Rows, kept: Kept, vocabulary: Vocabulary) -> Incoming:
    """What a sheet says. Raises ``Refused`` if it has none of our headings."""
    sheet = sort_rows(grid, vocabulary)
    reading = _Reading(sheet, kept, vocabulary, Makers(kept))
    offers = [offer for row in sheet.rows if (offer := reading.offer(row))]
    problems = (*sheet.problems, *reading.problems)
    return Incoming(
        organizations=reading.makers.new,
        offers=tuple(offers),
        problems=tuple(sorted(problems, key=lambda problem: problem.place.row or 0)),
        named=sheet.named,
    )


@dataclass
class _Reading:
    """One pass through a sheet."""

    sheet: Sheet
    kept: Kept
    vocabulary: Vocabulary
    makers: Makers
    problems: list[Problem] = field(default_factory=list)

    def offer(self, row: SheetRow) -> IncomingOffer | None:
        """What a row says; None if it has problems."""
        known = self.kept.offers.get(row.cells["key"])
        before = written(known, self.kept, self.vocabulary) if known else None
        told = Told.of(row, self.sheet.columns, before)
        if known and not told.changed:
            documents: Documents | None = (known.hsds, known.extension)
        else:
            documents = self._documents(told, known, before)
        if documents is None:
            return None
        return IncomingOffer(Place(row=row.number), *documents, self.sheet.headings)

    def _documents(
        self, told: Told, known: KeptOffer | None, before: tuple[Cells, list[Cells]] | None
    ) -> Documents | None:
        reader = CellReader(self.vocabulary, self.sheet.headings, [])
        values = reader.values(told)
        self._missing(told, values, reader)
        draft = self._draft(told, values, reader)
        self.problems += reader.problems
        if draft is None or reader.problems:
            return None
        documents = documents_of(draft, self.makers, known.id if known else None)
        if known and before:
            documents = self._laid_over(known, before, told, documents)
        if values.get(_STATUS) and (known is None or _STATUS in told.changed):
            documents[0][_STATUS] = values[_STATUS]
        return documents

    def _missing(self, told: Told, values: Values, reader: CellReader) -> None:
        for column in COLUMNS.values():
            empty = told.cells.get(column.id, NOTHING) == NOTHING
            usual = column.id in _FROM_TEMPLATE and column.id not in told.cells and values.get("template")
            if column.required and empty and not usual and (told.is_new or column.id in told.changed):
                reader.wrong(told.number, column.id, "missing")

    def _draft(self, told: Told, values: Values, reader: CellReader) -> Draft | None:
        places = reader.places(told)
        if reader.problems:
            return None
        maker = self.makers.key(values["organization"], Place(row=told.number))
        own = {**values, "organization": maker}
        try:
            draft = draft_of(own, places)
        except ValidationError as error:
            for path, kind, params in found(error):
                reader.wrong(told.number, str(path[0]) if path[0] in COLUMNS else "key", kind, **params)
            return None
        for name, kind, involved in _at_odds(draft):
            if told.is_new or involved & told.changed:
                reader.wrong(told.number, name, kind)
        return draft

    def _laid_over(
        self, known: KeptOffer, before: tuple[Cells, list[Cells]], told: Told, after: Documents
    ) -> Documents:
        was = Told.as_written(told.number, before, told.changed)
        reader = CellReader(self.vocabulary, self.sheet.headings, [])
        values = {**reader.values(was), "organization": self._maker(known)}
        old = documents_of(draft_of(values, reader.places(was)), self.makers, known.id)
        return changed(known, old, after, before[1], [cells for _, cells in told.places])

    def _maker(self, known: KeptOffer) -> str:
        return self.kept.organizations[str(known.hsds["organization_id"])].key


_AGES = frozenset({"minimum_age", "maximum_age"})


def _at_odds(draft: Draft) -> Iterable[tuple[str, str, frozenset[str]]]:
    """What cannot all be true: the column that is named, the kind of problem, and every column that takes part."""
    youngest, oldest = draft.minimum_age, draft.maximum_age
    if youngest is not None and oldest is not None and youngest > oldest:
        yield "maximum_age", "ages", _AGES
    has_ages = draft.ages_of == "person" and (youngest, oldest) != (None, None)
    if draft.open_to_all and (draft.when or has_ages):
        yield "open_to_all", "open_and_not", _AGES | {"open_to_all", "when"}

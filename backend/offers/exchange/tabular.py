"""The standard's tables in a ZIP: ``datapackage.json`` and one CSV file for each kind of object.

Lotse's part of a service stands in a column ``lotse`` as JSON. What the standard has no column for gets one of its
name; structures in it are written as JSON. The rows of an object are found by ids alone, so what a nested object says
of its owner is written as its place says it. Of two objects with the same id that differ the second gets another.
"""

import io
import json
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.offers.exchange.grid import Rows, read_csv, write_csv
from backend.offers.exchange.incoming import Incoming
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.limits import Refused, parsed, unpack
from backend.offers.exchange.problems import Place, Problem
from backend.offers.exchange.standard import Parts, Told, in_full, maker_of, read_told
from backend.offers.exchange.tables import OWNERS, TABLES, Layout, Many, layout
from locales.wording import Wording

type Row = dict[str, str]
type Document = dict[str, Any]
PACKAGE = "datapackage.json"
_CSV = ".csv"
#: Other programs name the file like its other tables.
_ALIASES = {"service_at_locations": "service_at_location"}
#: Fixed, so that the same directory makes the same file.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


def read_tables(data: bytes, kept: Kept) -> Incoming:
    """What the tables say. Raises ``Refused``: no archive, or no services in it."""
    files = unpack(data)
    tables = _Tables()
    for name, content in files.items():
        if name.endswith(_CSV):
            tables.take(name, read_csv(content) if content.strip() else [])
    if not tables.rows["services"]:
        raise Refused(Wording("console.offers.import.refused.no_services"))
    incoming = read_told(tables.services(), kept)
    return Incoming(
        incoming.organizations,
        incoming.offers,
        (*tables.problems, *incoming.problems),
        (*incoming.notes, *tables.left()),
        incoming.named,
    )


@dataclass
class _Tables:
    """The rows of an archive, found by their ids and by their owners' ids."""

    rows: dict[str, dict[str, tuple[Place, Row]]] = field(default_factory=lambda: defaultdict(dict))
    owned: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Place] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def take(self, name: str, rows: Rows) -> None:
        """Take a file in."""
        stem = name.removesuffix(_CSV)
        table = _ALIASES.get(stem, stem)
        if table not in TABLES:
            self.unknown.append(Place(row=1, table=name))
            return
        head = [cell.strip() for cell in rows[0]] if rows else []
        for number, cells in enumerate(rows[1:], start=2):
            row = {column: cell for column, cell in zip(head, cells, strict=False) if cell}
            if row:
                self._keep(table, row, Place(row=number, table=name))

    def _keep(self, table: str, row: Row, place: Place) -> None:
        key = row.get("id", "")
        if not key:
            self.problems.append(Problem.of(place.at("id"), "missing"))
        elif key in self.rows[table]:
            self.problems.append(Problem.of(place.at("id"), "doubled", value=key))
        else:
            self.rows[table][key] = (place, row)
            for column in OWNERS & set(row):
                self.owned[table, column, row[column]].append(key)

    def services(self) -> Iterable[Told]:
        """Every service with all that belongs to it."""
        for key in self.rows["services"]:
            document, parts = self._object("services", key)
            maker = document.pop("organization", None)
            maker_parts = parts.inside["organization"][0] if maker else None
            told = (maker_parts.place, maker) if maker_parts else None
            yield Told(parts.place, document, told, parts, maker_parts)

    def _object(self, table: str, key: str) -> tuple[Document, Parts]:
        place, row = self.rows[table][key]
        self.used.add((table, key))
        made = layout(table)
        document: Document = {column: _read(cell, column, made) for column, cell in row.items()}
        inside: dict[str, list[Parts]] = {}
        for single in made.single:
            if row.get(single.reference) in self.rows[single.table]:
                document[single.name], parts = self._object(single.table, row[single.reference])
                inside[single.name] = [parts]
        for many in made.many:
            objects = [self._object(many.table, owned) for owned in self._owned_by(key, many)]
            if objects:
                document[many.name] = [one for one, _ in objects]
                inside[many.name] = [parts for _, parts in objects]
        return document, Parts(place, inside)

    def _owned_by(self, key: str, many: Many) -> Iterable[str]:
        for owned in self.owned[many.table, many.owner, key]:
            _, row = self.rows[many.table][owned]
            if many.kind is None or row.get(many.kind[0], many.kind[1]) == many.kind[1]:
                yield owned

    def left(self) -> Iterable[Problem]:
        """What belongs to no service is told, and left out."""
        for place in self.unknown:
            yield Problem.of(place, "unknown_table", value=place.table)
        for table, rows in self.rows.items():
            for key, (place, _) in rows.items():
                if (table, key) not in self.used:
                    yield Problem.of(place, "unconnected", value=key)


def _read(cell: str, column: str, made: Layout) -> Any:
    if column in made.numbers:
        try:
            return float(cell)
        except ValueError:
            return cell
    if column in made.columns or cell[0] not in "[{":
        return cell
    try:
        return parsed(cell)
    except ValueError:
        return cell


def write_tables(offers: Iterable[KeptOffer], kept: Kept) -> bytes:
    """The archive."""
    writing = _Writing()
    for offer in offers:
        writing.add("services", {**in_full(offer), "organization": maker_of(offer, kept)})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {f"{table}{_CSV}": writing.table(table) for table in TABLES if writing.rows[table]}
        archive.writestr(_member(PACKAGE), json.dumps(_package(files), indent=1))
        for name, rows in files.items():
            archive.writestr(_member(name), write_csv(rows, ",", "utf-8"))
    return stream.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _WRITTEN)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


@dataclass
class _Writing:
    """Objects on their way into rows."""

    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, table: str, document: Mapping[str, Any], owner: Mapping[str, str] | None = None) -> str:
        """Write an object and what belongs to it; returns its id."""
        made = layout(table)
        inner = {many.name for many in made.many} | {single.name for single in made.single}
        row = {name: _written(value) for name, value in document.items() if name not in inner and _is_own(name, table)}
        for single in made.single:
            if single.name in document:
                row[single.reference] = self.add(single.table, document[single.name])
        row = self._joined(table, {**row, **(owner or {})})
        for many in made.many:
            kind = dict([many.kind]) if many.kind else {}
            for one in document.get(many.name, ()):
                self.add(many.table, one, {many.owner: row["id"], **kind})
        return row["id"]

    def _joined(self, table: str, row: Row) -> Row:
        """The row beside one with the same id: one row where they agree, another id where they do not."""
        rows = self.rows[table]
        while (known := rows.get(row["id"])) and any(row[name] != known[name] for name in known.keys() & row.keys()):
            row = {**row, "id": str(uuid.uuid5(uuid.UUID(row["id"]), json.dumps(row, sort_keys=True)))}
        rows[row["id"]] = {**rows.get(row["id"], {}), **row}
        return rows[row["id"]]

    def table(self, table: str) -> Rows:
        """The table, its own columns first."""
        rows = self.rows[table].values()
        extra = sorted({name for row in rows for name in row} - set(layout(table).columns))
        head = [*layout(table).columns, *extra]
        return [head, *([row.get(name, "") for name in head] for row in rows)]


def _is_own(name: str, table: str) -> bool:
    """Owners are written as the place of an object says; a service and a place name others by columns of that name."""
    return name not in OWNERS or (table, name) in {
        ("services", "organization_id"),
        ("service_at_location", "location_id"),
    }


def _written(value: Any) -> str:
    match value:
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case None:
            return ""
    return json.dumps(value, ensure_ascii=False)


def _package(files: Mapping[str, Rows]) -> Document:
    """What the archive holds, for programs that read data packages."""
    return {
        "name": "hsds",
        "profile": "tabular-data-package",
        "resources": [_resource(*file) for file in files.items()],
    }


def _resource(name: str, rows: Rows) -> Document:
    table = name.removesuffix(_CSV)
    numbers = layout(table).numbers
    fields = [{"name": column, "type": "number" if column in numbers else "string"} for column in rows[0]]
    return {
        "name": table,
        "path": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id"},
    }

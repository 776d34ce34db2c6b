"""Rows of text out of CSV and XLSX files as people and spreadsheets write them, and back."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.cell.cell import TYPE_FORMULA
from openpyxl.utils.exceptions import InvalidFileException

from backend.offers.exchange.limits import BROKEN_ARCHIVE, Refused, check_archive, check_rows, guarded, unguarded
from locales.wording import Wording

type Rows = list[list[str]]
#: What a cell with a formula is read as: its result may be out of date, and its text is not meant.
FORMULA = "\0formula"
#: openpyxl checks little: a damaged part shows as whatever its value happens to break.
_BROKEN_WORKBOOK = (*BROKEN_ARCHIVE, InvalidFileException, AttributeError, LookupError, SyntaxError, TypeError)
_NOT_KEPT = "\0"
_DELIMITERS = (";", ",", "\t")


def read_csv(data: bytes) -> Rows:
    """Every row, the headings too. Raises ``Refused``: neither UTF-8 nor Windows-1252, no table, or too long."""
    text = _decoded(data)
    if _NOT_KEPT in text:
        raise Refused(Wording("console.offers.import.refused.no_table"))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise Refused(Wording("console.offers.import.refused.no_table")) from error
    return _checked([[unguarded(cell) for cell in row] for row in rows])


def _decoded(data: bytes) -> str:
    """Excel marks UTF-8 with a byte order mark, and writes Windows-1252 without a word."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Wording("console.offers.import.refused.encoding"))


def _delimiter(text: str) -> str:
    """The one that parts the headings; a heading has none of them inside."""
    head = text.partition("\n")[0]
    return max(_DELIMITERS, key=head.count)


def read_xlsx(data: bytes) -> Rows:
    """The first sheet. Raises ``Refused``: no workbook, too large when unpacked, or too long."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = []
        for row in sheet.iter_rows():
            rows.append([_text(cell.value, cell.data_type) for cell in row])
            check_rows(len(rows))
        return _checked(rows)
    except _BROKEN_WORKBOOK as error:
        raise Refused(Wording("console.offers.import.refused.no_workbook")) from error


def _checked(rows: Rows) -> Rows:
    check_rows(len(rows))
    if not any(cell.strip() for row in rows for cell in row):
        raise Refused(Wording("console.offers.import.refused.empty"))
    return rows


def _text(value: Any, kind: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() if value.time() == time():
            return f"{value:%d.%m.%Y}"
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
    return FORMULA if kind == TYPE_FORMULA else unguarded(str(value))


def write_csv(rows: Iterable[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A table; as Excel opens it unless told otherwise: with semicolons, and a mark that it is UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return stream.getvalue().encode(encoding)

"""The sheet as files: filled, or as a template, with a second page that explains the columns and lists words."""

import io
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from backend.offers.exchange.columns import COLUMNS
from backend.offers.exchange.grid import write_csv
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.limits import MOST_ROWS, guarded
from backend.offers.exchange.rows import Cells
from backend.offers.exchange.times import Unreadable, read_day
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.exchange.written import written

EXAMPLES = Path(__file__).with_name("examples.toml")
_DATES = frozenset({"assured_on", "valid_until"})
_DATE_FORMAT = "DD.MM.YYYY"
_TEXT_FORMAT = "@"
_WIDTH, _WIDE = 20, 60
#: Where the lists begin on the second page, behind heading, need and content: one column for each kind of words.
_FIRST_LIST = 5
#: Too many to list: every language that has a name.
_NOT_LISTED = frozenset({"", "language"})


@cache
def _examples() -> tuple[Cells, ...]:
    return tuple(tomllib.loads(EXAMPLES.read_text("utf-8"))["row"])


def examples(vocabulary: Vocabulary) -> list[Cells]:
    """Rows to look at and to delete; words stand in them as codes, and are written as words."""
    return [{name: _in_words(name, cell, vocabulary) for name, cell in row.items()} for row in _examples()]


def _in_words(name: str, cell: str, vocabulary: Vocabulary) -> str:
    column = COLUMNS[name]
    return column.write(column.read(cell, vocabulary), vocabulary) if column.words else cell


def rows_of(offers: Iterable[KeptOffer], kept: Kept, vocabulary: Vocabulary) -> list[Cells]:
    """Every offer as rows."""
    rows: list[Cells] = []
    for offer in offers:
        cells, places = written(offer, kept, vocabulary)
        first, *further = [place for place in places if place] or [{}]
        rows += [cells | first, *({"key": offer.key} | place for place in further)]
    return rows


def csv_of(rows: Iterable[Cells], vocabulary: Vocabulary) -> bytes:
    """Rows below their headings, as Excel opens them."""
    head = [vocabulary.heading(name) for name in COLUMNS]
    return write_csv([head, *([row.get(name, "") for name in COLUMNS] for row in rows)])


def xlsx_of(rows: Iterable[Cells], vocabulary: Vocabulary) -> bytes:
    """The same as a workbook, with drop-down lists and explanations."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(vocabulary.page("offers"))
    explained = book.create_sheet(vocabulary.page("explained"))
    _fill(sheet, rows, vocabulary)
    lists = _explain(explained, vocabulary)
    _offer_choices(sheet, lists)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Cells], vocabulary: Vocabulary) -> None:
    for number, (name, column) in enumerate(COLUMNS.items(), start=1):
        cell = sheet.cell(1, number, vocabulary.heading(name) + (" *" if column.required else ""))
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    sheet.freeze_panes = "B2"
    for line, row in enumerate(rows, start=2):
        for number, name in enumerate(COLUMNS, start=1):
            if name in row:
                _put(sheet, line, number, name, row[name])


def _put(sheet: Worksheet, line: int, number: int, name: str, text: str) -> None:
    """Days as days; everything else as text, so that no postal code loses its zeros. Control characters stay out."""
    value: str | date = guarded(ILLEGAL_CHARACTERS_RE.sub("", text))
    if name in _DATES:
        with suppress(Unreadable):
            value = read_day(text)
    cell = sheet.cell(line, number, value)
    cell.number_format = _DATE_FORMAT if isinstance(value, date) else _TEXT_FORMAT


def _explain(sheet: Worksheet, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Fill the page of explanations; returns where the words of each kind stand."""
    heads = (vocabulary.page("column"), vocabulary.page("needed"), vocabulary.page("content"))
    for number, head in enumerate(heads, start=1):
        sheet.cell(1, number, head).font = Font(bold=True)
    for line, (name, column) in enumerate(COLUMNS.items(), start=2):
        sheet.cell(line, 1, vocabulary.heading(name))
        sheet.cell(line, 2, "*" if column.required else "")
        sheet.cell(line, 3, vocabulary.hint(name)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = _WIDTH
    sheet.column_dimensions["C"].width = _WIDE
    return dict(_lists(sheet, vocabulary))


def _lists(sheet: Worksheet, vocabulary: Vocabulary) -> Iterable[tuple[str, str]]:
    listed = {column.words: name for name, column in COLUMNS.items() if column.words not in _NOT_LISTED}
    for number, (kind, name) in enumerate(listed.items(), start=_FIRST_LIST):
        letter = get_column_letter(number)
        sheet.cell(1, number, vocabulary.page("answer") if kind == "answer" else vocabulary.heading(name))
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[letter].width = _WIDTH
        words = list(vocabulary.kinds[kind].by_code.values())
        for line, word in enumerate(words, start=2):
            sheet.cell(line, number, word)
        if words:
            yield kind, f"'{sheet.title}'!${letter}$2:${letter}${len(words) + 1}"


def _offer_choices(sheet: Worksheet, lists: Mapping[str, str]) -> None:
    for number, column in enumerate(COLUMNS.values(), start=1):
        if column.words in lists and not column.many:
            validation = DataValidation(type="list", formula1=lists[column.words], allow_blank=True)
            validation.showErrorMessage = False  # codes are read too, and the import says what is wrong
            letter = get_column_letter(number)
            validation.add(f"{letter}2:{letter}{MOST_ROWS}")
            sheet.add_data_validation(validation)

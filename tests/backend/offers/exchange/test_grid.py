"""Tables as people and spreadsheets write them, and what keeps a cell harmless."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.offers.exchange import limits
from backend.offers.exchange.grid import FORMULA, read_csv, read_xlsx, write_csv
from backend.offers.exchange.limits import Refused, guarded, unguarded, unpack

ROWS = [["Schlüssel", "Name"], ["chor", "Café; „Ost“, 2. Stock"]]


def workbook(*cells: object) -> bytes:
    book = openpyxl.Workbook()
    for number, cell in enumerate(cells, start=1):
        book.worksheets[0].cell(1, number, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_usual_csv_says_the_same(delimiter: str, encoding: str) -> None:
    assert read_csv(write_csv(ROWS, delimiter, encoding)) == ROWS


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(ending: str) -> None:
    assert read_csv(ending.join(("a;b", '1;"x', 'y"', "2;")).encode())[0] == ["a", "b"]
    assert len(read_csv(ending.join(("a;b", "1;x", "2;")).encode())) == 3


def test_cells_of_a_workbook_become_what_people_see() -> None:
    data = workbook(
        "Text",
        45127,
        0.5,
        date(2026, 12, 31),
        datetime.fromisoformat("2026-03-01T09:30"),
        time(9),
        True,
        None,
        "=1+1",
        "x",
    )
    assert read_xlsx(data) == [
        ["Text", "45127", "0.5", "31.12.2026", "01.03.2026 09:30", "09:00", "true", "", FORMULA, "x"]
    ]


@given(st.text(st.characters(codec="utf-8")))
def test_guarding_a_cell_is_undone_by_reading_it(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\tx", "'=1"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+49 221 4710900", "-0.17", "- 5", "Chor", "", "'s Haus"])
def test_numbers_with_a_sign_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b";;\n;;", b'"a', b"\x81\x8d", b"a;\0"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_csv(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_xlsx(data)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(Refused):
        read_xlsx(stream.getvalue())


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 0)
    with pytest.raises(Refused, match="too_many_rows"):
        read_csv(b"a")
    with pytest.raises(Refused, match="too_many_rows"):
        read_xlsx(workbook("a"))


def test_what_unpacks_to_too_much_is_refused_by_what_it_says_and_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 5_000_000)
    data = stream.getvalue()
    assert len(data) < 10_000
    monkeypatch.setattr(limits, "MOST_UNPACKED", 4_000_000)
    for read in (unpack, read_xlsx):
        with pytest.raises(Refused, match="too_large_unpacked"):
            read(data)
    monkeypatch.setattr(limits, "check_archive", lambda archive: None)
    with pytest.raises(Refused, match="too_large_unpacked"):
        unpack(data)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="too_large"):
        limits.check_size(bytes(limits.MOST_BYTES + 1))

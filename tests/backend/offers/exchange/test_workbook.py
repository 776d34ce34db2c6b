"""The template that clerks fill in, and the workbook that goes out."""

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from backend.offers.exchange import files
from backend.offers.exchange.columns import COLUMNS
from backend.offers.exchange.limits import Refused
from tests.backend.offers.exchange.directory import (
    CATALOGS,
    EMPTY,
    exported,
    planned,
    states,
    taken_over,
    vocabulary,
    with_choir,
)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("name", ["vorlage.csv", "vorlage.xlsx"])
def test_the_template_can_be_taken_in_with_its_two_rows_and_changes_nothing_the_second_time(name: str) -> None:
    data = files.template(name, EMPTY, CATALOGS)
    plan = planned(name, data)
    assert (plan.problems, plan.notes) == ((), ())
    assert states(plan) == {"beispiel-deutschkurs": "new", "beispiel-treff": "new"}
    assert set(states(planned(name, data, taken_over(plan, EMPTY))).values()) == {"unchanged"}


def test_the_template_marks_what_is_needed_and_explains_every_column() -> None:
    offers, explained = opened(files.template("x.xlsx", EMPTY, CATALOGS)).worksheets
    heads = [cell.value for cell in offers[1]]
    assert [head.removesuffix(" *") for head in heads] == [vocabulary().heading(name) for name in COLUMNS]
    assert [head for head in heads if head.endswith(" *")] == [
        "Schlüssel *", "Organisation *", "Name *", "Themenfelder *", "Geprüft am *",
    ]  # fmt: skip
    told = [(row[0].value, bool(row[2].value)) for row in explained.iter_rows(min_row=2, max_row=len(COLUMNS) + 1)]
    assert told == [(vocabulary().heading(name), True) for name in COLUMNS]


def test_where_one_word_is_to_be_chosen_there_is_a_list_of_all_of_them() -> None:
    offers, explained = opened(files.template("x.xlsx", EMPTY, CATALOGS)).worksheets
    lists = {str(one.sqref): one.formula1 for one in offers.data_validations.dataValidation}
    single = [name for name, column in COLUMNS.items() if column.words and not column.many]
    assert single == ["template", "cost", "open_to_all", "anonymous", "status"]
    assert len(lists) == len(single)
    for name, (cells, formula) in zip(single, lists.items(), strict=True):
        assert offers[cells.split(":")[0][:-1] + "1"].value == vocabulary().heading(name)
        title, _, where = formula.replace("$", "").partition("!")
        assert title.strip("'") == explained.title
        words = [row[0].value for row in explained[where]]
        assert words == list(vocabulary().kinds[COLUMNS[name].words].by_code.values())


def test_days_are_days_and_postal_codes_keep_their_zeros() -> None:
    offers = opened(exported("x.xlsx", with_choir())).worksheets[0]
    row = {head.value: cell.value for head, cell in zip(offers[1], offers[2], strict=True)}
    assert row["Geprüft am *"] == datetime.fromisoformat("2026-03-01")
    assert row["Postleitzahl"] == "00001"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_no_text_becomes_a_formula_and_none_breaks_the_file(name: str) -> None:
    kept = with_choir(funding="=HYPERLINK(1)")
    assert b"'=HYPERLINK" in exported("x.csv", kept)
    assert states(planned(name, exported(name, kept), kept)) == {"chor": "unchanged"}
    control = with_choir(funding="Geld\x0bvom Land")
    assert planned(name, exported(name, control), control).problems == ()


def test_an_empty_directory_is_headings_alone() -> None:
    assert planned("x.csv", exported("x.csv", EMPTY)).offers == ()


@pytest.mark.parametrize("name", ["x.pdf", "x", "x.xlsm", "x.xls"])
def test_other_endings_are_refused(name: str) -> None:
    for work in (
        lambda: planned(name, b"x"),
        lambda: exported(name, EMPTY),
        lambda: files.template(name, EMPTY, CATALOGS),
    ):
        with pytest.raises(Refused):
            work()


def test_a_template_is_a_sheet_and_no_document() -> None:
    with pytest.raises(Refused):
        files.template("x.json", EMPTY, CATALOGS)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="too_large"):
        planned("x.json", b" " * (10 * 1024 * 1024 + 1))


def test_a_tenant_without_towns_has_a_template_too() -> None:
    assert files.template("x.xlsx", replace(EMPTY, towns={}), CATALOGS)

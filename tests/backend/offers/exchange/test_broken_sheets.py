"""Broken sheets, kind by kind: each tells the row, the column and what is wrong with it."""

import pytest

from backend.offers.exchange.limits import Refused
from tests.backend.offers.exchange.directory import CATALOGS, ROW, planned, sheet, vocabulary, with_choir

PLACE = {"place_name": "Halle", "street": "Weg 1", "postal_code": "00001", "city": "Musterstadt"}


def of_row(name: str, value: str) -> tuple[list[dict[str, str]], int, str]:
    return [ROW, {**ROW, "key": "zwei", name: value}], 3, name


@pytest.mark.parametrize(
    ("rows", "row", "column", "kind"),
    [
        (*of_row("key", "Mein Schlüssel"), "key"),
        (*of_row("key", ""), "missing"),
        (*of_row("template", "Segelkurs"), "unknown_value"),
        (*of_row("organization", ""), "missing"),
        (*of_row("name", ""), "missing"),
        (*of_row("name", "x" * 91), "too_long"),
        (*of_row("summary", "x" * 401), "too_long"),
        (*of_row("fields", ""), "missing"),
        (*of_row("fields", "Begegnung; Segeln"), "unknown_value"),
        (*of_row("needs", "Boot"), "unknown_value"),
        (*of_row("cost", "teuer"), "unknown_value"),
        (*of_row("phone", "bitte mailen"), "phone"),
        (*of_row("email", "niemand"), "email"),
        (*of_row("url", "keine Adresse"), "web"),
        (*of_row("languages", "Deutsch; Elbisch"), "unknown_value"),
        (*of_row("hours", "Mo 12:00-09:00"), "hours"),
        (*of_row("dates", "morgen um 9"), "dates"),
        (*of_row("municipalities", "Köln"), "unknown_value"),
        (*of_row("documents", "Führerschein; Bootsschein"), "unknown_value"),
        (*of_row("open_to_all", "vielleicht"), "answer"),
        (*of_row("when", "alter > 3"), "condition"),
        (*of_row("minimum_age", "sechs"), "not_a_number"),
        (*of_row("maximum_age", "400"), "out_of_range"),
        (*of_row("predecessors", "gibt-es-nicht"), "unknown_value"),
        (*of_row("assured_on", "31.02.2026"), "date"),
        (*of_row("assured_on", ""), "missing"),
        (*of_row("valid_until", "bald"), "date"),
        (*of_row("status", "offen"), "unknown_value"),
        ([ROW, {**ROW, **PLACE, "key": "zwei", "postal_code": "123"}], 3, "postal_code", "postal_code"),
        ([ROW, {**ROW, **PLACE, "key": "zwei", "city": ""}], 3, "city", "missing"),
        ([ROW, {**ROW, **PLACE, "key": "zwei", "latitude": "91", "longitude": "7"}], 3, "latitude", "out_of_range"),
        ([ROW, {**ROW, **PLACE, "key": "zwei", "latitude": "51,5"}], 3, "longitude", "half_a_position"),
        ([ROW, {**ROW, **PLACE, "key": "zwei", "accessibility": "Aufzug; Rutsche"}], 3, "accessibility",
         "unknown_value"),
        ([ROW, ROW], 3, "name", "only_place"),
        ([{**ROW, **PLACE}, {"key": "treff", "place_name": "Hof"}], 3, "street", "missing"),
        ([ROW, {**ROW, "key": "zwei", "minimum_age": "27", "maximum_age": "12"}], 3, "maximum_age", "ages"),
        ([ROW, {**ROW, "key": "zwei", "open_to_all": "ja", "minimum_age": "12"}], 3, "open_to_all", "open_and_not"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_row_and_column(rows: list[dict[str, str]], row: int, column: str, kind: str) -> None:
    plan = planned("x.csv", sheet(*rows))
    found = [(one.place.row, one.place.field, one.kind) for one in plan.problems]
    assert (row, vocabulary().heading(column), kind) in found
    assert {place for place, _, _ in found} == {row}


@pytest.mark.parametrize(
    ("data", "column", "kind"),
    [
        ("Schlüssel;Name;Farbe\nx;y;rot", "Farbe", "unknown_column"),
        ("Schlüssel;Name;Name\nx;y;z", "Name", "doubled_column"),
        ("Name\ny", "Schlüssel", "missing_column"),
    ],
)
def test_a_fault_of_the_headings_stands_in_the_first_row(data: str, column: str, kind: str) -> None:
    found = {(one.place.row, one.place.field, one.kind) for one in planned("x.csv", data.encode()).problems}
    assert (1, column, kind) in found


def test_a_separator_inside_a_text_is_noticed() -> None:
    data = sheet(ROW).decode().replace('"Treff"', "Treff; Ost").encode()
    assert "too_many_cells" in {one.kind for one in planned("x.csv", data).problems}


def test_a_sheet_without_our_headings_is_refused() -> None:
    with pytest.raises(Refused):
        planned("x.csv", b"a;b\n1;2")


def test_problems_are_sentences_in_german_and_english() -> None:
    (problem,) = planned(
        "x.csv", sheet({**ROW, "postal_code": "123", "place_name": "H", "street": "W", "city": "M"})
    ).problems
    assert CATALOGS.say(problem.sentence, "de") == (
        "Zeile 2, Spalte „Postleitzahl“: „123“ ist keine Postleitzahl. Sie hat fünf Ziffern."
    )
    assert CATALOGS.say(problem.sentence, "en").startswith("Row 2, column “Postleitzahl”")


def test_every_kind_of_fault_has_a_sentence_in_both_languages() -> None:
    keys = CATALOGS.keys("console.offers.import.")
    assert keys
    assert [key for key in keys for language in ("de", "en") if not CATALOGS.has(key, language)] == []


def test_one_faulty_row_keeps_the_others_out_too() -> None:
    plan = planned("x.csv", sheet(ROW, {**ROW, "key": "zwei", "email": "x"}), with_choir())
    assert [offer.key for offer in plan.offers] == ["treff"]
    assert plan.problems

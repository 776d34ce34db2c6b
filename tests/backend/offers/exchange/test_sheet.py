"""What a row makes of an offer: a new one, one after a typical offer, a change to one that knows more than a sheet."""

import json
from typing import Any

import pytest

from backend.offers.exchange.plan import OfferPlan, Plan
from backend.offers.exchange.workbook import rows_of
from backend.offers.templates import templates
from tests.backend.offers.exchange.directory import (
    EMPTY,
    ROW,
    exported,
    planned,
    sheet,
    states,
    taken_over,
    vocabulary,
    with_choir,
)

KEPT = with_choir()
CHOIR_ROWS = rows_of(KEPT.offers.values(), KEPT, vocabulary(KEPT))
PLACE = {"place_name": "Halle", "street": "Weg 1", "postal_code": "00001", "city": "Musterstadt"}


def only(plan: Plan) -> OfferPlan:
    assert plan.problems == ()
    (offer,) = plan.offers
    return offer


def changed(**cells: str) -> OfferPlan:
    """The choir, sent out, with these cells of its first row changed, and taken in again."""
    first, *further = CHOIR_ROWS
    columns = tuple(dict.fromkeys([*(name for row in CHOIR_ROWS for name in row), *cells]))
    return only(planned("x.csv", sheet({**first, **cells}, *further, columns=columns), KEPT))


def paths(offer: OfferPlan) -> list[str]:
    return [change.path for change in offer.changes]


def test_a_new_row_becomes_an_offer_of_the_standard_with_lotses_part() -> None:
    row = {
        **ROW, **PLACE, "summary": "Reden und Spielen.", "needs": "Freizeit und Kontakte", "cost": "kostenlos",
        "latitude": "0,17", "longitude": "0,18", "accessibility": "Aufzug", "phone": "0221 4710900",
        "email": "treff@verein.example", "url": "verein.example", "languages": "Deutsch, Ukrainisch",
        "hours": "Mo-Mi 9-12", "dates": "12.03.2026 09:00-11:00", "municipalities": "Neudorf; Musterstadt",
        "documents": "Ausweis oder Pass", "minimum_age": "16", "anonymous": "ja", "funding": "Spenden",
        "overlaps": "treff", "valid_until": "31.12.2026", "status": "vorübergehend geschlossen",
    }  # fmt: skip
    offer = only(planned("x.csv", sheet(row)))
    service, extension = offer.hsds, offer.extension
    assert (offer.state, service["name"], service["status"]) == ("new", "Treff", "temporarily closed")
    assert [language["code"] for language in service["languages"]] == ["de", "uk"]
    assert service["url"] == "https://verein.example"
    assert [(one.get("byday"), one["opens_at"]) for one in service["schedules"]] == [
        ("MO,TU,WE", "09:00"),
        (None, "09:00"),
    ]
    (at,) = service["service_at_locations"]
    assert (at["location"]["latitude"], at["location"]["external_identifier"]) == (0.17, "musterstadt")
    assert at["location"]["accessibility"][0]["description"] == "lift"
    assert service["assured_date"] == "2026-03-01"
    assert extension == {
        "key": "treff", "fields": ["encounter"], "needs": ["leisure"], "cost": "free", "anonymous": True,
        "municipalities": ["neudorf", "musterstadt"], "documents": ["id_document"], "overlaps": ["treff"],
        "valid_until": "2026-12-31", "texts": {"de": {"name": "Treff", "summary": "Reden und Spielen."}},
    }  # fmt: skip


def test_an_unknown_organisation_is_made_once_and_a_known_one_found_by_name_or_key() -> None:
    rows = [
        {**ROW, "key": f"k{n}", "organization": name}
        for n, name in enumerate(("Neu e. V.", "neu  e. v.", "Verein", "verein"))
    ]
    plan = planned("x.csv", sheet(*rows), KEPT)
    assert [(one.key, one.name) for one in plan.organizations] == [("neu-e-v", "Neu e. V.")]
    makers = [offer.hsds["organization_id"] for offer in plan.offers]
    assert makers[0] == makers[1] != makers[2] == makers[3] == KEPT.organization_by_key["verein"].id


def test_what_is_empty_comes_from_the_typical_offer_and_a_dash_keeps_it_empty() -> None:
    usual = templates()["integrationskurs"]
    row = {"key": "kurs", "template": usual.words["de"].name, "organization": "Verein", "assured_on": "01.03.2026"}
    offer = only(planned("x.csv", sheet({**row, "summary": "Unser Kurs.", "documents": "–", "when": "–"})))
    texts = offer.extension["texts"]
    assert texts["de"] == {
        "name": usual.words["de"].name, "summary": "Unser Kurs.", "who": usual.words["de"].who,
        "register": usual.words["de"].register_, "cost_note": usual.words["de"].cost_note,
    }  # fmt: skip
    assert texts["uk"]["name"] == usual.words["uk"].name
    assert "summary" not in texts["uk"], "a translation of what is no longer said"
    assert offer.extension["fields"] == list(usual.fields)
    assert {"documents", "when"}.isdisjoint(offer.extension)


def test_codes_are_read_as_well_as_words_and_case_is_nothing() -> None:
    row = {**ROW, "fields": "ENCOUNTER;sport und  kultur", "cost": "free", "languages": "uk", "open_to_all": "JA"}
    offer = only(planned("x.csv", sheet(row)))
    assert offer.extension["fields"] == ["encounter", "sports_culture"]
    assert (offer.extension["cost"], offer.extension["open_to_all"]) == ("free", True)
    assert offer.hsds["languages"][0]["code"] == "uk"


def test_further_rows_are_further_places() -> None:
    rows = [{**ROW, **PLACE}, {"key": "treff", **PLACE, "place_name": "Hof", "street": "Gasse 2"}]
    offer = only(planned("x.csv", sheet(*rows)))
    assert [at["location"]["name"] for at in offer.hsds["service_at_locations"]] == ["Halle", "Hof"]


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_sent_out_and_taken_in_again_nothing_has_changed(name: str) -> None:
    assert states(planned(name, exported(name, KEPT), KEPT)) == {"chor": "unchanged"}


def test_one_changed_cell_is_one_changed_field_and_the_rest_stays() -> None:
    offer = changed(phone="0221 4710901")
    assert paths(offer) == ["phone"]
    before = KEPT.offers["chor"]
    assert {**offer.hsds, "phones": None} == {**before.hsds, "phones": None}
    assert offer.hsds["phones"][0]["number"] == "0221 4710901"
    assert offer.extension == before.extension


def test_a_column_that_the_sheet_does_not_have_is_left_alone() -> None:
    offer = only(planned("x.csv", sheet({"key": "chor", "phone": "0221 4710901"}), KEPT))
    assert paths(offer) == ["phone"]
    offer = only(
        planned("x.csv", sheet({"key": "chor", "street": "Neue Gasse 3"}, {"key": "chor", "street": "Gasse 2"}), KEPT)
    )
    assert paths(offer) == ["places"]
    streets = [at["location"]["addresses"][0]["address_1"] for at in offer.hsds["service_at_locations"]]
    assert streets == ["Neue Gasse 3", "Gasse 2"]


def test_a_translation_of_a_text_that_changed_is_not_kept() -> None:
    offer = changed(summary="Wir singen.")
    assert paths(offer) == ["words.de.summary", "words.uk.summary"]
    assert offer.extension["texts"] == {
        "de": {"name": "Chor", "summary": "Wir singen.", "cost_note": "Frei."}, "uk": {"name": "Хор"},
    }  # fmt: skip


def test_a_place_that_stays_is_not_made_anew() -> None:
    first, second = CHOIR_ROWS
    plan = planned("x.csv", sheet({**first, **{name: second.get(name, "") for name in PLACE}}), KEPT)
    before = KEPT.offers["chor"].hsds["service_at_locations"]
    assert only(plan).hsds["service_at_locations"] == [before[1]]


def test_an_emptied_cell_empties_the_field() -> None:
    offer = changed(phone="", hours="", cost_note="")
    assert paths(offer) == ["hours", "phone", "words.de.cost_note"]
    assert {"phones", "schedules", "fees_description"}.isdisjoint(offer.hsds)


def test_another_status_is_taken_over_and_none_leaves_it() -> None:
    assert changed(status="nicht aktiv").hsds["status"] == "inactive"
    assert changed(status="").state == "unchanged"


def test_what_a_sheet_cannot_say_does_not_stand_in_the_way() -> None:
    """A service from elsewhere, with addresses and names that no row could have."""
    service: dict[str, Any] = {
        "id": "5d705d8e-bd5b-50de-8a12-efa5289a31cd", "name": "Long " * 30, "status": "active",
        "organization": {"id": "9a0f5e1f-1af2-5a17-a3a8-435bb03250cb", "name": "Trust", "description": "x"},
        "phones": [
            {"id": "9a0f5e1f-1af2-5a17-a3a8-435bb03250cb", "number": '"+44 1234"'},
            {"id": "5d705d8e-bd5b-50de-8a12-efa5289a31cd", "number": "0221 4710901"},
        ],
        "schedules": [{"id": "9a0f5e1f-1af2-5a17-a3a8-435bb03250cb", "freq": "MONTHLY", "bymonthday": "2"}],
    }  # fmt: skip
    kept = taken_over(planned("x.json", json.dumps(service).encode()), EMPTY)
    assert states(planned("x.csv", exported("x.csv", kept), kept)) == {service["id"]: "unchanged"}
    offer = only(planned("x.csv", sheet({"key": service["id"], "fields": "Gesundheit"}), kept))
    assert paths(offer) == ["fields"]
    assert offer.hsds == kept.offers[service["id"]].hsds
    offer = only(planned("x.csv", sheet({"key": service["id"], "phone": "0221 4710900", "hours": "Mo 9-12"}), kept))
    assert [phone["number"] for phone in offer.hsds["phones"]] == ["0221 4710900", "0221 4710901"]
    assert {one["service_id"] for one in (offer.hsds["phones"][0], *offer.hsds["schedules"])} == {service["id"]}


def test_an_offer_that_lacks_what_its_typical_one_has_says_so_with_a_dash() -> None:
    usual = templates()["integrationskurs"]
    row = {"key": "kurs", "template": usual.id, "organization": "Verein", "assured_on": "01.03.2026", "documents": "–"}
    kept = taken_over(planned("x.csv", sheet(row)), EMPTY)
    assert [row["documents"] for row in rows_of(kept.offers.values(), kept, vocabulary())] == ["–"]
    assert states(planned("x.csv", exported("x.csv", kept), kept)) == {"kurs": "unchanged"}


def test_what_was_at_odds_before_does_not_stand_in_the_way_of_another_change() -> None:
    kept = with_choir(open_to_all=True, minimum_age=12)
    assert paths(only(planned("x.csv", sheet({"key": "chor", "phone": "0221 4710901"}), kept))) == ["phone"]
    (problem,) = planned("x.csv", sheet({"key": "chor", "minimum_age": "13"}), kept).problems
    assert (problem.place.field, problem.kind) == ("Offen für alle", "open_and_not")

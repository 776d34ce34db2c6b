"""The standard as JSON: everything in, everything out, in both shapes; and what it says of a fault."""

import json
from dataclasses import replace
from typing import Any

import pytest

from backend.offers import hsds
from backend.offers.exchange.kept import Kept
from backend.offers.exchange.limits import Refused
from backend.offers.exchange.standard import in_full, maker_of, read_json, write_json
from backend.offers.publishing import in_words
from tests.backend.offers.exchange.directory import EMPTY, FULL, exported, planned, states, taken_over, with_choir

ID = "5d705d8e-bd5b-50de-8a12-efa5289a31cd"
MAKER: dict[str, Any] = {"id": "9a0f5e1f-1af2-5a17-a3a8-435bb03250cb", "name": "Verein für alle", "description": "x"}
LEAST: dict[str, Any] = {"id": ID, "name": "Chor", "status": "active", "organization": MAKER}


def file(document: object) -> bytes:
    return json.dumps(document).encode()


def without_lotse(services: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for service in services:
        del service["lotse"], service["organization"]["lotse"]
    return services


def test_the_full_example_goes_in_and_out_without_loss() -> None:
    kept = taken_over(planned("x.json", file([FULL])), EMPTY)
    assert without_lotse(json.loads(exported("x.json", kept))) == [FULL]
    assert states(planned("x.json", exported("x.json", kept), kept)) == {FULL["id"]: "unchanged"}


def test_what_goes_out_is_valid_after_the_standard() -> None:
    for service in json.loads(exported("x.json", with_choir())):
        hsds.Service.model_validate(service)


@pytest.mark.parametrize(
    "document",
    [
        LEAST,
        [LEAST],
        {"total_items": 1, "contents": [LEAST]},
        {**MAKER, "services": [{"id": ID, "name": "Chor", "status": "active"}]},
        [{**MAKER, "services": [{"id": ID, "name": "Chor", "status": "active"}]}],
    ],
)
def test_every_usual_shape_says_the_same(document: object) -> None:
    incoming = read_json(file(document), EMPTY)
    assert incoming.problems == ()
    (offer,) = incoming.offers
    assert (offer.hsds["name"], offer.hsds["organization_id"]) == ("Chor", MAKER["id"])
    assert {one.key: one.hsds for one in incoming.organizations.values()} == {"verein-fuer-alle": MAKER}


def by_organization(kept: Kept) -> bytes:
    """The other way round, as the standard allows: organisations with their services."""
    made: dict[str, dict[str, Any]] = {}
    for offer in kept.offers.values():
        maker = made.setdefault(str(offer.hsds["organization_id"]), {**maker_of(offer, kept), "services": []})
        maker["services"].append(in_full(offer))
    return json.dumps(list(made.values())).encode()


def test_organisations_with_their_services_come_back_as_they_were() -> None:
    kept = with_choir()
    again = planned("x.json", by_organization(kept), kept)
    assert states(again) == {"chor": "unchanged"}
    elsewhere = taken_over(planned("x.json", by_organization(kept)), EMPTY)
    assert elsewhere.offers["chor"].hsds == kept.offers["chor"].hsds
    assert elsewhere.organization_by_key.keys() == {"verein"}


def test_fields_that_nobody_knows_survive() -> None:
    odd = {**LEAST, "x-own": {"deep": [1, None, "ä"]}, "organization": {**MAKER, "x-own": True}}
    kept = taken_over(planned("x.json", file(odd)), EMPTY)
    (service,) = without_lotse(json.loads(write_json(kept.offers.values(), kept)))
    assert service == {**odd, "organization_id": MAKER["id"]}


def test_a_service_without_lotses_part_gets_the_least_and_a_note() -> None:
    long = "Ein Angebot mit einem sehr langen Namen, " * 5
    plan = planned("x.json", file({**LEAST, "name": long, "description": "Singen."}))
    (offer,) = plan.offers
    assert [(note.kind, note.place.pointer) for note in plan.notes] == [("incomplete", "")]
    assert offer.extension["key"] == ID
    assert len(offer.extension["texts"]["de"]["name"]) <= 90
    assert offer.extension["texts"]["de"]["summary"] == "Singen."
    assert offer.hsds["name"] == long


def test_texts_that_were_the_standards_follow_it_and_others_stay() -> None:
    kept = taken_over(planned("x.json", file({**LEAST, "description": "Alt."})), EMPTY)
    offer = kept.offers[ID]
    by_hand = {**offer.extension, "fields": ["language"]}
    by_hand["texts"] = {"de": {**offer.extension["texts"]["de"], "name": "Unser Chor"}}
    kept = replace(kept, offers={ID: replace(offer, extension=by_hand)})
    plan = planned("x.json", file({**LEAST, "name": "Chor neu", "description": "Neu."}), kept)
    assert plan.offers[0].extension == {
        "key": ID, "fields": ["language"], "texts": {"de": {"name": "Unser Chor", "summary": "Neu."}},
    }  # fmt: skip
    missing = in_words(("who", "when", "places", "funding", "assured_on"))
    assert [note.params["what"] for note in plan.notes] == [missing]


@pytest.mark.parametrize(
    ("document", "pointer", "kind"),
    [
        ([{**LEAST, "status": "open"}], "/0/status", "unknown_value"),
        ([LEAST, {**LEAST, "id": "12"}], "/1/id", "wrong_form"),
        ([{**LEAST, "name": None}], "/0/name", "not_text"),
        ([{"id": ID, "status": "active", "organization": MAKER}], "/0/name", "missing"),
        ([{**LEAST, "phones": [{"id": ID}]}], "/0/phones/0/number", "missing"),
        ([{**LEAST, "minimum_age": "six"}], "/0/minimum_age", "not_a_number"),
        ([{**LEAST, "phones": {}}], "/0/phones", "not_a_list"),
        (["Chor"], "/0", "not_an_object"),
        ([{"id": ID, "name": "Chor", "status": "active"}], "/0/organization_id", "no_organization"),
        ([{**LEAST, "organization_id": ID}], "/0/organization_id", "other_organization"),
        ([{**LEAST, "organization": {"id": ID}}], "/0/organization/name", "missing"),
        ([LEAST, {**LEAST, "id": MAKER["id"], "organization": {**MAKER, "name": "V"}}], "/1/organization",
         "organization_differs"),
        ([LEAST, LEAST], "/1", "doubled"),
        ([{**LEAST, "lotse": {"key": "chor", "fields": ["singing"]}}], "/0/lotse/fields/0", "unknown_value"),
        ([{**LEAST, "lotse": {"key": "Chor!"}}], "/0/lotse/key", "wrong_form"),
        ([{**LEAST, "lotse": {"key": "chor", "extra": 1}}], "/0/lotse/extra", "unknown_field"),
        ([{**LEAST, "lotse": {"key": "chor", "when": "age <", "texts": {"de": {"name": "x"}}}}], "/0/lotse/when",
         "condition"),
        ([{**LEAST, "lotse": {"key": "chor", "overlaps": ["y"], "texts": {"de": {"name": "x"}}}}],
         "/0/lotse/overlaps", "unknown_value"),
        ([{**LEAST, "lotse": {"key": "chor", "documents": ["y"], "texts": {"de": {"name": "x"}}}}],
         "/0/lotse/documents", "unknown_value"),
        ([{**LEAST, "lotse": {"key": "chor"}}], "/0/lotse/texts", "missing"),
        ([{**LEAST, "name": "x" * 201}], "/0/name", "too_long"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(document: object, pointer: str, kind: str) -> None:
    found = {(problem.place.pointer, problem.kind) for problem in planned("x.json", file(document)).problems}
    assert (pointer, kind) in found


def test_keys_and_ids_of_others_are_refused() -> None:
    kept = with_choir()
    other_key = {**LEAST, "id": kept.offers["chor"].id, "lotse": {"key": "x2", "texts": {"de": {"name": "x"}}}}
    other_id = {**LEAST, "lotse": {"key": "chor", "texts": {"de": {"name": "x"}}}}
    for document in (other_key, other_id):
        assert [problem.kind for problem in planned("x.json", file(document), kept).problems] == ["taken"]
    foreign = replace(EMPTY, elsewhere=frozenset({ID}))
    assert [problem.kind for problem in planned("x.json", file(LEAST), foreign).problems] == ["taken"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"7",
        b'"x"',
        b"[" * 99 + b"]" * 99,
        b'[{"name": NaN}]',
        b'[{"name": 1e999}]',
        b'[{"name": "\\ud800"}]',
        b'[{"name": "\\u0000"}]',
    ],
)
def test_what_is_no_such_document_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_json(data, EMPTY)

"""The standard's tables: nothing is lost between a document and its rows; a fault is told with table, row and field."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from backend.offers.exchange.limits import Refused
from backend.offers.exchange.pieces import same
from backend.offers.exchange.tabular import read_tables
from tests.backend.offers.exchange.directory import EMPTY, FULL, exported, planned, states, taken_over, with_choir

ORGANIZATION = "9a0f5e1f-1af2-5a17-a3a8-435bb03250cb"
SERVICE = "5d705d8e-bd5b-50de-8a12-efa5289a31cd"
ORGANIZATIONS = f"id,name,description\n{ORGANIZATION},Verein,x\n"
SERVICES = f"id,organization_id,name,status\n{SERVICE},{ORGANIZATION},Chor,active\n"


def archive(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name, text in files.items():
            written.writestr(f"{name}.csv", text)
    return stream.getvalue()


def tables(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(read.read(name).decode("utf-8"))))
            for name in read.namelist()
            if name.endswith(".csv")
        }


def test_the_full_example_goes_through_its_tables_without_loss() -> None:
    kept = taken_over(planned("x.json", json.dumps([FULL]).encode()), EMPTY)
    data = exported("x.zip", kept)
    plan = planned("x.zip", data)
    assert (plan.problems, [note.kind for note in plan.notes]) == ((), ["incomplete"])
    again = taken_over(plan, EMPTY)
    key = FULL["id"]
    assert same(again.offers[key].hsds, kept.offers[key].hsds)
    assert again.offers[key].extension == kept.offers[key].extension
    maker = FULL["organization_id"]
    assert same(again.organizations[maker].hsds, kept.organizations[maker].hsds)
    assert exported("x.zip", again) == data
    assert states(planned("x.zip", data, kept)) == {key: "unchanged"}


def test_lotses_part_and_the_keys_of_organisations_come_through() -> None:
    kept = with_choir()
    again = taken_over(planned("x.zip", exported("x.zip", kept)), EMPTY)
    assert again.offers["chor"].hsds == kept.offers["chor"].hsds
    assert again.offers["chor"].extension == kept.offers["chor"].extension
    assert again.organization_by_key.keys() == {"verein"}


def test_the_package_describes_every_table_and_every_column() -> None:
    data = exported("x.zip", with_choir())
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        package = json.loads(read.read("datapackage.json"))
        told = {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"]}
        found = {name: read.read(name).decode().split("\r\n")[0].split(",") for name in told}
        assert set(read.namelist()) == {"datapackage.json", *told}
    assert found == told


def test_rows_name_their_owners_and_one_place_stands_there_once() -> None:
    found = tables(exported("x.zip", with_choir()))
    service = found["services"][0]["id"]
    assert {row["service_id"] for row in found["schedules"]} == {service}
    assert {row["location_id"] for row in found["service_at_location"]} == {row["id"] for row in found["locations"]}
    assert json.loads(found["services"][0]["lotse"])["key"] == "chor"


def test_two_objects_of_one_id_that_differ_both_come_out() -> None:
    twice: dict[str, Any] = {
        "id": SERVICE, "name": "Chor", "status": "active",
        "organization": {"id": ORGANIZATION, "name": "Verein", "description": "x"},
        "phones": [{"id": ORGANIZATION, "number": "1"}],
        "contacts": [{"id": ORGANIZATION, "phones": [{"id": ORGANIZATION, "number": "2"}]}],
    }  # fmt: skip
    kept = taken_over(planned("x.json", json.dumps(twice).encode()), EMPTY)
    again = taken_over(planned("x.zip", exported("x.zip", kept)), EMPTY).offers[SERVICE].hsds
    assert [phone["number"] for phone in again["phones"]] == ["1"]
    assert [phone["number"] for phone in again["contacts"][0]["phones"]] == ["2"]


def test_no_cell_becomes_a_formula_and_numbers_stay_numbers() -> None:
    evil = {**FULL, "name": "=HYPERLINK(1)", "phones": [{"id": SERVICE, "number": "+49 221 4710900"}]}
    kept = taken_over(planned("x.json", json.dumps([evil]).encode()), EMPTY)
    found = tables(exported("x.zip", kept))
    assert found["services"][0]["name"] == "'=HYPERLINK(1)"
    assert "+49 221 4710900" in {row["number"] for row in found["phones"]}
    assert taken_over(planned("x.zip", exported("x.zip", kept)), EMPTY).offers[FULL["id"]].hsds["name"] == evil["name"]


def test_rows_that_belong_nowhere_and_tables_that_nobody_knows_are_told() -> None:
    phones = f"id,service_id,number\n{SERVICE},{ORGANIZATION},123\n"
    plan = planned("x.zip", archive(organizations=ORGANIZATIONS, services=SERVICES, phones=phones, songs="id\n1\n"))
    told = {(note.place.table, note.place.row, note.kind) for note in plan.notes}
    assert {("phones.csv", 2, "unconnected"), ("songs.csv", 1, "unknown_table")} <= told
    assert plan.problems == ()


def test_a_term_belongs_to_the_kind_of_object_that_it_names() -> None:
    head = "id,link_id,link_entity,value\n"
    terms = f"{head}{SERVICE},{SERVICE},service,a\n{ORGANIZATION},{SERVICE},location,b\n"
    plan = planned("x.zip", archive(organizations=ORGANIZATIONS, services=SERVICES, attributes=terms))
    assert [term["value"] for term in plan.offers[0].hsds["attributes"]] == ["a"]
    assert [(note.place.row, note.kind) for note in plan.notes if note.place.table == "attributes.csv"] == [
        (3, "unconnected")
    ]


def test_the_other_usual_name_of_a_table_is_read() -> None:
    data = archive(
        organizations=ORGANIZATIONS,
        services=SERVICES,
        service_at_locations=f"id,service_id,location_id\n{ORGANIZATION},{SERVICE},{SERVICE}\n",
        locations=f"id,location_type,name\n{SERVICE},physical,Halle\n",
    )
    (offer,) = planned("x.zip", data).offers
    assert offer.hsds["service_at_locations"][0]["location"]["name"] == "Halle"


@pytest.mark.parametrize(
    ("change", "table", "row", "field", "kind"),
    [
        ({"services": SERVICES.replace("active", "open")}, "services.csv", 2, "status", "unknown_value"),
        ({"services": SERVICES + f",{ORGANIZATION},Chor,active\n"}, "services.csv", 3, "id", "missing"),
        ({"services": SERVICES + SERVICES.split("\n")[1]}, "services.csv", 3, "id", "doubled"),
        ({"services": SERVICES.replace(ORGANIZATION, SERVICE)}, "services.csv", 2, "organization_id",
         "no_organization"),
        ({"organizations": ORGANIZATIONS.replace("Verein", "")}, "organizations.csv", 2, "name", "missing"),
        ({"phones": f"id,service_id,description\n{ORGANIZATION},{SERVICE},x\n"}, "phones.csv", 2, "number", "missing"),
        ({"phones": f"id,service_id,number,extension\n{ORGANIZATION},{SERVICE},1,x\n"}, "phones.csv", 2, "extension",
         "not_a_number"),
        ({"schedules": f"id,service_id,freq\n\n{ORGANIZATION},{SERVICE},DAILY\n"}, "schedules.csv", 3, "freq",
         "unknown_value"),
        ({"service_at_location": f"id,service_id,location_id\n{ORGANIZATION},{SERVICE},{SERVICE}\n",
          "locations": f"id,latitude\n{SERVICE},51\n"}, "locations.csv", 2, "location_type", "missing"),
        ({"services": SERVICES.replace("status", "status,lotse").replace("active", "active,{broken")}, "services.csv",
         2, "lotse", "not_an_object"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_table_row_and_field(
    change: dict[str, str], table: str, row: int, field: str, kind: str
) -> None:
    plan = planned("x.zip", archive(**{"organizations": ORGANIZATIONS, "services": SERVICES, **change}))
    found = {(one.place.table, one.place.row, one.place.field, one.kind) for one in plan.problems}
    assert (table, row, field, kind) in found


@pytest.mark.parametrize("data", [b"", b"PK", archive(organizations=ORGANIZATIONS), archive(services="")])
def test_what_holds_no_services_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_tables(data, EMPTY)

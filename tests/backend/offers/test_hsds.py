"""The standard's objects: what is required, what is checked, and that nothing is lost on the way through."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.offers import hsds

FULL = json.loads((Path(__file__).parent / "data" / "service_full.json").read_text())


def test_a_full_service_goes_through_without_loss() -> None:
    assert hsds.Service.model_validate(FULL).model_dump(mode="json", exclude_unset=True) == FULL


def test_fields_that_the_standard_does_not_know_are_kept() -> None:
    odd = {"id": FULL["id"], "name": "x", "status": "active", "x-own": {"deep": [1, None, "ä"]}, "phones": []}
    assert hsds.Service.model_validate(odd).model_dump(mode="json", exclude_unset=True) == odd


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"status": "open"}, "status"),
        ({"id": "12"}, "id"),
        ({"email": "nobody"}, "email"),
        ({"url": "not an address"}, "url"),
        ({"minimum_age": "six"}, "minimum_age"),
        ({"assured_date": "31.12.2026"}, "assured_date"),
        ({"phones": [{"id": FULL["id"]}]}, "number"),
        ({"schedules": [{"id": FULL["id"], "freq": "DAILY"}]}, "freq"),
        ({"service_at_locations": [{"id": FULL["id"], "location": {"id": FULL["id"]}}]}, "location_type"),
        ({"service_at_locations": [{"id": FULL["id"], "location": {"id": FULL["id"], "location_type": "physical",
          "latitude": "north"}}]}, "latitude"),
    ],
)  # fmt: skip
def test_what_the_standard_forbids_is_refused_by_name(change: dict, field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        hsds.Service.model_validate({**FULL, **change})
    assert field in {str(part) for error in raised.value.errors() for part in error["loc"]}


def test_a_missing_field_that_is_required_is_named() -> None:
    with pytest.raises(ValidationError, match="status"):
        hsds.Service.model_validate({"id": FULL["id"], "name": "x"})

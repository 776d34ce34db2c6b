"""What is kept of an offer, opened."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.offers.entries import Entry
from backend.offers.matching import Spot
from backend.offers.models import Offer

ID = "5d705d8e-bd5b-50de-8a12-efa5289a31cd"


@pytest.mark.parametrize(
    ("latitude", "longitude", "spot"),
    [
        (51.0, 7.0, Spot(51.0, 7.0)),
        (-90.0, 180.0, Spot(-90.0, 180.0)),
        (100.0, 101.0, None),
        (51.0, 181.0, None),
        (51.0, None, None),
    ],
)
def test_no_distance_is_counted_from_where_no_place_can_be(
    latitude: float, longitude: float | None, spot: Spot | None
) -> None:
    location: dict[str, Any] = {"id": ID, "location_type": "physical", "latitude": latitude, "longitude": longitude}
    service = {"id": ID, "name": "x", "status": "active", "service_at_locations": [{"id": ID, "location": location}]}
    row = Offer(key="x", hsds=service, extension={"key": "xy", "texts": {"de": {"name": "x"}}})
    assert Entry.of(row).candidate(datetime(2026, 3, 2, tzinfo=UTC)).places == ((None, spot),)

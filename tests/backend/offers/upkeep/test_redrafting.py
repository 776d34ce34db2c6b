"""An entry as a draft and back: nothing is changed that nobody changed, and nothing is lost that a draft cannot say."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from backend.core.clock import LOCAL_ZONE
from backend.offers import hsds
from backend.offers.drafts import Appointment, Draft, Opening, PlaceDraft, service_in_standard
from backend.offers.schemas import Extension, Words
from backend.offers.upkeep.redrafting import brought_together, draft_of, in_kept_order, revised

TENANT = "kreis"
ANOTHER = "00000000-0000-4000-8000-000000000001"
FULL = hsds.Service.model_validate(json.loads((Path(__file__).parents[1] / "data" / "service_full.json").read_text()))
PLACE = PlaceDraft(key="haus", name="Haus", street="Markt 1", postal_code="00001", city="Neustadt", town="neustadt")
MAY = datetime(2026, 5, 1, tzinfo=LOCAL_ZONE)
DRAFT = Draft(
    key="kurs", organization="verein", fields=("language",), words={"de": Words(name="Kurs", summary="Ein Kurs.")},
    places=(PLACE,), phone="0221 4710500", languages=("de", "ar"), documents=("id_document",), funding="Land",
    hours=(Opening(byday="MO,WE", opens_at="09:00", closes_at="12:00"),), municipalities=("neustadt",), cost="free",
    dates=(Appointment(start=MAY.replace(hour=8), end=MAY.replace(hour=9)),),
    assured_on="2026-03-02", minimum_age=18,
)  # fmt: skip


@cache
def imported() -> tuple[hsds.Service, Extension]:
    """A service with everything that the standard has, as somebody else wrote it."""
    further = {
        "phones": [*(FULL.phones or ()), hsds.Phone(id=ANOTHER, number="0221 4710888", description="Büro")],
        "schedules": [*(FULL.schedules or ()), hsds.Schedule(id=ANOTHER, freq="MONTHLY", bymonthday="1")],
    }
    extension = Extension(key="voll", fields=("work",), texts={"de": Words(name=FULL.name)})
    return FULL.model_copy(update=further), extension


def test_a_draft_that_was_kept_reads_as_it_was_written() -> None:
    found = draft_of(*service_in_standard(TENANT, DRAFT), "verein")
    places = [place.model_dump(exclude={"key"}) for place in found.places]
    assert places == [PLACE.model_dump(exclude={"key"})]
    assert found.model_copy(update={"places": DRAFT.places}) == DRAFT


CHANGES = [
    {}, {"phone": "0221 4710999"}, {"languages": ("uk",)}, {"hours": ()}, {"dates": ()},
    {"cost": "paid"}, {"funding": "Bund"}, {"documents": ()}, {"municipalities": ()}, {"places": ()},
    {"places": (PLACE,)}, {"words": {"de": Words(name="Neu", summary="Neu.")}}, {"email": "info@neu.example"},
    {"minimum_age": None}, {"assured_on": None}, {"open_to_all": True}, {"valid_until": "2026-12-31"},
    {"fields": ("work", "school")}, {"hours": (Opening(byday="FR", opens_at="08:00", closes_at="09:00"),)},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("kept", ["written", "imported"])
def test_exactly_what_was_changed_is_changed(change: dict, kept: str) -> None:
    service, extension = service_in_standard(TENANT, DRAFT) if kept == "written" else imported()
    before = draft_of(service, extension, "verein")
    after = Draft.model_validate({**before.model_dump(by_alias=True), **change})
    now, added = revised(TENANT, service, extension, before, after)
    again = draft_of(now, added, "verein")
    fields = [name for name in Draft.model_fields if name != "places"]
    assert [(name, getattr(again, name)) for name in fields] == [(name, getattr(after, name)) for name in fields]
    assert [p.model_dump(exclude={"key"}) for p in again.places] == [
        p.model_dump(exclude={"key"}) for p in after.places
    ]
    if not change:
        assert (now, added) == (service, extension)
    hsds.Service.model_validate(now.model_dump(mode="json", exclude_none=True))


def test_what_a_draft_cannot_say_of_an_import_survives_every_change() -> None:
    service, extension = imported()
    before = draft_of(service, extension, "verein")
    after = before.model_copy(update={"phone": "0221 4710999", "hours": (), "languages": ("uk",)})
    now, _ = revised(TENANT, service, extension, before, after)
    changed = {"phones", "schedules", "languages"}
    kept, was = (record.model_dump(mode="json", exclude=changed) for record in (now, service))
    assert kept == was
    assert [phone.number for phone in now.phones or ()] == ["0221 4710999", "0221 4710888"]
    assert (now.phones or [])[1] == (service.phones or [])[1]
    assert now.schedules == service.schedules


def test_a_number_that_is_taken_out_makes_room_for_the_next_one() -> None:
    for kept, left in ((service_in_standard(TENANT, DRAFT), None), (imported(), "0221 4710888")):
        before = draft_of(*kept, "verein")
        now = revised(TENANT, *kept, before, before.model_copy(update={"phone": None}))
        assert draft_of(*now, "verein").phone == left


def test_a_changed_place_keeps_what_a_draft_does_not_say_of_it() -> None:
    service, extension = service_in_standard(TENANT, DRAFT)
    (at,) = service.service_at_locations or ()
    assert at.location
    rich = at.model_copy(
        update={
            "location": at.location.model_copy(
                update={
                    "description": "Im Hof",
                    "accessibility": [hsds.Accessibility(id=service.id, description="Aufzug nur vormittags")],
                }
            )
        }
    )
    service = service.model_copy(update={"service_at_locations": [rich]})
    before = draft_of(service, extension, "verein")
    place = before.places[0].model_copy(update={"street": "Neue Straße 2", "accessibility": ("lift",)})
    now, _ = revised(TENANT, service, extension, before, before.model_copy(update={"places": (place,)}))
    location = (now.service_at_locations or [])[0].location
    assert location is not None
    assert (location.id, location.description) == (rich.location.id, "Im Hof")
    assert [help_.description for help_ in location.accessibility or ()] == ["lift", "Aufzug nur vormittags"]
    assert (location.addresses or [])[0].address_1 == "Neue Straße 2"


def test_another_order_of_choices_is_no_change() -> None:
    hours = (Opening(byday="WE,MO", opens_at="09:00", closes_at="12:00"),)
    after = DRAFT.model_copy(update={"languages": ("ar", "de"), "hours": hours})
    assert in_kept_order(DRAFT, after) == DRAFT
    assert in_kept_order(DRAFT, after.model_copy(update={"languages": ("uk", "de")})).languages == ("de", "uk")


def test_two_changes_are_brought_together_and_where_both_changed_something_mine_holds() -> None:
    mine = DRAFT.model_copy(
        update={"phone": "1", "url": "https://mine.example", "words": {"de": Words(name="Kurs", summary="Mine.")}}
    )
    theirs = DRAFT.model_copy(
        update={"phone": "2", "email": "a@b.example", "words": {"de": Words(name="Theirs", summary="Ein Kurs.")}}
    )
    both = brought_together(DRAFT, mine, theirs)
    assert (both.phone, both.url, both.email) == ("1", "https://mine.example", "a@b.example")
    assert both.words == {"de": Words(name="Theirs", summary="Mine.")}

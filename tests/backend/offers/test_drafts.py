"""What somebody writes down becomes a service of the standard: every word of it, and the same one at every time."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from backend.core.clock import LOCAL_ZONE
from backend.offers import hsds
from backend.offers.drafts import (
    ACCESSIBILITY,
    Appointment,
    Draft,
    Opening,
    OrganizationDraft,
    PlaceDraft,
    from_template,
    organization_in_standard,
    service_in_standard,
    stable_id,
)
from backend.offers.entries import Entry
from backend.offers.models import Offer
from backend.offers.schemas import Extension, Words
from backend.offers.templates import templates
from tests.support.offers import draft

PLACE = PlaceDraft(
    key="haus", name="Haus der Probe", street="Musterweg 1", postal_code="00000", city="Neudorf", town="neudorf",
    latitude=54.5, longitude=5.5, accessibility=ACCESSIBILITY, transportation="Bus 7",
)  # fmt: skip
START, END = datetime(2026, 3, 30, 8, tzinfo=UTC), datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
FULL = Draft(
    key="kurs-1", template="integrationskurs", organization="verein", fields=("language", "school"),
    needs=("language",),
    words={
        "de": Words(name="Kurs", summary="Ein Kurs.", who="Für alle.", register="Anrufen.", cost_note="Zehn Euro."),
        "uk": Words(name="Курс", summary="Це курс.", who="Для всіх.", register="Дзвонити.", cost_note="Десять."),
    },
    places=(PLACE,), phone="+49 30 23125 000", email="kurs@verein.example", url="https://verein.example/kurs",
    languages=("de", "uk"), hours=(Opening(byday="MO,WE", opens_at="09:00", closes_at="12:30"),),
    dates=(Appointment(start=START, end=END),), municipalities=("neudorf",), cost="reduced", documents=("id_document",),
    when="age >= 18", minimum_age=18, maximum_age=26, ages_of="child", anonymous=True, no_reporting_duty=True,
    funding="Land", predecessors=("sprachpaten",), successors=("fsj",), overlaps=("frauenschwimmen",),
    assured_on=date(2026, 3, 1), valid_until=date(2026, 12, 31),
)  # fmt: skip
#: Where in the standard each field of a draft arrives that Lotse's extension has no place for.
ARRIVES: dict[str, Any] = {
    "organization": lambda s: s.organization_id == stable_id("kreis", "organization", "verein"),
    "words": lambda s: (
        (s.name, s.description, s.eligibility_description, s.application_process, s.fees_description)
        == ("Kurs", "Ein Kurs.", "Für alle.", "Anrufen.", "Zehn Euro.")
    ),
    "places": lambda s: place_of(s) == PLACE.model_dump(exclude={"key"}),
    "phone": lambda s: [phone.number for phone in s.phones] == [FULL.phone],
    "email": lambda s: s.email == FULL.email,
    "url": lambda s: s.url == FULL.url,
    "languages": lambda s: tuple(language.code for language in s.languages) == FULL.languages,
    "hours": lambda s: (
        [(h.freq, h.byday, h.opens_at, h.closes_at) for h in s.schedules if h.freq]
        == [("WEEKLY", "MO,WE", "09:00", "12:30")]
    ),
    "dates": lambda s: (
        [(d.dtstart, d.until, d.opens_at, d.closes_at, d.count) for d in s.schedules if not d.freq]
        == [("2026-03-30", "2026-03-30", "10:00", "11:30", 1)]
    ),
    "minimum_age": lambda s: s.minimum_age == 18,
    "maximum_age": lambda s: s.maximum_age == 26,
    "funding": lambda s: [funding.source for funding in s.funding] == ["Land"],
    "assured_on": lambda s: s.assured_date == "2026-03-01",
}
#: What stands in the extension, and in the standard too.
IN_BOTH: dict[str, Any] = {
    "municipalities": lambda s: [area.extent for area in s.service_areas] == ["neudorf"],
    "cost": lambda s: [cost.option for cost in s.cost_options] == ["reduced"],
    "documents": lambda s: len(s.required_documents) == 1 and s.required_documents[0].document,
}


def place_of(service: hsds.Service) -> dict[str, Any]:
    """The place as it was written down."""
    (at,) = service.service_at_locations or ()
    location = at.location
    (address,) = location.addresses
    return {
        "name": location.name, "street": address.address_1, "postal_code": address.postal_code, "city": address.city,
        "town": location.external_identifier, "latitude": location.latitude, "longitude": location.longitude,
        "accessibility": tuple(help_.description for help_ in location.accessibility),
        "transportation": location.transportation,
    }  # fmt: skip


def opened(written: Draft) -> Entry:
    """As it comes out of the database again."""
    service, extension = service_in_standard("kreis", written)
    kept = json.loads(service.model_dump_json(exclude_none=True))
    added = json.loads(extension.model_dump_json(by_alias=True, exclude_defaults=True))
    return Entry.of(Offer(hsds=kept, extension=added, assured_on=written.assured_on))


def test_this_draft_says_everything_that_a_draft_can_say() -> None:
    said = FULL.model_fields_set
    assert set(Draft.model_fields) - said == {"open_to_all"}  # which would contradict the condition
    assert all(getattr(FULL, name) != field.default for name, field in Draft.model_fields.items() if name in said)


@pytest.mark.parametrize("field", sorted(Draft.model_fields))
def test_every_field_of_a_draft_arrives(field: str) -> None:
    entry = opened(FULL)
    if field in ARRIVES:
        assert ARRIVES[field](entry.service)
    else:
        assert getattr(entry.extension, field) == getattr(FULL, field)
        assert IN_BOTH.get(field, bool)(entry.service)


def test_the_words_of_every_language_arrive() -> None:
    assert opened(FULL).extension.texts == FULL.words


def test_open_to_all_arrives() -> None:
    assert opened(draft("kurs", open_to_all=True)).extension.open_to_all


@pytest.mark.parametrize("zone", [UTC, LOCAL_ZONE, None])
def test_a_date_is_the_same_moment_in_whatever_zone_it_was_written(zone: Any) -> None:
    start, end = ((at.astimezone(zone or LOCAL_ZONE)) for at in (START, END))
    if zone is None:
        start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
    assert opened(draft("kurs", dates=(Appointment(start=start, end=end),))).dates() == [(START, END)]


def test_a_date_over_midnight_ends_on_the_next_day() -> None:
    start, end = datetime(2026, 3, 7, 22, tzinfo=LOCAL_ZONE), datetime(2026, 3, 8, 1, tzinfo=LOCAL_ZONE)
    assert opened(draft("fest", dates=(Appointment(start=start, end=end),))).dates() == [(start, end)]


def test_what_was_not_said_is_not_there() -> None:
    service, _ = service_in_standard("kreis", draft("kurs", places=(), funding=None))
    for name in ("phones", "schedules", "service_areas", "service_at_locations", "funding", "cost_options",
                 "required_documents", "email", "url", "fees_description"):  # fmt: skip
        assert getattr(service, name) is None, name


def test_the_same_draft_makes_the_same_service_and_another_tenant_another() -> None:
    assert service_in_standard("kreis", FULL) == service_in_standard("kreis", FULL)
    here, there = (json.loads(service_in_standard(tenant, FULL)[0].model_dump_json()) for tenant in ("kreis", "stadt"))
    assert not ids(here) & ids(there)
    assert ids(here) == ids(json.loads(opened(FULL).service.model_dump_json()))


def ids(document: Any) -> set[str]:
    """Every id in it."""
    if isinstance(document, list):
        return set().union(*map(ids, document))
    if isinstance(document, dict):
        return {document["id"]}.union(*map(ids, document.values()))
    return set()


def test_an_organisation_arrives() -> None:
    written = OrganizationDraft(
        key="v", name="Verein", description="Probe.", email="v@verein.example", website="https://verein.example"
    )
    made = organization_in_standard("kreis", written)
    assert made.id == stable_id("kreis", "organization", "v")
    assert {name: getattr(made, name) for name in ("name", "description", "email", "website")} == written.model_dump(
        include={"name", "description", "email", "website"}
    )


def test_every_typical_offer_makes_a_service() -> None:
    for template in templates().values():
        said = from_template(template)
        _, extension = service_in_standard("kreis", draft(template.id.replace("_", "-"), **said))
        assert isinstance(extension, Extension)
        assert (extension.template, extension.when) == (template.id, template.suits.when)


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("hours", ({"byday": "MO;TU", "opens_at": "09:00", "closes_at": "10:00"},)),
        ("hours", ({"byday": "MO", "opens_at": "24:00", "closes_at": "10:00"},)),
        ("places", ({**PLACE.model_dump(), "postal_code": "123"},)),
        ("places", ({**PLACE.model_dump(), "latitude": 91},)),
        ("places", ({**PLACE.model_dump(), "accessibility": ("wings",)},)),
        ("fields", ("weather",)),
        ("cost", "cheap"),
        ("weather", "fine"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(what: str, value: Any) -> None:
    with pytest.raises(ValidationError) as raised:
        Draft.model_validate({**FULL.model_dump(), what: value})
    assert {error["loc"][0] for error in raised.value.errors()} == {what}

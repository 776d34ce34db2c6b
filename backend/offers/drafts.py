"""An offer as somebody writes it down: the fields of a form, a row of a table, an entry of the demo. Becomes a service
of the standard with Lotse's extension, and can be read out of one again."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.core.clock import LOCAL_ZONE
from backend.offers import hsds
from backend.offers.schemas import Cost, Extension, FieldOfAction, Strict, Words
from backend.offers.templates import Template, documents
from locales.languages import SOURCE

COUNTRY = "DE"
STATE = "Nordrhein-Westfalen"
#: Kinds of help with a disability that a place can have; their names are texts ("accessibility.*").
ACCESSIBILITY = ("step_free", "lift", "accessible_toilet", "induction_loop", "parking")
type Helps = Literal["step_free", "lift", "accessible_toilet", "induction_loop", "parking"]
_NAMESPACE = uuid.UUID("6f1a5c0e-5a40-4c38-9d5e-0d2d1f4b7a11")
_COURSE, _HOURS = "course", "hours"


def stable_id(*parts: str) -> str:
    """The same id for the same thing, so that loading it twice makes one of it."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


class Opening(Strict):
    """Weekdays (MO..SU, with commas) and a time."""

    byday: Annotated[str, Field(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$")]
    opens_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Appointment(Strict):
    """One date."""

    start: datetime
    end: datetime


class PlaceDraft(Strict):
    """A place, once for all offers that are there."""

    key: str
    name: str
    street: str
    postal_code: Annotated[str, Field(pattern=r"^\d{5}$")]
    #: The name of the town, and its key if it is one of the tenant's.
    city: str
    town: str | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    accessibility: tuple[Helps, ...] = ()
    transportation: str | None = None


class OrganizationDraft(Strict):
    """Who makes offers."""

    key: str
    name: str
    description: str
    email: str | None = None
    website: str | None = None
    #: Holds for all its offers.
    no_reporting_duty: bool = False


class Draft(Strict):
    """An offer."""

    key: str
    template: str | None = None
    organization: str
    fields: tuple[FieldOfAction, ...]
    needs: tuple[str, ...] = ()
    words: dict[str, Words]
    places: tuple[PlaceDraft, ...] = ()
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    languages: tuple[str, ...] = (SOURCE,)
    hours: tuple[Opening, ...] = ()
    dates: tuple[Appointment, ...] = ()
    municipalities: tuple[str, ...] = ()
    cost: Cost = "unknown"
    documents: tuple[str, ...] = ()
    open_to_all: bool = False
    when: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    ages_of: Literal["person", "child"] = "person"
    anonymous: bool = False
    no_reporting_duty: bool = False
    funding: str | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    #: None: nobody has said yet that it is right, so nobody is shown it.
    assured_on: date | None
    valid_until: date | None = None


def from_template(template: Template) -> dict[str, Any]:
    """What a typical offer already says about one of its kind."""
    return {
        "template": template.id,
        "fields": template.fields,
        "needs": template.needs,
        "words": dict(template.words),
        "cost": template.cost,
        "documents": template.documents,
        "open_to_all": template.open_to_all,
        "when": template.suits.when,
        "minimum_age": template.suits.minimum_age,
        "maximum_age": template.suits.maximum_age,
        "ages_of": template.suits.ages_of,
        "anonymous": template.anonymous,
    }


def organization_in_standard(tenant: str, draft: OrganizationDraft) -> hsds.Organization:
    """An organisation as the standard has it."""
    return hsds.Organization(
        id=stable_id(tenant, "organization", draft.key),
        name=draft.name,
        description=draft.description,
        email=draft.email,
        website=draft.website,
    )


def service_in_standard(tenant: str, draft: Draft) -> tuple[hsds.Service, Extension]:
    """An offer as a service of the standard, and what the standard has no name for."""
    number = stable_id(tenant, "service", draft.key)
    german = draft.words[SOURCE]
    named = documents(SOURCE)

    def of_it(kind: str, name: str) -> dict[str, Any]:
        return {"id": stable_id(number, kind, name), "service_id": number}

    service = hsds.Service(
        id=number,
        organization_id=stable_id(tenant, "organization", draft.organization),
        name=german.name,
        description=german.summary or None,
        status="active",
        url=draft.url,
        email=draft.email,
        application_process=german.register_ or None,
        eligibility_description=german.who or None,
        fees_description=german.cost_note or None,
        minimum_age=draft.minimum_age,
        maximum_age=draft.maximum_age,
        assured_date=draft.assured_on.isoformat() if draft.assured_on else None,
        phones=[hsds.Phone(number=draft.phone, **of_it("phone", draft.phone))] if draft.phone else None,
        languages=[hsds.Language(code=code, **of_it("language", code)) for code in draft.languages],
        schedules=[*_hours(draft, number), *_dates(draft, number)] or None,
        service_areas=[hsds.ServiceArea(name=town, extent=town, **of_it("area", town)) for town in draft.municipalities]
        or None,
        service_at_locations=[_at(tenant, number, place) for place in draft.places] or None,
        funding=[hsds.Funding(source=draft.funding, **of_it("funding", draft.funding))] if draft.funding else None,
        cost_options=[_cost(draft.cost, of_it("cost", draft.cost))] if draft.cost != "unknown" else None,
        required_documents=[
            hsds.RequiredDocument(document=named[document], **of_it("document", document))
            for document in draft.documents
        ]
        or None,
    )
    shared = set(Extension.model_fields) & set(Draft.model_fields)
    extension = Extension(texts=draft.words, **{name: getattr(draft, name) for name in shared})
    return service, extension


def _cost(cost: Cost, of_it: dict[str, Any]) -> hsds.CostOption:
    return hsds.CostOption(option=cost, amount=0 if cost == "free" else None, currency="EUR", **of_it)


def _hours(draft: Draft, service: str) -> list[hsds.Schedule]:
    return [
        hsds.Schedule(
            id=stable_id(service, _HOURS, opening.byday, opening.opens_at),
            service_id=service,
            freq="WEEKLY",
            byday=opening.byday,
            opens_at=opening.opens_at,
            closes_at=opening.closes_at,
        )
        for opening in draft.hours
    ]


def _dates(draft: Draft, service: str) -> list[hsds.Schedule]:
    return [
        hsds.Schedule(
            id=stable_id(service, _COURSE, when.start.isoformat()),
            service_id=service,
            dtstart=start.date().isoformat(),
            until=end.date().isoformat(),
            opens_at=f"{start:%H:%M}",
            closes_at=f"{end:%H:%M}",
            count=1,
        )
        for when in draft.dates
        for start, end in [(_on_the_clock(when.start), _on_the_clock(when.end))]
    ]


def _on_the_clock(moment: datetime) -> datetime:
    """As the clocks of the place show it; what names no zone is that already."""
    return moment.astimezone(LOCAL_ZONE) if moment.tzinfo else moment


def _at(tenant: str, service: str, place: PlaceDraft) -> hsds.ServiceAtLocation:
    location = stable_id(tenant, "location", place.key)
    return hsds.ServiceAtLocation(
        id=stable_id(service, "at", place.key),
        service_id=service,
        location_id=location,
        location=hsds.Location(
            id=location,
            location_type="physical",
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            transportation=place.transportation,
            external_identifier=place.town,
            external_identifier_type="municipality" if place.town else None,
            addresses=[
                hsds.Address(
                    id=stable_id(location, "address"),
                    location_id=location,
                    address_1=place.street,
                    city=place.city,
                    state_province=STATE,
                    postal_code=place.postal_code,
                    country=COUNTRY,
                    address_type="physical",
                )
            ],
            accessibility=[
                hsds.Accessibility(id=stable_id(location, "help", help_), location_id=location, description=help_)
                for help_ in place.accessibility
            ]
            or None,
        ),
    )

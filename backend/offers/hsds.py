"""The Open Referral Human Services Data Specification 3.0 as it is read and written: names, required fields, types.

Every object keeps fields that the standard does not know (it allows them), so that what comes in goes out unchanged.
Standard: https://docs.openreferral.org, version 3.0.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AnyUrl, BaseModel, ConfigDict, EmailStr, TypeAdapter

VERSION = "3.0"

WEB = TypeAdapter(AnyUrl)
MAIL = TypeAdapter(EmailStr)


def _as_written[Text](adapter: TypeAdapter[Text]) -> AfterValidator:
    """Checks, and keeps what was written: an address that is written anew is no longer what came in."""

    def check(text: str) -> str:
        adapter.validate_python(text)
        return text

    return AfterValidator(check)


def _is_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _is_moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _is_id(text: str) -> str:
    UUID(text)
    return text


type Uri = Annotated[str, _as_written(WEB)]
type Mail = Annotated[str, _as_written(MAIL)]
type Day = Annotated[str, AfterValidator(_is_day)]
type Moment = Annotated[str, AfterValidator(_is_moment)]
type Id = Annotated[str, AfterValidator(_is_id)]
type Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
type Place = Literal["physical", "postal", "virtual"]
type Status = Literal["active", "inactive", "defunct", "temporarily closed"]


class Record(BaseModel):
    """One object of the standard."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    id: Id

    def as_kept(self) -> dict[str, Any]:
        """As it is kept: plain JSON, without what is not said."""
        document: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return document


class Metadata(Record):
    """What was changed, when and by whom."""

    resource_id: Id | None = None
    resource_type: str | None = None
    last_action_date: str
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class Taxonomy(Record):
    """A list of terms."""

    name: str
    description: str
    uri: Uri | None = None
    version: str | None = None
    metadata: list[Metadata] | None = None


class TaxonomyTerm(Record):
    """A term of a taxonomy."""

    name: str
    description: str
    code: str | None = None
    parent_id: Id | None = None
    taxonomy: str | None = None
    taxonomy_id: Id | None = None
    taxonomy_detail: Taxonomy | None = None
    language: str | None = None
    term_uri: Uri | None = None
    metadata: list[Metadata] | None = None


class Attribute(Record):
    """A term put to an object."""

    link_id: Id | None = None
    taxonomy_term_id: Id | None = None
    link_type: str | None = None
    link_entity: str | None = None
    value: str | None = None
    taxonomy_term: TaxonomyTerm | None = None
    metadata: list[Metadata] | None = None


class Described(Record):
    """An object that can carry terms and a history."""

    attributes: list[Attribute] | None = None
    metadata: list[Metadata] | None = None


class Language(Described):
    """A language that is spoken there: ``code`` as in ISO 639."""

    service_id: Id | None = None
    location_id: Id | None = None
    phone_id: Id | None = None
    name: str | None = None
    code: str | None = None
    note: str | None = None


class Phone(Described):
    """A number to call."""

    number: str
    location_id: Id | None = None
    service_id: Id | None = None
    organization_id: Id | None = None
    contact_id: Id | None = None
    service_at_location_id: Id | None = None
    extension: float | None = None
    type: str | None = None
    description: str | None = None
    languages: list[Language] | None = None


class Contact(Described):
    """Somebody to turn to."""

    organization_id: Id | None = None
    service_id: Id | None = None
    service_at_location_id: Id | None = None
    location_id: Id | None = None
    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: Mail | None = None
    phones: list[Phone] | None = None


class Schedule(Described):
    """When: opening hours, or dates (after RFC 5545)."""

    service_id: Id | None = None
    location_id: Id | None = None
    service_at_location_id: Id | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    dtstart: str | None = None
    timezone: float | None = None
    until: str | None = None
    count: float | None = None
    wkst: Weekday | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: float | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    schedule_link: Uri | None = None
    attending_type: str | None = None
    notes: str | None = None


class Accessibility(Described):
    """What helps people with a disability there."""

    location_id: Id | None = None
    description: str | None = None
    details: str | None = None
    url: Uri | None = None


class Address(Described):
    """Where letters go, or where people go."""

    location_id: Id | None = None
    attention: str | None = None
    address_1: str
    address_2: str | None = None
    city: str
    region: str | None = None
    state_province: str
    postal_code: str
    country: str
    address_type: Place


class Location(Described):
    """A place."""

    location_type: Place
    url: Uri | None = None
    organization_id: Id | None = None
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    #: The standard sets no limits; its own example lies beyond the pole.
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    languages: list[Language] | None = None
    addresses: list[Address] | None = None
    contacts: list[Contact] | None = None
    accessibility: list[Accessibility] | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None


class ServiceAtLocation(Described):
    """A service at a place, with what is particular there."""

    service_id: Id | None = None
    location_id: Id | None = None
    description: str | None = None
    contacts: list[Contact] | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    location: Location | None = None


class ServiceArea(Described):
    """For whom, by where they live."""

    service_id: Id | None = None
    name: str | None = None
    description: str | None = None
    extent: str | None = None
    extent_type: str | None = None
    uri: str | None = None


class Funding(Described):
    """Who pays for it."""

    organization_id: Id | None = None
    service_id: Id | None = None
    source: str | None = None


class CostOption(Described):
    """What it costs people."""

    service_id: Id | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    option: str | None = None
    currency: str | None = None
    amount: float | None = None
    amount_description: str | None = None


class RequiredDocument(Described):
    """What to bring."""

    service_id: Id | None = None
    document: str | None = None
    uri: Uri | None = None


class Program(Described):
    """What several services belong to."""

    organization_id: Id | None = None
    name: str
    description: str
    alternate_name: str | None = None


class OrganizationIdentifier(Described):
    """A number under which a register knows an organisation."""

    organization_id: Id | None = None
    identifier_scheme: str | None = None
    identifier_type: str
    identifier: str


class Organization(Described):
    """Who offers it."""

    name: str
    description: str
    alternate_name: str | None = None
    email: Mail | None = None
    website: Uri | None = None
    tax_status: str | None = None
    tax_id: str | None = None
    year_incorporated: float | None = None
    legal_status: str | None = None
    logo: str | None = None
    uri: Uri | None = None
    parent_organization_id: Id | None = None
    funding: list[Funding] | None = None
    contacts: list[Contact] | None = None
    phones: list[Phone] | None = None
    locations: list[Location] | None = None
    programs: list[Program] | None = None
    organization_identifiers: list[OrganizationIdentifier] | None = None


class Service(Described):
    """What is offered, with all that belongs to it."""

    organization_id: Id | None = None
    program_id: Id | None = None
    name: str
    alternate_name: str | None = None
    description: str | None = None
    url: Uri | None = None
    email: Mail | None = None
    status: Status
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    wait_time: str | None = None
    fees: str | None = None
    accreditations: str | None = None
    eligibility_description: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    assured_date: Day | None = None
    assurer_email: Mail | None = None
    licenses: str | None = None
    alert: str | None = None
    last_modified: Moment | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    service_areas: list[ServiceArea] | None = None
    service_at_locations: list[ServiceAtLocation] | None = None
    languages: list[Language] | None = None
    organization: Organization | None = None
    funding: list[Funding] | None = None
    cost_options: list[CostOption] | None = None
    program: Program | None = None
    required_documents: list[RequiredDocument] | None = None
    contacts: list[Contact] | None = None

"""The directory in public: a read-only API after HSDS 3.0 (``/hsds``), and the dates of an offer as a calendar file."""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Annotated, Any

import icalendar
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from backend.core.context import Context
from backend.core.errors import NotFound
from backend.offers import hsds
from backend.offers.entries import Entry
from backend.offers.models import OfferOrganization
from backend.offers.schemas import EXTENSION, FieldOfAction
from backend.offers.shelf import Shelved
from backend.organisations import directory
from locales.languages import SOURCE, base_of

MOST_PER_PAGE = 100
#: One-to-one fields of a service: what a list shows, unless everything is asked for.
LISTED = frozenset(name for name, field in hsds.Service.model_fields.items() if "list" not in str(field.annotation))


class About(BaseModel):
    """What this API is."""

    version: str
    profile: str
    openapi_url: str


class Page(BaseModel):
    """A page of a list, as the standard has it."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PerPage = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
Code = Annotated[str, Field(max_length=16)]


def offers_api(context: Context) -> APIRouter:
    """The routes. Only what is current is public."""
    router = APIRouter(tags=["directory"])
    _add_standard(router, context)
    _add_calendar(router, context)
    return router


async def _shelved(context: Context) -> Shelved:
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        return await context.shelf.of(session, tenant.id)


async def _public(context: Context) -> list[Entry]:
    return (await _shelved(context)).current(context.clock())


def _add_standard(router: APIRouter, context: Context) -> None:
    @router.get("/hsds")
    async def about(request: Request) -> About:
        """What this API is, and which version of the standard it follows."""
        address = str(request.base_url).rstrip("/")
        return About(version=hsds.VERSION, profile=f"{address}/hsds", openapi_url=f"{address}/openapi.json")

    @router.get("/hsds/services")
    async def services(
        page: PageNumber = 1,
        per_page: PerPage = 20,
        *,
        full: bool = False,
        language: Code | None = None,
        area: Annotated[str, Field(max_length=64)] | None = None,
        field: FieldOfAction | None = None,
        organization_id: uuid.UUID | None = None,
    ) -> Page:
        """Services by page; by a language that is spoken there, a town whose people it is for, a field of action."""
        found = [
            entry
            for entry in await _public(context)
            if _suits(entry, language=language, area=area, field=field, organization=organization_id)
        ]
        return _page(found, page, per_page, lambda entry: _service(entry, full=full))

    @router.get("/hsds/services/{service_id}")
    async def service(service_id: uuid.UUID) -> dict[str, Any]:
        """One service with everything that belongs to it."""
        entry = next((entry for entry in await _public(context) if entry.row.id == service_id), None)
        if entry is None:
            raise NotFound
        whole = _service(entry, full=True)
        async with context.database.reading() as session:
            organization = await session.get_one(OfferOrganization, entry.row.organization_id)
        return {**whole, "organization": organization.hsds}

    @router.get("/hsds/organizations")
    async def organizations(page: PageNumber = 1, per_page: PerPage = 20) -> Page:
        """Who makes offers, by page."""
        return _page(await _organizations(context), page, per_page, lambda row: row.hsds)

    @router.get("/hsds/organizations/{organization_id}")
    async def organization(organization_id: uuid.UUID) -> dict[str, Any]:
        """One organisation."""
        row = next((row for row in await _organizations(context) if row.id == organization_id), None)
        if row is None:
            raise NotFound
        return row.hsds


async def _organizations(context: Context) -> list[OfferOrganization]:
    ids = {entry.row.organization_id for entry in await _public(context)}
    async with context.database.reading() as session:
        rows = [await session.get_one(OfferOrganization, key) for key in ids]
    return sorted(rows, key=lambda row: row.key)


def _suits(
    entry: Entry, *, language: str | None, area: str | None, field: str | None, organization: uuid.UUID | None
) -> bool:
    spoken = {spoken.code for spoken in entry.service.languages or ()}
    towns = set(entry.extension.municipalities)
    return (
        (language is None or base_of(language) in spoken)
        and (area is None or not towns or area in towns)
        and (field is None or field in entry.extension.fields)
        and (organization is None or organization == entry.row.organization_id)
    )


def _service(entry: Entry, *, full: bool) -> dict[str, Any]:
    """As the standard has it; what Lotse adds stands under a name of its own, which the standard allows."""
    document: dict[str, Any] = dict(entry.row.hsds)
    document["last_modified"] = entry.row.changed_at.astimezone(UTC).isoformat()
    if full:
        return {**document, EXTENSION: entry.row.extension}
    return {name: value for name, value in document.items() if name in LISTED}


def _page[Row](rows: Iterable[Row], number: int, size: int, shown: Callable[[Row], dict[str, Any]]) -> Page:
    every = list(rows)
    pages = max(1, -(-len(every) // size))
    part = every[(number - 1) * size : number * size]
    return Page(
        total_items=len(every),
        total_pages=pages,
        page_number=number,
        size=len(part),
        first_page=number == 1,
        last_page=number >= pages,
        empty=not part,
        contents=[shown(row) for row in part],
    )


def _add_calendar(router: APIRouter, context: Context) -> None:
    @router.get(
        "/api/v1/offers/{key}/dates.ics",
        response_class=Response,
        responses={200: {"content": {"text/calendar": {}}}},
    )
    async def dates(key: Annotated[str, Path(max_length=80)]) -> Response:
        """The coming dates of an offer for the calendar of a device."""
        entry = next((entry for entry in await _public(context) if entry.extension.key == key), None)
        if entry is None:
            raise NotFound
        return Response(_calendar(entry, context), media_type="text/calendar")


def _calendar(entry: Entry, context: Context) -> bytes:
    now = context.clock()
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Lotse//offers//DE")
    calendar.add("version", "2.0")
    for start, end in entry.dates():
        if start < now:
            continue
        event = icalendar.Event()
        event.add("uid", f"{entry.extension.key}-{start:%Y%m%dT%H%M}@lotse")
        event.add("dtstamp", now)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", entry.extension.texts[SOURCE].name)
        for location in entry.locations[:1]:
            for address in (location.addresses or ())[:1]:
                event.add("location", f"{address.address_1}, {address.postal_code} {address.city}")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written

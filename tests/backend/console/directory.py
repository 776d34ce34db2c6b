"""Entries of the directory in the console's world: three organisations, one of them kept by a team."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from backend.offers.drafts import (
    Draft,
    Opening,
    OrganizationDraft,
    PlaceDraft,
    organization_in_standard,
    service_in_standard,
)
from backend.offers.entries import Change, Entry, put, put_organization
from backend.offers.models import Offer, OfferKeeper, OfferRevision
from backend.offers.schemas import Words
from backend.organisations.models import COORDINATOR, Staff
from tests.backend.console.world import START, World

TODAY = START.date()
PLACE = PlaceDraft(
    key="haus", name="Haus am Markt", street="Marktplatz 1", postal_code="00001", city="Neustadt", town="neustadt"
)
GERMAN = Words(name="Nähkurs", summary="Gemeinsam nähen.", who="Für alle.", register="Einfach kommen.")
ENGLISH = Words(name="Sewing course", summary="Sewing together.", who="For all.", register="Just come.")


def a_draft(key: str = "naehkurs", organization: str = "verein", **change: Any) -> Draft:
    """A small offer."""
    told = {
        "key": key, "organization": organization, "fields": ("encounter",), "words": {"de": GERMAN, "en": ENGLISH},
        "places": (PLACE,), "phone": "0221 4710500", "languages": ("de", "ar"), "open_to_all": True,
        "hours": (Opening(byday="MO,WE", opens_at="09:00", closes_at="12:00"),), "assured_on": TODAY, "cost": "free",
        "funding": "Land",
    }  # fmt: skip
    return Draft.model_validate({**told, **change})


async def settle(world: World) -> None:
    """Organisations "verein" (kept by the team jmd: carla), "vhs", "amt" without a mail address; amal coordinates."""
    async with world.context.database.writing() as session:
        for key, mail in (("verein", "info@verein.example"), ("vhs", "info@vhs.example"), ("amt", None)):
            told = OrganizationDraft(key=key, name=f"Träger {key}", description="Träger.", email=mail)
            kept = await put_organization(session, world.tenant, key, organization_in_standard(world.tenant.key, told))
            if key == "verein":
                session.add(OfferKeeper(organization_id=kept.id, team_id=world.teams["jmd"].id))
        await session.execute(update(Staff).where(Staff.login == "amal").values(role=COORDINATOR))
    world.staff["amal"].role = COORDINATOR


async def an_offer(world: World, draft: Draft | None = None, **raw: Any) -> Offer:
    """Keep an entry as an import would. ``raw``: of the service, what no draft says."""
    service, extension = service_in_standard(world.tenant.key, draft or a_draft())
    async with world.context.database.writing() as session:
        change = Change(at=world.watch(), why="import", source="file")
        await put(session, world.tenant, service.model_copy(update=raw), extension, change)
        return (await session.execute(select(Offer).where(Offer.key == extension.key))).scalar_one()


async def entry(world: World, offer: Offer) -> Entry:
    """An entry as it is kept now."""
    return Entry.of(await world.stored(Offer, offer.id))


async def revisions(world: World, offer: Offer) -> list[OfferRevision]:
    """Everything that an entry was."""
    query = select(OfferRevision).where(OfferRevision.offer_id == offer.id).order_by(OfferRevision.number)
    async with world.context.database.reading() as session:
        return list((await session.execute(query)).scalars())


def a_day(iso: str) -> date:
    """A day."""
    return date.fromisoformat(iso)

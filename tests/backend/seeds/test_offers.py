"""The demo's offers, loaded day after day beside what somebody has written."""

import pytest
from sqlalchemy import func, select

from backend.core.context import Context
from backend.offers.models import Offer, OfferRevision
from backend.offers.upkeep.keeping import Writer, change, offer_of, organizations_of
from backend.organisations.directory import tenant_by_key
from backend.organisations.models import COORDINATOR, Staff
from backend.seeds import offers
from tests.conftest import FixedClock


async def loaded(context: Context) -> int:
    async with context.database.writing() as session:
        return await offers.load_demo(session, await tenant_by_key(session, "kreis-musterland"), context.clock())


async def somebody(session, login: str) -> Staff:
    return (await session.execute(select(Staff).where(Staff.login == f"{login}@musterland.example"))).scalar_one()


async def test_what_somebody_has_written_stays_when_the_demo_is_loaded_on_another_day(
    context: Context, clock: FixedClock
) -> None:
    await loaded(context)
    async with context.database.writing() as session:
        staff = await somebody(session, "koordination")
        offer = (await session.execute(select(Offer).order_by(Offer.key).limit(1))).scalar_one()
        draft = (await offer_of(session, staff, offer.id)).draft.model_copy(update={"phone": "0221 4710999"})
        assert await change(Writer(session, clock, staff), offer.id, 1, draft)
    clock.forward(days=1)
    assert await loaded(context) > 0
    async with context.database.reading() as session:
        kept = await session.get_one(Offer, offer.id)
        query = select(func.count()).select_from(OfferRevision).where(OfferRevision.offer_id == offer.id)
        assert (kept.hsds["phones"][0]["number"], await session.scalar(query)) == ("0221 4710999", 2)


@pytest.mark.parametrize(("login", "keys"), [("jmd", {"musterverband"}), ("mbe", {"musterverband"}), ("kim", set())])
async def test_the_demo_shows_a_team_with_entries_of_its_own(context: Context, login: str, keys: set) -> None:
    await loaded(context)
    await loaded(context)
    async with context.database.reading() as session:
        found = await organizations_of(session, await somebody(session, login))
        assert {row.key for row in found.values()} == keys
        assert (await somebody(session, "koordination")).role == COORDINATOR


async def test_every_entry_of_the_demo_goes_through_its_form_unchanged(context: Context, clock: FixedClock) -> None:
    """As a draft, kept again: no revision, and nothing marked as edited."""
    await loaded(context)
    async with context.database.writing() as session:
        staff = await somebody(session, "koordination")
        for row in (await session.execute(select(Offer))).scalars():
            kept = await offer_of(session, staff, row.id)
            assert not await change(Writer(session, clock, staff), row.id, row.revision, kept.draft)
            assert row.edited == []
    assert await loaded(context) == 0

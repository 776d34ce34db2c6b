"""The opened offers: as they are now, whoever has changed them, and each tenant's own."""

import uuid
from datetime import timedelta

from sqlalchemy import delete, update

from backend.core.context import Context
from backend.offers.drafts import Appointment
from backend.offers.models import Offer, OfferOrganization, OfferRevision
from backend.offers.schemas import Words
from backend.offers.shelf import Shelved
from backend.organisations import directory
from backend.organisations.models import Tenant
from tests.conftest import NOW, FixedClock
from tests.support.offers import MAKER, draft, keep

DAY = timedelta(days=1)


async def shelved(context: Context, tenant: str | None = None) -> Shelved:
    async with context.database.reading() as session:
        owner = await directory.tenant_by_key(session, tenant or context.settings.tenant)
        return await context.shelf.of(session, owner.id)


async def test_what_has_not_changed_is_not_opened_again(context: Context) -> None:
    await keep(context, draft("one"))
    assert await shelved(context) is await shelved(context)


async def test_a_change_is_seen_even_in_the_same_moment(context: Context) -> None:
    await keep(context, draft("one"), draft("two"))
    await shelved(context)
    await keep(context, draft("one", words={"de": Words(name="Anders")}))
    assert (await shelved(context)).entries["one"].service.name == "Anders"


async def test_what_is_new_or_erased_is_seen(context: Context) -> None:
    await keep(context, draft("one"), draft("two"))
    await shelved(context)
    await keep(context, draft("three"))
    assert set((await shelved(context)).entries) == {"one", "two", "three"}
    async with context.database.writing() as session:
        await session.execute(delete(OfferRevision))
        await session.execute(delete(Offer).where(Offer.key == "one"))
    assert set((await shelved(context)).entries) == {"two", "three"}


async def test_the_new_name_of_an_organisation_is_seen(context: Context) -> None:
    await keep(context, draft("one"))
    assert set((await shelved(context)).organizations.values()) == {MAKER.name}
    async with context.database.writing() as session:
        await session.execute(update(OfferOrganization).values(name="Neuer Musterverein"))
    assert set((await shelved(context)).organizations.values()) == {"Neuer Musterverein"}


async def test_each_tenant_has_its_own(context: Context) -> None:
    async with context.database.writing() as session:
        session.add(Tenant(id=uuid.uuid4(), key="other", name="Anderland", operator="Anderland"))
    await keep(context, draft("one"))
    await keep(context, draft("two"), tenant="other")
    assert set((await shelved(context)).entries) == {"one"}
    assert set((await shelved(context, "other")).entries) == {"two"}
    assert set((await shelved(context)).entries) == {"one"}


async def test_a_date_that_has_passed_gives_way_to_the_next(context: Context, clock: FixedClock) -> None:
    dates = tuple(Appointment(start=NOW + n * DAY, end=NOW + n * DAY + DAY / 24) for n in (1, 2))
    await keep(context, draft("one", dates=dates))
    found = await shelved(context)
    for days, expected in ((0, NOW + DAY), (1, NOW + 2 * DAY), (2, None)):
        assert found.candidates(NOW + days * DAY)["one"].next_date == expected


async def test_what_runs_out_is_current_to_its_last_day(context: Context) -> None:
    await keep(context, draft("one", valid_until=(NOW + DAY).date()), draft("two"))
    found = await shelved(context)
    assert [entry.row.key for entry in found.current(NOW + DAY)] == ["one", "two"]
    assert [entry.row.key for entry in found.current(NOW + 2 * DAY)] == ["two"]

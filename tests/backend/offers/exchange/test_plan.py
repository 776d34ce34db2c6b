"""A plan and a database: taken over whole or not at all, twice without effect, and past what was changed here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import Conflict
from backend.offers.entries import Change
from backend.offers.exchange import files
from backend.offers.exchange.kept import read_kept
from backend.offers.exchange.limits import Refused
from backend.offers.exchange.plan import Plan, apply, make_plan
from backend.offers.models import Offer, OfferOrganization, OfferRevision
from backend.organisations import directory
from backend.organisations.models import Tenant
from backend.seeds import offers
from tests.backend.offers.exchange.directory import CATALOGS, ROW, sheet

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COURSE = {**ROW, "key": "kurs", "name": "Kurs", "fields": "Sprache", "phone": "0221 4710900"}


async def tenant(session: AsyncSession) -> Tenant:
    return await directory.tenant_by_key(session, "kreis-musterland")


async def plan_of(session: AsyncSession, data: bytes, source: str = "blatt", name: str = "x.csv") -> Plan:
    kept = await read_kept(session, await tenant(session))
    return make_plan(files.read(name, data, kept, CATALOGS), kept, source)


async def take(context: Context, data: bytes, *, retire: bool = False, source: str = "blatt") -> int:
    async with context.database.writing() as session:
        plan = await plan_of(session, data, source)
        return await apply(session, await tenant(session), plan, Change(at=NOW, why="import"), retire=retire)


async def revisions(context: Context) -> int:
    async with context.database.reading() as session:
        return (await session.execute(select(func.count()).select_from(OfferRevision))).scalar_one()


async def offer(context: Context, key: str) -> Offer:
    async with context.database.reading() as session:
        return (await session.execute(select(Offer).where(Offer.key == key))).scalar_one()


async def test_a_file_is_taken_over_and_a_second_time_changes_nothing(context: Context) -> None:
    assert await take(context, sheet(ROW, COURSE)) == 2
    assert ((await offer(context, "kurs")).source, await revisions(context)) == ("blatt", 2)
    assert await take(context, sheet(ROW, COURSE)) == 0
    assert await revisions(context) == 2


async def test_a_changed_cell_is_one_revision_with_its_reason(context: Context) -> None:
    await take(context, sheet(ROW, COURSE))
    assert await take(context, sheet(ROW, {**COURSE, "phone": "0221 4710901"}), source="anderes") == 1
    row = await offer(context, "kurs")
    assert (row.revision, row.hsds["phones"][0]["number"]) == (2, "0221 4710901")
    assert row.source == "blatt", "an offer belongs to where it came from first"


@pytest.mark.parametrize(
    ("edited", "changes", "local"),
    [
        (["phone"], ["words.de.name"], ["phone"]),
        (["words"], ["phone"], ["words.de.name"]),
        (["words.de.name", "phone"], [], ["phone", "words.de.name"]),
        (["words.uk"], ["phone", "words.de.name"], []),
    ],
)
async def test_what_was_changed_here_survives(
    context: Context, edited: list[str], changes: list[str], local: list[str]
) -> None:
    await take(context, sheet(COURSE))
    async with context.database.writing() as session:
        (await session.execute(select(Offer))).scalar_one().edited = edited
    async with context.database.writing() as session:
        plan = await plan_of(session, sheet({**COURSE, "name": "Neuer Name", "phone": "0221 4710901"}))
        assert [change.path for change in plan.offers[0].changes] == changes
        assert plan.offers[0].local == tuple(local)
        await apply(session, await tenant(session), plan, Change(at=NOW))
    row = await offer(context, "kurs")
    assert (row.hsds["name"] == "Kurs") is ("words.de.name" in local)
    assert row.name == row.hsds["name"] == row.extension["texts"]["de"]["name"]
    assert (row.hsds["phones"][0]["number"] == "0221 4710900") is ("phone" in local)


async def test_with_one_fault_nothing_is_taken_over(context: Context) -> None:
    with pytest.raises(Refused):
        await take(context, sheet(ROW, {**COURSE, "email": "niemand"}))
    async with context.database.reading() as session:
        for table in (Offer, OfferOrganization, OfferRevision):
            assert (await session.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_what_fails_in_the_middle_leaves_nothing_behind(context: Context) -> None:
    async with context.database.reading() as session:
        plan = await plan_of(session, sheet(ROW, COURSE))
    broken = replace(plan, offers=(plan.offers[0], replace(plan.offers[1], hsds={"id": "x"})))
    with pytest.raises(ValueError, match="validation error"):
        async with context.database.writing() as session:
            await apply(session, await tenant(session), broken, Change(at=NOW))
    assert await revisions(context) == 0


async def test_a_plan_for_a_directory_that_has_changed_is_refused(context: Context) -> None:
    await take(context, sheet(COURSE))
    async with context.database.reading() as session:
        plan = await plan_of(session, sheet({**COURSE, "phone": "0221 4710901"}))
    await take(context, sheet({**COURSE, "name": "Zwischendurch"}))
    with pytest.raises(Conflict):
        async with context.database.writing() as session:
            await apply(session, await tenant(session), plan, Change(at=NOW))
    assert (await offer(context, "kurs")).name == "Zwischendurch"


async def test_a_field_that_was_marked_as_changed_here_makes_a_plan_stale(context: Context) -> None:
    await take(context, sheet(COURSE))
    async with context.database.reading() as session:
        plan = await plan_of(session, sheet({**COURSE, "phone": "0221 4710901"}))
    async with context.database.writing() as session:
        (await session.execute(select(Offer))).scalar_one().edited = ["phone"]
    with pytest.raises(Conflict):
        async with context.database.writing() as session:
            await apply(session, await tenant(session), plan, Change(at=NOW))


async def test_the_same_file_for_the_same_directory_has_one_fingerprint(context: Context) -> None:
    async with context.database.reading() as session:
        one, same, other = [await plan_of(session, sheet(row)) for row in (ROW, ROW, COURSE)]
    assert one.fingerprint == same.fingerprint != other.fingerprint


async def test_what_is_no_longer_in_the_file_is_told_and_goes_only_when_asked(context: Context) -> None:
    await take(context, sheet(ROW, COURSE))
    await take(context, sheet({**ROW, "key": "fremd"}), source="anderes")
    async with context.database.reading() as session:
        plan = await plan_of(session, sheet(ROW))
    assert [(gone.key, gone.state) for gone in plan.gone] == [("kurs", "gone")]
    await take(context, sheet(ROW))
    assert (await offer(context, "kurs")).status == "active"
    await take(context, sheet(ROW), retire=True)
    assert (await offer(context, "kurs")).status == "inactive"
    assert (await offer(context, "fremd")).status == "active"
    assert await take(context, sheet(ROW), retire=True) == 0


async def test_an_offer_whose_status_was_set_here_is_not_gone(context: Context) -> None:
    await take(context, sheet(ROW, COURSE))
    async with context.database.writing() as session:
        (await session.execute(select(Offer).where(Offer.key == "kurs"))).scalar_one().edited = ["status"]
    async with context.database.reading() as session:
        assert (await plan_of(session, sheet(ROW))).gone == ()


async def test_an_offer_in_the_file_with_a_fault_is_not_gone(context: Context) -> None:
    await take(context, sheet(ROW, COURSE))
    async with context.database.reading() as session:
        plan = await plan_of(session, sheet(ROW, {**COURSE, "email": "niemand"}))
    assert plan.gone == ()


async def test_the_whole_demo_goes_out_and_in_again_in_every_form(context: Context) -> None:
    async with context.database.writing() as session:
        await offers.load_demo(session, await tenant(session), NOW)
        kept = await read_kept(session, await tenant(session))
        assert len(kept.offers) > 100
        for ending in files.ENDINGS:
            data = files.write(f"x{ending}", kept.offers.values(), kept, CATALOGS)
            plan = await plan_of(session, data, "demo", f"x{ending}")
            assert (plan.problems, plan.notes, plan.gone) == ((), (), ())
            assert plan.counts["unchanged"] == len(kept.offers), ending
            assert await apply(session, await tenant(session), plan, Change(at=NOW + timedelta(days=1))) == 0

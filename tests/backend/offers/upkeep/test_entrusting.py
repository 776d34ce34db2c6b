"""Operators say who keeps which entries."""

import pytest

from backend.core.errors import NotFound
from backend.offers.upkeep.entrusting import appoint, entrust
from backend.offers.upkeep.keeping import organizations_of
from backend.organisations.models import Staff
from tests.backend.console.directory import settle
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        await settle(made)
        yield made


async def kept_by(world, login: str) -> list[str]:
    async with world.context.database.reading() as session:
        staff = await session.get_one(Staff, world.staff[login].id)
        return sorted(row.key for row in (await organizations_of(session, staff)).values())


async def test_a_team_keeps_what_it_is_entrusted_with_until_that_ends(world):
    assert await kept_by(world, "bert") == []
    for ends, keys in ((False, ["vhs"]), (False, ["vhs"]), (True, [])):
        async with world.context.database.writing() as session:
            await entrust(session, world.watch, world.tenant, "vhs", "kim", ends=ends)
        assert await kept_by(world, "bert") == keys
    assert (await world.audited())[-1] == "offers.withdrawn"


async def test_a_coordinator_keeps_everything_until_that_ends(world):
    for ends, keys in ((False, ["amt", "verein", "vhs"]), (True, [])):
        async with world.context.database.writing() as session:
            await appoint(session, world.watch, world.tenant, " BERT ", ends=ends)
        assert await kept_by(world, "bert") == keys


@pytest.mark.parametrize(("organization", "team"), [("vhs", "nobody"), ("nobody", "kim")])
async def test_whoever_is_not_there_is_entrusted_with_nothing(world, organization, team):
    with pytest.raises(NotFound):
        async with world.context.database.writing() as session:
            await entrust(session, world.watch, world.tenant, organization, team)


async def test_staff_of_another_tenant_are_not_appointed(world):
    with pytest.raises(NotFound):
        async with world.context.database.writing() as session:
            await appoint(session, world.watch, world.tenant, "eve")

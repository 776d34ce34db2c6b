"""The same number or address is pointed out to a team, and to nobody who does not have both cases."""

import uuid

import pytest
from sqlalchemy import select, update

from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.errors import NotFound
from backend.handovers.models import Handover
from backend.handovers.responses import decline
from backend.merging import marks
from backend.merging.duplicates import Possible, not_the_same, possible
from backend.merging.models import ContactMark, NotSame
from backend.organisations.models import TeamMember
from backend.privacy.erasure import erase
from tests.backend.console.world import World
from tests.backend.merging.conftest import NUMBER, given, taken


async def pointed_out(world: World, handover: Handover, to: str = "amal") -> list[Possible]:
    async with world.context.database.reading() as session:
        return await possible(session, world.staff[to], handover.case_id, local_date(world.watch()))


async def marks_kept(world: World) -> list[ContactMark]:
    async with world.context.database.reading() as session:
        return list((await session.execute(select(ContactMark))).scalars())


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (NUMBER, "0155 500 01 111"),
        (NUMBER, "0049 155 50001111"),
        ("someone@example.org", " Someone@Example.org "),
    ],
)
async def test_the_same_number_or_address_is_pointed_out_however_it_is_written(world, one, same):
    first, second = await taken(world, value=one), await taken(world, value=same)
    found = await pointed_out(world, second)
    assert [(one.case_id, one.reference, one.since) for one in found] == [
        (first.case_id, first.reference, first.requested_at)
    ]
    assert found[0].why == ("email" if "@" in one else "phone")
    assert [one.case_id for one in await pointed_out(world, first, to="bert")] == [second.case_id]


async def test_another_number_is_not(world):
    first = await taken(world)
    await taken(world, value="+4915550002222")
    await taken(world, value=None)
    assert await pointed_out(world, first) == []


async def test_a_mark_does_not_tell_the_number_and_differs_for_each_tenant(world):
    await given(world)
    (kept,) = await marks_kept(world)
    assert NUMBER not in kept.mark
    key = world.context.master_key
    assert marks.fingerprint(key, world.tenant.id, NUMBER) == ("phone", kept.mark)
    assert marks.fingerprint(key, uuid.uuid4(), NUMBER) != ("phone", kept.mark)


async def test_nothing_is_pointed_out_across_teams_or_before_both_are_accepted(world):
    first = await taken(world)
    await taken(world, by="carla", team="jmd")
    await given(world)
    assert await pointed_out(world, first) == []


async def test_who_is_in_both_teams_is_shown_only_what_one_team_has(world):
    first = await taken(world)
    await taken(world, by="carla", team="jmd")
    async with world.context.database.writing() as session:
        session.add(TeamMember(team_id=world.teams["jmd"].id, staff_id=world.staff["amal"].id))
    assert await pointed_out(world, first) == []


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_for_others_there_is_no_such_case(world, name):
    first, second = await taken(world), await taken(world)
    with pytest.raises(NotFound):
        await pointed_out(world, first, to=name)
    with pytest.raises(NotFound):
        await not_the_same(world.context, world.staff[name], first.case_id, second.case_id)


async def test_without_a_consent_in_force_nothing_is_compared(world):
    first, second = await taken(world), await taken(world)
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).where(Consent.id == second.consent_id).values(revoked_at=world.watch()))
    assert await pointed_out(world, first) == []


async def test_a_verdict_is_kept_once_and_holds_from_both_sides(world):
    first, second = await taken(world), await taken(world)
    for one, other in ((first, second), (second, first)):
        await not_the_same(world.context, world.staff["amal"], one.case_id, other.case_id)
    for handover in (first, second):
        assert await pointed_out(world, handover, to="bert") == []
    async with world.context.database.reading() as session:
        assert len((await session.execute(select(NotSame))).all()) == 1
    assert (await world.audited()).count("case.not_same") == 2
    third = await taken(world)
    assert len(await pointed_out(world, third)) == 2


async def test_a_mark_goes_with_a_no_and_with_an_erasure(world):
    declined, erased = await given(world), await taken(world)
    await decline(world.context, world.staff["amal"], declined.id, "no_capacity")
    assert [mark.case_id for mark in await marks_kept(world)] == [erased.case_id]
    async with world.context.database.writing() as session:
        await erase(session, erased.case_id, requested_by="person", now=world.watch())
    assert await marks_kept(world) == []

"""A case opens for members of the team that it lies with, and for nobody else."""

import uuid
from datetime import date

import pytest
from sqlalchemy import delete, update

from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.errors import NotFound
from backend.handovers.access import Sight, visible_case, visible_handover
from backend.handovers.inbox import inbox
from backend.handovers.models import Handover
from backend.handovers.responses import decline
from backend.organisations.models import TeamMember
from backend.transcripts.models import Conversation
from backend.transcripts.takeover import give_back, take_over
from tests.backend.console.world import START, World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def sees(world: World, name: str, case_id: uuid.UUID) -> Sight:
    async with world.context.database.reading() as session:
        return await visible_case(session, world.staff[name], case_id, local_date(world.watch()))


async def test_every_member_of_the_team_sees_a_case_that_was_handed_over(world):
    handover = await world.handover("kim")
    for name in ("amal", "bert"):
        sight = await sees(world, name, handover.case_id)
        assert sight.handover is not None
        assert sight.handover.id == handover.id
        assert not sight.may_take_over


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_another_team_cannot_tell_a_foreign_case_from_none(world, name):
    handover = await world.handover("kim")
    with pytest.raises(NotFound):
        await sees(world, name, handover.case_id)
    with pytest.raises(NotFound):
        await sees(world, name, uuid.uuid4())


async def test_a_team_that_declined_loses_sight_and_the_desk_gains_it(world):
    handover = await world.handover("kim")
    await decline(world.context, world.staff["amal"], handover.id, "no_capacity")
    for name in ("amal", "bert"):
        with pytest.raises(NotFound):
            await sees(world, name, handover.case_id)
    assert (await sees(world, "dora", handover.case_id)).desk


async def test_a_withdrawn_consent_closes_the_case(world):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(update(Handover).values(status="revoked"))
    with pytest.raises(NotFound):
        await sees(world, "amal", handover.case_id)


@pytest.mark.parametrize("row", [{"revoked_at": START}, {"valid_until": date(2026, 3, 1)}])
async def test_a_consent_that_is_not_in_force_opens_nothing_whatever_the_handover_says(world, row):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).values(**row))
    assert (await world.stored(Handover, handover.id)).status == "requested"
    with pytest.raises(NotFound):
        await sees(world, "amal", handover.case_id)
    async with world.context.database.reading() as session:
        with pytest.raises(NotFound):
            await visible_handover(session, world.staff["amal"], handover.id, local_date(world.watch()))
    assert (await inbox(world.context, world.staff["amal"])).handovers == []


async def test_on_its_last_day_a_consent_is_in_force(world):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).values(valid_until=date(2026, 3, 2)))
    assert (await sees(world, "amal", handover.case_id)).handover is not None
    world.watch.forward(hours=14, minutes=1)  # past midnight where the offices are, not yet in UTC
    with pytest.raises(NotFound):
        await sees(world, "amal", handover.case_id)


async def test_the_desk_loses_sight_when_it_has_answered_and_regains_it_when_wanted_again(world):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    await give_back(world.context, world.staff["dora"], case.id)
    for name in ("dora", "emil"):
        with pytest.raises(NotFound):
            await sees(world, name, case.id)
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(person_answered_at=None))
    assert (await sees(world, "emil", case.id)).desk


async def test_the_desk_keeps_sight_while_one_of_it_answers_and_not_because_a_service_does(world):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(person_answered_at=world.watch()))
    assert (await sees(world, "emil", case.id)).attended
    assert [row.case_id for row in (await inbox(world.context, world.staff["emil"])).waiting] == [case.id]
    async with world.context.database.writing() as session:
        await session.execute(update(Conversation).values(owner_staff_id=world.staff["amal"].id))
    with pytest.raises(NotFound):
        await sees(world, "emil", case.id)
    assert (await inbox(world.context, world.staff["emil"])).waiting == []


async def test_who_has_left_the_team_sees_nothing_any_more(world):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(delete(TeamMember).where(TeamMember.staff_id == world.staff["amal"].id))
    with pytest.raises(NotFound):
        await sees(world, "amal", handover.case_id)


async def test_only_the_desk_sees_who_waits_and_only_while_somebody_is_wanted(world):
    waiting, _ = await world.case(wanted="danger")
    quiet, _ = await world.case()
    sight = await sees(world, "dora", waiting.id)
    assert sight.desk
    assert not sight.attended
    assert not sight.reads_transcript
    for name, case in (("amal", waiting), ("eve", waiting), ("dora", quiet)):
        with pytest.raises(NotFound):
            await sees(world, name, case.id)


async def test_the_desk_reads_the_conversation_once_one_of_them_has_taken_over(world):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    for name in ("dora", "emil"):
        assert (await sees(world, name, case.id)).reads_transcript


async def test_the_desk_reads_nothing_because_a_service_has_taken_over(world):
    handover = await world.handover("kim")
    async with world.context.database.writing() as session:
        await session.execute(update(Handover).values(status="accepted"))
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    async with world.context.database.writing() as session:
        case = await session.get_one(CaseRecord, handover.case_id)
        case.person_wanted_at, case.person_wanted_reason = world.watch(), "asked"
    assert not (await sees(world, "dora", handover.case_id)).reads_transcript

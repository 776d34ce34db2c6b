"""Who is given a case: one of the team that holds it, one or many at once, each on its own."""

import uuid

import pytest
from sqlalchemy import select, update

from backend.cases.models import CaseEvent, CaseRecord
from backend.casework.assignment import Assigned, HeldElsewhere, NotOfTeam, Refused, assign, assign_all
from backend.handovers.responses import accept
from tests.backend.casework.conftest import an_accepted, paid_by
from tests.backend.console.world import World


async def holder(world: World, case_id: uuid.UUID) -> uuid.UUID | None:
    return (await world.stored(CaseRecord, case_id)).holder_id


async def test_several_cases_are_given_at_once_and_each_is_written_down(either_world):
    world, bert = either_world, either_world.staff["bert"]
    handovers = [await an_accepted(world) for _ in range(3)]
    cases = [handover.case_id for handover in handovers]
    assert await assign_all(world.context, world.staff["amal"], [*cases, cases[0]], bert.id) == Assigned(3, ())
    assert [await holder(world, case) for case in cases] == [bert.id] * 3
    assert (await world.audited()).count("case.assigned") == 3
    async with world.context.database.reading() as session:
        noted = (await session.execute(select(CaseEvent.case_id).where(CaseEvent.kind == "case.assigned"))).scalars()
        assert sorted(noted) == sorted(cases)


async def test_what_one_refuses_the_others_do_not_and_each_refusal_has_its_number_and_reason(either_world):
    world = either_world
    given, requested, held = [await world.handover() for _ in range(3)]
    for handover in (given, held):
        await accept(world.context, world.staff["amal"], handover.id)
    async with world.context.database.writing() as session:
        elsewhere = update(CaseRecord).where(CaseRecord.id == held.case_id)
        await session.execute(elsewhere.values(holder_team_id=world.teams["jmd"].id, holder_id=None))
    strange = uuid.uuid4()
    cases = [given.case_id, requested.case_id, held.case_id, strange]
    done = await assign_all(world.context, world.staff["amal"], cases, world.staff["bert"].id)
    assert done == Assigned(
        1,
        (
            Refused(requested.reference, "not_yours"),
            Refused(held.reference, "held_elsewhere"),
            Refused(None, "not_yours"),
        ),
    )
    assert await holder(world, given.case_id) == world.staff["bert"].id
    assert (await world.stored(CaseRecord, held.case_id)).holder_team_id == world.teams["jmd"].id


@pytest.mark.parametrize(
    ("name", "reason"), [("carla", "not_of_team"), ("eve", "not_of_team"), ("bert", "may_not_own")]
)
async def test_nobody_outside_the_team_or_paid_for_another_task_is_given_a_case(world, name, reason):
    handover = await an_accepted(world)
    await paid_by(world, "bert", "jmd")
    done = await assign_all(world.context, world.staff["amal"], [handover.case_id], world.staff[name].id)
    assert done == Assigned(0, (Refused(handover.reference, reason),))
    assert await holder(world, handover.case_id) == world.staff["amal"].id


async def test_a_single_case_tells_what_is_wrong(world):
    handover = await an_accepted(world)
    with pytest.raises(NotOfTeam):
        await assign(world.context, world.staff["amal"], handover.case_id, world.staff["carla"].id)
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(holder_team_id=world.teams["jmd"].id))
    with pytest.raises(HeldElsewhere):
        await assign(world.context, world.staff["amal"], handover.case_id, world.staff["bert"].id)


async def test_a_case_that_only_the_desk_held_is_put_into_the_teams_hands_and_that_is_noted(world):
    handover = await an_accepted(world)
    async with world.context.database.writing() as session:
        await session.execute(update(CaseRecord).values(holder_team_id=None, holder_id=None))
    await assign(world.context, world.staff["amal"], handover.case_id, world.staff["bert"].id)
    async with world.context.database.reading() as session:
        query = select(CaseEvent.codes).where(CaseEvent.kind == "case.held").order_by(CaseEvent.id.desc())
        codes = await session.scalar(query)
    assert codes == {"before": None, "now": str(world.teams["kim"].id)}

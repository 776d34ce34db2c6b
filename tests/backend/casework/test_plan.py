"""One plan shows who helps with what, until when; and a case is always with somebody of the team or in its queue."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backend.cases.models import CaseEvent, CaseRecord
from backend.casework import plan, steps
from backend.casework.assignment import assign
from backend.casework.criteria import met
from backend.casework.reading import due, my_cases, open_casework, reminders
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.fields import fields_of_action
from backend.handovers.models import Handover
from backend.organisations.funding import MayNotOwn
from backend.organisations.models import Staff
from backend.responsibility.loading import rulebook
from tests.backend.casework.conftest import an_accepted, bring, paid_by, today
from tests.backend.console.world import World

SPORT = plan.Planned("leisure", date(2026, 3, 2), date(2026, 9, 1), helper="Sportverein")


async def managed(world: World, state: str = "intake") -> Handover:
    handover = await an_accepted(world)
    await bring(world, handover, state)
    return handover


async def lines(world: World, handover: Handover) -> list[plan.Line]:
    return (await open_casework(world.context, world.staff["amal"], handover.case_id)).plan


async def test_the_plan_has_measures_handovers_and_the_counsellor_that_somebody_named(world):
    handover, context, amal = await managed(world), world.context, world.staff["amal"]
    await plan.add(context, amal, handover.case_id, SPORT)
    jmd = world.services["jmd"].id
    await plan.add(context, amal, handover.case_id, plan.Planned("training", date(2026, 3, 9), service_id=jmd))
    told = [
        (line.kind, line.who, line.need, line.until, line.state, line.owner) for line in await lines(world, handover)
    ]
    assert sorted(told, key=str) == sorted(
        [
            ("handover", "KIM Case Management", None, None, "accepted", "Amal Beispiel"),
            ("measure", "Jugendmigrationsdienst", "training", None, "planned", "Amal Beispiel"),
            ("measure", "Sportverein", "leisure", date(2026, 9, 1), "planned", "Amal Beispiel"),
        ],
        key=str,
    )
    async with context.database.reading() as session:
        vault = await context.vault(session, handover.case_id)
        with_counsellor = await plan.plan(session, vault, handover.case_id, {"case_management": "mbe"})
        without = await plan.plan(session, vault, handover.case_id, {"case_management": "none"})
    assert [line.kind for line in with_counsellor][:1] == ["counsellor"]
    assert len(with_counsellor) == len(without) + 1


async def test_whoever_changes_a_measure_keeps_an_eye_on_it(world):
    handover = await managed(world)
    await plan.add(world.context, world.staff["amal"], handover.case_id, SPORT)
    measure = next(line for line in await lines(world, handover) if line.kind == "measure")
    await plan.change(world.context, world.staff["bert"], handover.case_id, measure.id, "running", None)
    after = next(line for line in await lines(world, handover) if line.kind == "measure")
    assert (after.state, after.until, after.owner) == ("running", None, "Bert Muster")
    with pytest.raises(NotFound):
        await plan.change(world.context, world.staff["amal"], handover.case_id, uuid.uuid4(), "done", None)
    with pytest.raises(Invalid):
        await plan.change(world.context, world.staff["amal"], handover.case_id, measure.id, "gone", None)


@pytest.mark.parametrize(
    "planned",
    [
        plan.Planned("leisure", date(2026, 3, 2)),
        plan.Planned("leisure", date(2026, 3, 2), helper="A", service_id=uuid.uuid4()),
        plan.Planned("leisure", date(2026, 3, 2), helper="x" * (plan.NAME_MAX + 1)),
        plan.Planned("magic", date(2026, 3, 2), helper="A"),
        plan.Planned("leisure", None, helper="A"),
        plan.Planned("leisure", date(2026, 3, 2), date(2026, 3, 1), helper="A"),
        plan.Planned("leisure", date(2026, 3, 2), helper="A", state="gone"),
    ],
    ids=["nobody", "two", "long name", "need", "no day", "ends before", "state"],
)
async def test_a_measure_says_who_helps_with_what_since_when(world, planned):
    handover = await managed(world)
    with pytest.raises(Invalid):
        await plan.add(world.context, world.staff["amal"], handover.case_id, planned)


async def test_nothing_is_planned_for_a_mere_contact_nor_by_others(world):
    contact, handover = await managed(world, "contact"), await managed(world)
    with pytest.raises(IllegalState):
        await plan.add(world.context, world.staff["amal"], contact.case_id, SPORT)
    with pytest.raises(NotFound):
        await plan.add(world.context, world.staff["carla"], handover.case_id, SPORT)
    with pytest.raises(MayNotOwn):
        await plan.add(world.context, await paid_by(world, "bert", "ki_teacher"), handover.case_id, SPORT)


async def test_a_case_is_given_to_a_colleague_or_back_to_the_queue(world):
    handover, bert = await managed(world), world.staff["bert"]
    for to in (bert.id, None):
        await assign(world.context, world.staff["amal"], handover.case_id, to)
        case = await world.stored(CaseRecord, handover.case_id)
        assert (case.holder_team_id, case.holder_id) == (world.teams["kim"].id, to)
    query = select(CaseEvent.codes).where(CaseEvent.kind == "case.assigned").order_by(CaseEvent.id)
    async with world.context.database.reading() as session:
        assert list((await session.execute(query)).scalars()) == [{"to": "staff"}, {"to": "queue"}]


async def test_only_colleagues_whose_post_allows_it_are_given_cases(world):
    handover = await managed(world)
    await paid_by(world, "bert", "jmd")
    found = await open_casework(world.context, world.staff["amal"], handover.case_id)
    assert [member.login for member in found.colleagues] == ["amal"]
    with pytest.raises(MayNotOwn):
        await assign(world.context, world.staff["amal"], handover.case_id, world.staff["bert"].id)
    for name in ("carla", "eve"):
        with pytest.raises(NotFound):
            await assign(world.context, world.staff["amal"], handover.case_id, world.staff[name].id)
    async with world.context.database.writing() as session:
        (await session.get_one(Staff, world.staff["bert"].id)).active = False
    with pytest.raises(NotFound):
        await assign(world.context, world.staff["amal"], handover.case_id, world.staff["bert"].id)


async def test_my_cases_are_what_i_manage_and_what_nobody_of_my_team_does_yet(either_world):
    world = either_world
    mine, queued, colleagues = await managed(world), await an_accepted(world), await managed(world)
    await assign(world.context, world.staff["amal"], colleagues.case_id, world.staff["bert"].id)
    await assign(world.context, world.staff["amal"], queued.case_id, None)
    found = await my_cases(world.context, world.staff["amal"])
    assert [(line.case_id, line.mine) for line in found] == [(mine.case_id, True), (queued.case_id, False)]
    assert (found[0].language, found[0].town, found[0].fields) == ("ar", "Neustadt", ("language", "work"))
    assert await my_cases(world.context, world.staff["carla"]) == []
    await steps.close(world.context, world.staff["amal"], mine.case_id, "moved")
    assert [line.case_id for line in await my_cases(world.context, world.staff["amal"])] == [queued.case_id]


@pytest.mark.parametrize(
    ("days", "stands"), [(None, None), (8, None), (7, "soon"), (0, "soon"), (-1, "overdue"), (-90, "overdue")]
)
def test_a_reassessment_is_due_a_week_before_and_overdue_after_its_day(days, stands):
    day = date(2026, 3, 2)
    assert due(None if days is None else day + timedelta(days=days), day) == stands


async def test_what_is_due_is_counted_for_whoever_manages_it(world):
    handover = await managed(world)
    await steps.set_review(world.context, world.staff["amal"], handover.case_id, today(world) + timedelta(days=8))
    assert await reminders(world.context, world.staff["amal"]) == 0
    world.watch.forward(days=1)
    assert await reminders(world.context, world.staff["amal"]) == 1
    assert await reminders(world.context, world.staff["bert"]) == 0
    await assign(world.context, world.staff["amal"], handover.case_id, None)
    assert await reminders(world.context, world.staff["bert"]) == 1


@pytest.mark.parametrize(
    ("attributes", "urgent", "criteria"),
    [
        ({}, False, ()),
        ({"needs": ["work"]}, False, ()),
        ({"needs": ["asylum_procedure", "residence_permit"]}, False, ()),
        ({"needs": ["work", "language"]}, False, ("several_fields",)),
        ({"needs": ["work", "language"], "children": [{"age": 3}]}, False, ("several_fields", "own_coordination")),
        ({"needs": ["work"], "children": [{"age": 3}]}, False, ()),
        ({"needs": ["work"], "responsibility_unclear": "yes"}, False, ("own_coordination",)),
        ({"needs": ["housing"], "lives_in": "none"}, False, ("existential",)),
        ({"needs": ["benefits"], "benefits_drawn": "none"}, False, ("existential",)),
        ({"needs": ["work"], "benefits_drawn": "none"}, False, ()),
        ({"needs": ["work"]}, True, ("existential",)),
        ({"needs": ["gone"]}, False, ()),
    ],
)
def test_the_criteria_for_case_management_are_read_from_what_was_released(attributes, urgent, criteria):
    assert met(rulebook(), attributes, urgent=urgent) == criteria


def test_every_concern_belongs_to_a_field_of_action():
    assert all(fields_of_action({"needs": [need]}) for need in rulebook().needs)
    assert fields_of_action({"needs": ["debts", "benefits"]}) == ("benefits",)
    assert fields_of_action({}) == fields_of_action({"needs": None}) == ()

"""Who sees a change, who decides about what runs, and when it is settled."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from backend.cases.events import of_case as events_of
from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.casework.models import Measure as InPlan
from backend.changes import settling
from backend.changes.measures import Measure, running
from backend.changes.models import ChangeTask, MeasureDecision
from backend.changes.reading import NOTE, changes, open_change
from backend.consent.models import Consent
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.models import Handover
from backend.organisations.models import Service
from tests.backend.changes import world as told_here
from tests.backend.changes.world import RESTS_ON, held_by, take_on, told, with_youth_service
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def seen_by(world: World) -> set[str]:
    """The members of staff who have the change in their list; whoever has not, cannot open it either."""
    names = {name for name, staff in world.staff.items() if await changes(world.context, staff)}
    (task,) = await every_task(world)
    for name, staff in world.staff.items():
        if name not in names:
            with pytest.raises(NotFound):
                await open_change(world.context, staff, task.id)
    return names


async def every_task(world: World) -> list[ChangeTask]:
    async with world.context.database.reading() as session:
        return list((await session.execute(select(ChangeTask))).scalars())


@pytest.mark.parametrize(
    ("holder", "released", "expected"),
    [
        pytest.param(None, RESTS_ON, {"dora", "emil", "carla"}, id="the desk holds it, the old office was released it"),
        pytest.param(None, ["needs"], {"dora", "emil"}, id="the birthday was not released to the old office"),
        pytest.param("jmd", RESTS_ON, {"carla"}, id="the youth service holds it: the desk has nothing to do with it"),
        pytest.param("jmd", ["needs"], set(), id="who holds it sees no more than was released"),
        pytest.param("kim", RESTS_ON, {"carla"}, id="a team without a consent sees nothing, whatever it holds"),
    ],
)
async def test_a_change_is_seen_by_who_holds_the_case_and_by_the_offices_that_were_released_it(
    world, holder, released, expected
):
    await with_youth_service(world, released=released, holder=holder)
    assert await seen_by(world) == expected


async def test_a_consent_that_was_taken_back_opens_no_change(world):
    _, handover = await with_youth_service(world)
    async with world.context.database.writing() as session:
        (await session.get_one(Consent, handover.consent_id)).revoked_at = world.watch()
    assert await seen_by(world) == {"dora", "emil"}


async def test_a_service_that_is_neither_the_old_nor_the_new_office_does_not_see_it(world):
    handover = await world.handover("desk")
    await take_on(world, handover)
    await held_by(world, handover.case_id, "kim")
    await told(world, handover.conversation_id)
    assert await seen_by(world) == set()


async def test_a_line_of_the_list_says_kind_day_town_and_language(world):
    task, _ = await with_youth_service(world)
    (row,) = await changes(world.context, world.staff["dora"])
    assert (row.kind, row.due_on, row.overdue, row.town, row.language) == (
        "youth_ends", date(2026, 4, 1), False, "Neustadt", "ar",
    )  # fmt: skip
    world.watch.forward(days=31)
    (row,) = await changes(world.context, world.staff["dora"])
    assert (row.task_id, row.overdue) == (task.id, True)


async def test_the_page_says_from_whom_to_whom_and_reading_it_is_written_down(world):
    task, handover = await with_youth_service(world)
    opened = await open_change(world.context, world.staff["carla"], task.id)
    assert (opened.detail.on, [p.code for p in opened.detail.old], [p.code for p in opened.detail.new]) == (
        date(2026, 5, 2), ["JMD"], ["KIM"],
    )  # fmt: skip
    assert set(opened.services) == {world.services["jmd"].id, world.services["kim"].id}
    assert (opened.holds, opened.case_id) == (False, handover.case_id)
    assert "change.opened" in await world.audited()


async def test_whoever_holds_the_case_lists_all_that_runs_and_the_others_their_own(world):
    task, handover = await with_youth_service(world)
    await world.also(handover, "kim")
    at_desk = await open_change(world.context, world.staff["dora"], task.id)
    at_youth_service = await open_change(world.context, world.staff["carla"], task.id)
    assert len(at_desk.measures) == 2
    assert [one.measure.id for one in at_youth_service.measures] == [handover.id]


async def test_what_is_delicate_has_no_name_before_others(world):
    task, handover = await with_youth_service(world)
    other = await world.also(handover, "kim")
    async with world.context.database.writing() as session:
        (await session.get_one(Service, other.service_id)).destination = "SUCHTBERATUNG"
    opened = await open_change(world.context, world.staff["dora"], task.id)
    named = {one.measure.id: one.measure.name for one in opened.measures}
    assert named[other.id] == {"key": "slip.neutral_name", "params": {}}
    assert named[handover.id] == world.services["jmd"].name


async def test_a_change_is_settled_only_when_every_running_measure_has_its_decision(world):
    task, handover = await with_youth_service(world)
    other = await world.also(handover, "kim")
    dora = world.staff["dora"]
    for measure, decision in ((handover.id, "end"), (other.id, "replace")):
        with pytest.raises(Invalid):
            await settling.finish(world.context, dora, task.id)
        await settling.decide(world.context, dora, task.id, ("handover", measure), decision, " MBE übernimmt ")
    await settling.finish(world.context, dora, task.id)
    stored = await world.stored(ChangeTask, task.id)
    assert (stored.state, stored.closed_by_id) == ("done", dora.id)
    assert await changes(world.context, dora) == []
    assert [action for action in await world.audited() if action.startswith("change.")] == [
        "change.decided", "change.decided", "change.done",
    ]  # fmt: skip


async def test_a_counsellor_whom_the_person_has_named_is_a_measure_as_well(world):
    handover = await world.handover("kim")
    await told(world, handover.conversation_id, {**told_here.BIRTHDAY, "case_management": "jmd"})
    (task,) = await every_task(world)
    opened = await open_change(world.context, world.staff["dora"], task.id)
    assert {one.measure.kind for one in opened.measures} == {"handover", "counsellor"}


async def test_a_measure_from_elsewhere_needs_its_decision_too(world, monkeypatch):
    task, handover = await with_youth_service(world)
    planned = Measure("plan", uuid.uuid4(), "Sprachkurs")

    async def plan(_session, _case, _facts, /):
        return [planned]

    monkeypatch.setattr("backend.changes.measures.SOURCES", (plan,))
    dora = world.staff["dora"]
    with pytest.raises(Invalid):
        await settling.finish(world.context, dora, task.id)
    await settling.decide(world.context, dora, task.id, planned.key, "continue")
    await settling.finish(world.context, dora, task.id)
    assert (await world.stored(ChangeTask, task.id)).state == "done"
    assert handover.case_id == task.case_id


@pytest.mark.parametrize(("state", "runs"), [("planned", 1), ("running", 1), ("done", 0), ("dropped", 0)])
async def test_what_the_plan_says_is_a_measure_as_long_as_it_runs(world, state, runs):
    task, _ = await with_youth_service(world, holder="jmd")
    async with world.context.database.writing() as session:
        case = await session.get_one(CaseRecord, task.case_id)
        vault = await world.context.vault(session, case.id)
        session.add(
            InPlan(
                case_id=case.id, helper=vault.seal("measure.helper", "Nachbarin"), need="language", state=state,
                since=date(2026, 10, 1), owner_id=world.staff["dora"].id, entered_at=world.context.clock(),
            )
        )  # fmt: skip
    opened = await open_change(world.context, world.staff["carla"], task.id)
    assert [one.measure.name for one in opened.measures if one.measure.kind == "plan"] == ["Nachbarin"] * runs


async def test_a_decision_can_be_changed_and_its_note_is_sealed(world):
    task, handover = await with_youth_service(world)
    carla = world.staff["carla"]
    await settling.decide(world.context, carla, task.id, ("handover", handover.id), "end", "Gespräch am Montag")
    await settling.decide(world.context, carla, task.id, ("handover", handover.id), "continue", "Antrag nach § 41")
    async with world.context.database.reading() as session:
        row = (await session.execute(select(MeasureDecision))).scalar_one()
        vault = await world.context.vault(session, task.case_id)
        kinds = [event.kind for event in await events_of(session, task.case_id)]
    assert (row.decision, vault.open(NOTE, row.note)) == ("continue", "Antrag nach § 41")
    assert b"Antrag" not in row.note.token
    assert kinds == ["task.opened", "measure.ended", "measure.continued"]


@pytest.mark.parametrize("name", ["amal", "eve"])
async def test_who_does_not_see_it_cannot_decide(world, name):
    task, handover = await with_youth_service(world)
    with pytest.raises(NotFound):
        await settling.decide(world.context, world.staff[name], task.id, ("handover", handover.id), "end")


async def test_an_office_that_does_not_hold_the_case_decides_about_its_own_and_closes_nothing(world):
    task, handover = await with_youth_service(world)
    other = await world.also(handover, "kim")
    carla = world.staff["carla"]
    await settling.decide(world.context, carla, task.id, ("handover", handover.id), "end")
    for attempt in (
        settling.decide(world.context, carla, task.id, ("handover", other.id), "end"),
        settling.finish(world.context, carla, task.id),
        settling.drop(world.context, carla, task.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await world.stored(ChangeTask, task.id)).state == "open"


@pytest.mark.parametrize(("decision", "note"), [("later", ""), ("", ""), ("end", "x" * (settling.NOTE_MAX + 1))])
async def test_what_does_not_fit_is_refused_and_nothing_is_kept(world, decision, note):
    task, handover = await with_youth_service(world)
    with pytest.raises(Invalid):
        await settling.decide(world.context, world.staff["dora"], task.id, ("handover", handover.id), decision, note)
    async with world.context.database.reading() as session:
        assert (await session.execute(select(MeasureDecision))).first() is None


async def test_what_is_closed_stays_closed(world):
    task, handover = await with_youth_service(world)
    dora = world.staff["dora"]
    await settling.drop(world.context, dora, task.id)
    for attempt in (
        settling.drop(world.context, dora, task.id),
        settling.finish(world.context, dora, task.id),
        settling.decide(world.context, dora, task.id, ("handover", handover.id), "end"),
    ):
        with pytest.raises(IllegalState):
            await attempt
    assert (await world.stored(ChangeTask, task.id)).state == "dropped"


async def test_settling_moves_nobody(world):
    task, handover = await with_youth_service(world, holder="jmd")
    carla = world.staff["carla"]
    await settling.decide(world.context, carla, task.id, ("handover", handover.id), "end")
    await settling.finish(world.context, carla, task.id)
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.holder_team_id, (await world.stored(Handover, handover.id)).status) == (
        world.teams["jmd"].id, "accepted",
    )  # fmt: skip


async def test_only_what_runs_is_a_measure(world):
    _, handover = await with_youth_service(world)
    async with world.context.database.writing() as session:
        row = await session.get_one(Handover, handover.id)
        row.status = "declined"
    async with world.context.database.reading() as session:
        case = await session.get_one(CaseRecord, handover.case_id)
        vault = await world.context.vault(session, case.id)
        facts = await FactBook.of(session, case, vault)
        assert await running(session, case, facts) == []

"""The agenda: every source's due days, once, in the right part, for whoever they concern."""

from datetime import timedelta

from sqlalchemy import update

from backend.casework import plan, steps
from backend.casework.assignment import assign
from backend.changes import settling
from backend.handovers.models import Handover
from backend.worklists.agenda import Due, Entry, agenda
from backend.worklists.sources import SOURCES
from tests.backend.casework.conftest import an_accepted, bring, today
from tests.backend.changes.world import with_youth_service
from tests.backend.console.world import World


async def due(world: World, name: str = "amal") -> dict[str, list[tuple[str, str]]]:
    parts = await agenda(world.context, world.staff[name], tuple(SOURCES.values()))
    assert all(part.count == len(part.entries) for part in parts)
    return {part.when: [(entry.kind, entry.reference) for entry in part.entries] for part in parts}


async def test_an_answer_is_due_until_it_is_given(either_world):
    world = either_world
    made = [await world.handover() for _ in range(4)]
    for handover, hours in zip(made, (-1, 1, 24 * 7, 24 * 8), strict=True):
        async with world.context.database.writing() as session:
            until = world.watch() + timedelta(hours=hours)
            await session.execute(update(Handover).where(Handover.id == handover.id).values(due_at=until))
    told = [("answer", handover.reference) for handover in made]
    # What was due an hour ago is overdue, though its day is not over.
    assert await due(world) == {"overdue": told[:1], "today": told[1:2], "soon": told[2:3]}
    assert await due(world, "carla") == {"overdue": [], "today": [], "soon": []}
    world.watch.forward(hours=2)
    assert (await due(world))["overdue"] == told[:2]


async def test_looks_and_ends_of_measures_are_due_for_whoever_manages_the_case(either_world):
    world, amal = either_world, either_world.staff["amal"]
    handover = await an_accepted(world)
    await bring(world, handover, "intake")
    day = today(world) + timedelta(days=2)
    await steps.set_review(world.context, amal, handover.case_id, day)
    planned = plan.Planned("leisure", today(world), today(world), helper="Verein")
    await plan.add(world.context, amal, handover.case_id, planned)
    review, measure = ("review", handover.reference), ("measure", handover.reference)
    assert await due(world) == {"overdue": [], "today": [measure], "soon": [review]}
    assert await due(world, "bert") == {"overdue": [], "today": [], "soon": []}
    world.watch.forward(days=3)
    assert await due(world) == {"overdue": [measure, review], "today": [], "soon": []}
    await assign(world.context, amal, handover.case_id, None)
    assert (await due(world, "bert"))["overdue"] == [review]
    await steps.close(world.context, amal, handover.case_id, "moved")
    assert (await due(world, "bert"))["overdue"] == []


async def test_a_change_is_due_for_whoever_holds_the_case_and_for_nobody_who_was_released_nothing(either_world):
    world = either_world
    task, _ = await with_youth_service(world)
    ahead = task.due_on - today(world)
    world.watch.forward(days=ahead.days - 1)
    (entry,) = (await agenda(world.context, world.staff["dora"], (SOURCES["change"],)))[-1].entries
    assert (entry.day, entry.path) == (task.due_on, f"/changes/{task.id}")
    assert (await due(world, "dora"))["soon"] == [("change", None)]
    assert (await due(world, "amal"))["soon"] == []
    world.watch.forward(days=2)
    assert (await due(world, "dora"))["overdue"] == [("change", None)]
    await settling.drop(world.context, world.staff["dora"], task.id)
    assert (await due(world, "dora"))["overdue"] == []


async def test_another_subject_takes_part_with_a_source_of_its_own(world):
    handover = await world.handover()

    async def source(_context, _session, _staff, days) -> Due:
        entries = (
            [Entry("task", days.first, f"/cases/{handover.case_id}", handover.reference)]
            if days.when == "today"
            else []
        )
        return Due(entries, 3 * len(entries))

    parts = await agenda(world.context, world.staff["amal"], (source,))
    assert [(part.when, len(part.entries), part.count) for part in parts] == [
        ("overdue", 0, 0), ("today", 1, 3), ("soon", 0, 0),
    ]  # fmt: skip

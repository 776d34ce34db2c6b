"""Whether help went on without a gap: the old office responsible until the new one has accepted (R51)."""

import uuid
from datetime import timedelta

import pytest

from backend.changes import settling
from backend.changes.figures import Figures, by_kind
from backend.changes.models import ChangeTask
from backend.changes.reading import open_change
from backend.handovers.models import Handover
from backend.privacy.erasure import erase
from tests.backend.changes.world import with_youth_service
from tests.backend.console.world import START, World, a_world

DAY = timedelta(days=1)


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def figures(world: World, since=START, until=START + 400 * DAY) -> dict[str, Figures]:
    async with world.context.database.reading() as session:
        return dict(await by_kind(session, world.tenant.id, since, until))


async def stands(world: World, handover_id: uuid.UUID, **columns: object) -> None:
    async with world.context.database.writing() as session:
        row = await session.get_one(Handover, handover_id)
        for name, value in columns.items():
            setattr(row, name, value)


async def settle(world: World, task: ChangeTask) -> None:
    dora = world.staff["dora"]
    for one in (await open_change(world.context, dora, task.id)).measures:
        await settling.decide(world.context, dora, task.id, one.measure.key, "continue")
    await settling.finish(world.context, dora, task.id)


@pytest.mark.parametrize(
    ("old", "new", "without_gap"),
    [
        pytest.param(None, None, 1, id="the old office is still responsible"),
        pytest.param(10, 10, 1, id="the new one accepts in the moment in which the old one ends"),
        pytest.param(10, 3, 1, id="the new one has accepted before"),
        pytest.param(10, 12, 0, id="two days with neither"),
        pytest.param(10, None, 0, id="nobody has accepted"),
    ],
)
async def test_a_gap_is_the_time_between_the_end_of_the_old_and_the_yes_of_the_new(world, old, new, without_gap):
    task, handover = await with_youth_service(world)
    if new is not None:
        other = await world.also(handover, "kim")
        await stands(world, other.id, status="accepted", responded_at=START + new * DAY)
    if old is not None:
        ended = {"status": "ended", "outcome": "done", "ended_at": START + old * DAY}
        await stands(world, handover.id, **ended)
    world.watch.forward(days=20)
    await settle(world, task)
    assert await figures(world) == {"youth_ends": Figures(opened=1, done=1, without_gap=without_gap)}


async def test_an_office_that_never_had_the_case_leaves_no_gap(world):
    task, handover = await with_youth_service(world)
    await stands(world, handover.id, status="declined", responded_at=START, decline_reason="other")
    await settle(world, task)
    assert (await figures(world))["youth_ends"].without_gap == 1


async def test_figures_outlive_the_case_and_keep_to_their_time(world):
    task, handover = await with_youth_service(world)
    world.watch.forward(days=5)
    await settle(world, task)
    async with world.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=world.watch())
    assert await figures(world) == {"youth_ends": Figures(opened=1, done=1, without_gap=1)}
    assert await figures(world, until=START + DAY) == {"youth_ends": Figures(opened=1)}
    assert await figures(world, since=START + 6 * DAY) == {}

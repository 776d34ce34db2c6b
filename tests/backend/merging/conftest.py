"""Cases that Amal has taken on for the case managers, with the same number or another."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.merging import marks
from tests.backend.console.world import World, a_world

NUMBER = "+4915550001111"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The same on each engine."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with a_world(tmp_path, database_url=url) as made:
        yield made


async def given(world: World, team: str = "kim", value: str | None = NUMBER, **made: object) -> Handover:
    """A handover with this number or address, which nobody has answered yet."""
    handover = await world.handover(team, **made)
    world.watch.forward(minutes=1)
    async with world.context.database.writing() as session:
        await marks.keep(session, world.context.master_key, handover, {"value": value})
    return handover


async def taken(world: World, by: str = "amal", team: str = "kim", value: str | None = NUMBER, **made) -> Handover:
    """The same, accepted."""
    handover = await given(world, team, value, **made)
    return await accept(world.context, world.staff[by], handover.id)

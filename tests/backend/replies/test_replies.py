"""Ready replies belong to a team: its members write, choose and drop them, and nobody else sees them."""

import pytest

from backend.core.errors import Invalid, NotFound
from backend.replies import keeping
from backend.replies.keeping import Written
from tests.backend.console.world import World, a_world

GERMAN = Written("de", "Termin", "Wann haben Sie Zeit?")


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_world(request, tmp_path):
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with a_world(tmp_path, database_url=url) as made:
        yield made


async def add(world: World, name: str = "amal", team: str = "kim", written: Written = GERMAN) -> None:
    await keeping.add(world.context, world.staff[name], world.teams[team].id, written)


async def read_by(world: World, name: str) -> list[tuple[str, str, str]]:
    rows = await keeping.of_teams(world.context, world.staff[name])
    return [(row.language, row.title, row.text) for row in rows]


async def test_all_members_of_the_team_read_change_and_drop_them_on_either_database(either_world):
    world = either_world
    await add(world)
    assert await read_by(world, "bert") == [("de", "Termin", "Wann haben Sie Zeit?")]
    (reply,) = await keeping.of_teams(world.context, world.staff["bert"])
    await keeping.change(world.context, world.staff["bert"], reply.id, Written("en", " A  date ", "When?\r\nTell us."))
    assert await read_by(world, "amal") == [("en", "A date", "When?\nTell us.")]
    await keeping.drop(world.context, world.staff["amal"], reply.id)
    assert await read_by(world, "bert") == []
    assert [one for one in await world.audited() if one.startswith("reply.")] == [
        "reply.written", "reply.written", "reply.dropped",
    ]  # fmt: skip


async def test_nobody_of_another_team_or_kreis_gets_at_them(world):
    await add(world)
    (reply,) = await keeping.of_teams(world.context, world.staff["amal"])
    for name in ("carla", "dora", "eve"):
        assert await read_by(world, name) == []
        for doing in (
            keeping.one(world.context, world.staff[name], reply.id),
            keeping.change(world.context, world.staff[name], reply.id, GERMAN),
            keeping.drop(world.context, world.staff[name], reply.id),
            add(world, name),
        ):
            with pytest.raises(NotFound):
                await doing


async def test_those_in_the_persons_language_come_first_then_the_german_ones(world):
    for written in (
        Written("de", "Zeit", "…"), Written("de", "Anruf", "…"), Written("ar", "وقت", "…"), Written("en", "Time", "…"),
    ):  # fmt: skip
        await add(world, written=written)
    found = await keeping.fitting(world.context, world.staff["amal"], world.teams["kim"].id, "ar")
    assert [(code, [reply.title for reply in some]) for code, some in found] == [
        ("ar", ["وقت"]),
        ("de", ["Anruf", "Zeit"]),
    ]
    found = await keeping.fitting(world.context, world.staff["amal"], world.teams["kim"].id, "de")
    assert [code for code, _ in found] == ["de"]
    assert await keeping.fitting(world.context, world.staff["amal"], world.teams["jmd"].id, "ar") == []


async def test_what_is_missing_or_too_long_is_said(world):
    for wrong in (
        Written("xx", "Termin", "Wann?"), Written("de", " ", "Wann?"), Written("de", "x" * 81, "Wann?"),
        Written("de", "Termin", "\r\n"), Written("de", "Termin", "x" * 4001),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await add(world, written=wrong)

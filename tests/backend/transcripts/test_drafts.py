"""What staff begin to write is there again for them, for nobody else, and only until it is sent."""

import pytest
from sqlalchemy import func, select

from backend.core.errors import Invalid, NotFound
from backend.privacy.erasure import erase
from backend.transcripts import drafts
from backend.transcripts.models import Draft
from backend.transcripts.takeover import close, give_back, take_over, write
from tests.backend.console.world import World, a_world

WORDS = "  Guten Tag,\nich habe mit der Schule"


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def begun(world: World):
    """A case in which Dora has begun to write; its id, and the last line when she opened it."""
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    seen = (await world.messages(conversation.id))[-1].seq
    await drafts.keep(world.context, world.staff["dora"], case.id, WORDS, seen)
    return case.id, seen


async def kept(world: World) -> int:
    async with world.context.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Draft))


async def test_it_is_there_again_as_it_was_and_the_later_one_counts(world):
    case_id, seen = await begun(world)
    dora = world.staff["dora"]
    assert await drafts.kept(world.context, dora, case_id) == WORDS
    await drafts.keep(world.context, dora, case_id, WORDS + " gesprochen.", seen)
    assert await drafts.kept(world.context, dora, case_id) == WORDS + " gesprochen."
    assert await kept(world) == 1


async def test_in_the_database_it_is_sealed(world):
    case_id, _ = await begun(world)
    async with world.context.database.reading() as session:
        stored = await session.get_one(Draft, (case_id, world.staff["dora"].id))
    assert b"Schule" not in stored.text.token


async def test_a_colleague_reads_their_own_and_a_stranger_keeps_none(world):
    case_id, seen = await begun(world)
    assert await drafts.kept(world.context, world.staff["emil"], case_id) == ""
    await drafts.keep(world.context, world.staff["emil"], case_id, "Ich auch", seen)  # who does not answer
    with pytest.raises(NotFound):
        await drafts.keep(world.context, world.staff["amal"], case_id, "x", seen)
    assert await kept(world) == 1


@pytest.mark.parametrize("leave", [give_back, close])
async def test_sent_or_left_it_is_gone(world, leave):
    case_id, seen = await begun(world)
    dora = world.staff["dora"]
    await write(world.context, dora, case_id, WORDS)
    assert await kept(world) == 0
    await drafts.keep(world.context, dora, case_id, "Noch etwas", seen + 1)
    await leave(world.context, dora, case_id)
    assert await kept(world) == 0


async def test_one_that_arrives_after_its_own_message_is_not_kept(world):
    case_id, seen = await begun(world)
    await write(world.context, world.staff["dora"], case_id, WORDS)
    await drafts.keep(world.context, world.staff["dora"], case_id, WORDS, seen)
    assert await kept(world) == 0


async def test_an_emptied_field_leaves_nothing_and_too_much_is_refused(world):
    case_id, seen = await begun(world)
    await drafts.keep(world.context, world.staff["dora"], case_id, " \n", seen)
    assert await kept(world) == 0
    with pytest.raises(Invalid):
        await drafts.keep(world.context, world.staff["dora"], case_id, "x" * (drafts.TEXT_MAX + 1), seen)


async def test_it_is_erased_with_the_case(world):
    case_id, _ = await begun(world)
    async with world.context.database.writing() as session:
        await erase(session, case_id, requested_by="person", now=world.watch())
    assert await kept(world) == 0

"""A case page shows nothing beyond what was released, and no line of it is read without being written down."""

import uuid

import pytest
from sqlalchemy import update

from backend.core.errors import NotFound
from backend.handovers.models import Handover
from backend.handovers.reading import follow_case, open_case
from backend.handovers.responses import accept, decline
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import locked, say
from backend.transcripts.takeover import give_back, take_over, write
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def opened(world: World, name: str, case_id):
    return await open_case(world.context, world.staff[name], case_id)


async def the_assistant_says_more(world: World, conversation_id: uuid.UUID) -> None:
    async with world.context.database.writing() as session:
        conversation = await locked(session, conversation_id)
        vault = await world.context.vault(session, conversation.case_id)
        say(session, conversation, vault, world.context.catalogs, Utterance(key="ask.age"), now=world.watch())


async def test_a_transcript_that_was_not_released_is_not_shown_but_what_is_said_with_staff_is(world):
    handover = await world.handover(transcript=False)
    await accept(world.context, world.staff["amal"], handover.id)
    assert (await opened(world, "amal", handover.case_id)).messages == []
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    await write(world.context, world.staff["amal"], handover.case_id, "Guten Tag")
    await give_back(world.context, world.staff["amal"], handover.case_id)
    shown = (await opened(world, "amal", handover.case_id)).messages
    assert [message.key for message in shown] == ["staff.took_over", None, "staff.gave_back"]


async def test_the_desk_sees_nothing_of_what_was_said_until_somebody_takes_over(world):
    case, _ = await world.case(wanted="asked")
    before = await opened(world, "dora", case.id)
    assert (before.facts, before.messages, before.package, before.town) == ([], [], {}, "Neustadt")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    after = await opened(world, "emil", case.id)
    assert len(after.messages) > 5
    assert {"age", "needs"} <= {fact.attribute for fact in after.facts}
    assert after.owner == "Dora Modell"


async def test_the_desk_learns_who_declined_and_why(world):
    handover = await world.handover()
    await decline(world.context, world.staff["amal"], handover.id, "no_capacity", "Ab Mai wieder")
    await take_over(world.context, world.staff["dora"], handover.case_id, 0)
    (answer,) = (await opened(world, "dora", handover.case_id)).earlier
    assert (answer.service, answer.reason, answer.remark) == ("KIM Case Management", "no_capacity", "Ab Mai wieder")


async def test_a_page_that_follows_is_written_down_only_when_it_gets_new_lines(world):
    handover = await world.handover()
    amal = world.staff["amal"]
    seen = (await opened(world, "amal", handover.case_id)).messages[-1].seq
    assert await follow_case(world.context, amal, handover.case_id, seen) is None
    assert "case.followed" not in await world.audited()
    await the_assistant_says_more(world, handover.conversation_id)
    followed = await follow_case(world.context, amal, handover.case_id, seen)
    assert followed is not None
    assert followed.messages[-1].seq == seen + 1
    assert (await world.audited()).count("case.followed") == 1


async def test_lines_that_may_not_be_shown_wake_no_page(world):
    handover = await world.handover(transcript=False)
    await accept(world.context, world.staff["amal"], handover.id)
    await take_over(world.context, world.staff["amal"], handover.case_id, 0)
    await give_back(world.context, world.staff["amal"], handover.case_id)
    seen = (await opened(world, "amal", handover.case_id)).messages[-1].seq
    await the_assistant_says_more(world, handover.conversation_id)
    assert (await world.stored(Conversation, handover.conversation_id)).last_seq > seen
    assert await follow_case(world.context, world.staff["amal"], handover.case_id, seen) is None


async def test_a_page_that_follows_learns_that_the_case_is_no_longer_theirs(world):
    handover = await world.handover()
    await decline(world.context, world.staff["amal"], handover.id, "other")
    with pytest.raises(NotFound):
        await follow_case(world.context, world.staff["amal"], handover.case_id, 10**9)


async def test_earlier_answers_of_services_come_in_their_order(world):
    first = await world.handover("kim")
    later = await world.handover("jmd")
    await decline(world.context, world.staff["carla"], later.id, "other")
    world.watch.forward(minutes=1)
    await decline(world.context, world.staff["amal"], first.id, "no_capacity")
    async with world.context.database.writing() as session:
        moved = {"case_id": first.case_id, "conversation_id": first.conversation_id}
        await session.execute(update(Handover).where(Handover.id == later.id).values(**moved))
    await take_over(world.context, world.staff["dora"], first.case_id, 0)
    declined = (await opened(world, "dora", first.case_id)).earlier
    assert [answer.reason for answer in declined] == ["other", "no_capacity"]

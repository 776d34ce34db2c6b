"""An open inbox hears of changes, of those of its own teams only, and ends with the sign-in."""

import asyncio

import pytest

from backend.console import events
from backend.console.events import wake_ups
from backend.core.bus import LocalBus
from backend.handovers.responses import accept, decline
from backend.transcripts import presence
from backend.transcripts.takeover import take_over
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def heard(world: World, name: str, *topics: str, path: str = "/console/events") -> str:
    """What a browser's stream has said when the server shuts down after these wake-ups."""
    browser = await world.signed_in(name)
    reading = asyncio.create_task(browser.client.get(path))
    await asyncio.sleep(0.2)
    for topic in topics:
        await world.context.bus.publish(topic)
        await asyncio.sleep(0.1)
    await world.context.bus.close()
    answer = await asyncio.wait_for(reading, 5)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


async def test_a_change_for_ones_own_team_is_told(world):
    text = await heard(world, "amal", f"team:{world.teams['kim'].id}")
    assert text.count("event: changed") == 2  # once at the beginning, once for the change


async def test_a_change_for_another_team_is_not_told(world):
    text = await heard(world, "amal", f"team:{world.teams['jmd'].id}", f"team:{world.teams['desk'].id}")
    assert text.count("event: changed") == 1


async def test_an_open_case_hears_of_its_conversation(world):
    handover = await world.handover()
    path = f"/console/events?case={handover.case_id}"
    text = await heard(world, "amal", f"conversation:{handover.conversation_id}", path=path)
    assert text.count("event: changed") == 2


async def test_an_open_case_does_not_hear_of_other_conversations_of_the_team(world):
    handover, other = await world.handover(), await world.handover()
    path = f"/console/events?case={handover.case_id}"
    topics = f"team:{world.teams['kim'].id}", f"conversation:{other.conversation_id}"
    assert (await heard(world, "amal", *topics, path=path)).count("event: changed") == 1


@pytest.mark.parametrize("answer", [accept, lambda *handover: decline(*handover, "other")])
async def test_an_open_case_hears_of_the_answer_to_its_handover(world, answer):
    handover = await world.handover()
    async with world.context.bus.listen(f"conversation:{handover.conversation_id}") as waiter:
        await answer(world.context, world.staff["amal"], handover.id)
        assert await waiter.wait(0.1)


async def test_whoever_answers_hears_that_the_person_is_there_and_writes(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    signs = presence.topics(conversation.id, "person")
    text = await heard(world, "dora", *signs, path=f"/console/events?case={case.id}")
    assert text.index("event: here") < text.index("event: types")
    assert text.count("event: changed") == 1  # a sign is no change


async def test_a_colleague_who_only_looks_hears_no_signs_and_gives_none(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    signs = presence.topics(conversation.id, "person")
    async with world.context.bus.listen(presence.topic(conversation.id, "staff", "here")) as given:
        reading = asyncio.create_task(heard(world, "emil", *signs, path=f"/console/events?case={case.id}"))
        assert not await given.wait(0.4)
        text = await reading
    assert "event: here" not in text
    assert "event: types" not in text


async def test_an_open_page_of_whoever_answers_is_a_sign_that_they_are_there(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    browser = await world.signed_in("dora")
    async with world.context.bus.listen(presence.topic(conversation.id, "staff", "here")) as waiter:
        reading = asyncio.create_task(browser.client.get(f"/console/events?case={case.id}"))
        assert await waiter.wait(2)
    await world.context.bus.close()
    await reading


async def test_the_stream_ends_when_the_sign_in_does(world, monkeypatch):
    monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0.1)
    browser = await world.signed_in("amal")
    reading = asyncio.create_task(browser.client.get("/console/events"))
    await asyncio.sleep(0.25)
    world.watch.forward(minutes=31)
    assert (await asyncio.wait_for(reading, 5)).text.endswith("event: ended\ndata:\n\n")


async def test_a_wake_up_while_the_page_reads_is_not_lost():
    bus = LocalBus()
    stream = wake_ups(bus, ["a", "b"], 5)
    assert await anext(stream)
    await bus.publish("b")
    async with asyncio.timeout(1):
        assert await anext(stream)
    await bus.close()
    assert [woken async for woken in stream] == []


async def test_silence_is_reported_so_that_connections_stay_open():
    stream = wake_ups(LocalBus(), ["a"], 0.01)
    assert await anext(stream)
    assert not await anext(stream)
    await stream.aclose()

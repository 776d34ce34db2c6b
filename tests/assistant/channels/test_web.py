"""The web channel by its addresses: what a page on a shared device needs of them."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from assistant.app import Parts, create_app
from assistant.gateway.gateway import Gateway
from assistant.gateway.runner import TurnRunner
from assistant.speaking.synthesizer import Synthesizer
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.transcripts import presence
from backend.transcripts.models import Conversation, Message
from backend.transcripts.takeover import take_over
from locales.catalogs import Catalogs
from tests.support.hands import desk_staff
from tests.support.pages import unmarked
from tests.support.room import FakeDialogue, understand

SPEAKS = "#!/bin/sh\ncat > {heard}\nexec espeak-ng --stdout hm\n"
STREAM_SECONDS = 5


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A program that speaks, and leaves in `heard` beside it what it was given."""
    program = tmp_path / "voice"
    program.write_text(SPEAKS.format(heard=tmp_path / "heard"), encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
async def http(context: Context, voice: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application without its background work: nobody answers, everything is stored."""
    async with AsyncExitStack() as stack:
        dialogue = FakeDialogue()
        app = create_app(Parts(context, dialogue, "secret"))
        runner = TurnRunner(context, dialogue, understand)
        app.state.gateway = Gateway(context, runner, Synthesizer(str(voice)), unmarked)
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lotse/api/v1")
        yield await stack.enter_async_context(client)


async def opened(http: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """Where a conversation at a kiosk is found, and what opens it."""
    begun = (await http.post("/conversations", json={"language": "uk", "channel": "kiosk"})).json()
    return f"/conversations/{begun['id']}", {"Authorization": f"Bearer {begun['token']}"}


async def test_an_ended_conversation_is_closed_to_its_device_and_stays_in_the_case(
    http: httpx.AsyncClient, context: Context
) -> None:
    address, key = await opened(http)
    await http.post(f"{address}/messages", json={"client_id": "1", "text": "Добрий день"}, headers=key)
    ended = await http.post(f"{address}/end", headers=key)
    assert (ended.status_code, ended.content) == (204, b"")
    assert (await http.get(f"{address}/messages", headers=key)).status_code == 401
    again = {"client_id": "2", "text": "ще"}
    assert (await http.post(f"{address}/messages", json=again, headers=key)).json()["error"] == "not_allowed"
    assert (await http.delete(address, headers=key)).status_code == 401
    assert (await http.post(f"{address}/end", headers=key)).status_code == 401
    async with context.database.reading() as session:
        (stored,) = (await session.execute(select(Conversation))).scalars()
        said = (await session.execute(select(Message).where(Message.sender == "person"))).scalars().all()
    assert (stored.channel, len(said)) == ("kiosk", 1)
    assert stored.ended_at == context.clock()


async def test_a_conversation_is_ended_by_nobody_but_its_holder(http: httpx.AsyncClient) -> None:
    address, key = await opened(http)
    _, foreign = await opened(http)
    for headers in ({}, foreign):
        assert (await http.post(f"{address}/end", headers=headers)).status_code == 401
    assert (await http.get(f"{address}/messages", headers=key)).status_code == 200


async def test_a_page_that_is_still_open_elsewhere_learns_of_the_end_at_once(http: httpx.AsyncClient) -> None:
    address, key = await opened(http)
    listening = asyncio.create_task(http.get(f"{address}/events", headers=key))
    await asyncio.sleep(0.2)
    await http.post(f"{address}/end", headers=key)
    heard = await asyncio.wait_for(listening, STREAM_SECONDS)
    assert heard.text.endswith("event: gone\ndata: {}\n\n")


async def answered_by_a_person(context: Context, address: str) -> uuid.UUID:
    """Somebody of the desk has taken over; the conversation's id."""
    conversation_id = uuid.UUID(address.rpartition("/")[2])
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation_id)
        file.want_person("asked")
        case_id = file.case.id
    await take_over(context, (await desk_staff(context))[0], case_id, 0)
    return conversation_id


async def test_a_stream_tells_that_somebody_is_there_and_writes_and_by_itself_that_its_reader_is(
    http: httpx.AsyncClient, context: Context
) -> None:
    address, key = await opened(http)
    found = await answered_by_a_person(context, address)
    async with context.bus.listen(presence.topic(found, "person", "here")) as waiter:
        listening = asyncio.create_task(http.get(f"{address}/events", headers=key))
        assert await waiter.wait(2)
        await presence.is_here(context, found, "staff")
        await asyncio.sleep(0.2)
        assert not await waiter.wait(0.05)  # one sign is no answer to another, or they would never end
    await context.bus.publish(presence.topic(found, "staff", "types"))
    await asyncio.sleep(0.2)
    await http.post(f"{address}/end", headers=key)
    heard = (await asyncio.wait_for(listening, STREAM_SECONDS)).text
    assert heard.index('{"sign": "here"}') < heard.index('{"sign": "types"}')
    assert '"team": "Erstberatung' in heard


async def test_a_page_that_asks_again_and_again_hears_of_signs_too(http: httpx.AsyncClient, context: Context) -> None:
    address, key = await opened(http)
    found = await answered_by_a_person(context, address)
    last = (await http.get(f"{address}/messages", headers=key)).json()["state"]["last_seq"]
    asking = asyncio.create_task(http.get(f"{address}/messages?after={last}&wait=20", headers=key))
    await asyncio.sleep(0.2)
    await context.bus.publish(presence.topic(found, "staff", "types"))
    answer = (await asyncio.wait_for(asking, STREAM_SECONDS)).json()
    assert (answer["messages"], answer["signs"]) == ([], ["types"])


async def test_a_person_who_writes_is_seen_by_whoever_answers_and_by_nobody_else(
    http: httpx.AsyncClient, context: Context
) -> None:
    address, key = await opened(http)
    found = uuid.UUID(address.rpartition("/")[2])
    async with context.bus.listen(presence.topic(found, "person", "types")) as waiter:
        assert (await http.post(f"{address}/typing", headers=key)).status_code == 204
        assert not await waiter.wait(0.05)  # the assistant needs no sign
        await answered_by_a_person(context, address)
        await http.post(f"{address}/typing", headers=key)
        assert await waiter.wait(0.5)
        await http.post(f"{address}/typing", headers=key)
        assert not await waiter.wait(0.05)
        assert (await http.post(f"{address}/typing", headers=(await opened(http))[1])).status_code == 401
        await http.post(f"{address}/end", headers=key)
        assert (await http.post(f"{address}/typing", headers=key)).status_code == 401


async def test_a_language_says_its_own_name_and_welcomes(
    http: httpx.AsyncClient, tmp_path: Path, catalogs: Catalogs
) -> None:
    said = await http.get("/texts/uk/greeting")
    assert (said.status_code, said.headers["content-type"]) == (200, "audio/mpeg")
    assert said.content
    heard = (tmp_path / "heard").read_text("utf-8")
    welcome = catalogs.text("ui.kiosk_welcome", "uk").rstrip(".")
    assert heard == f"<speak>Українська. {welcome}</speak>"


async def test_a_language_that_nobody_knows_greets_nobody(http: httpx.AsyncClient) -> None:
    assert (await http.get("/texts/tlh/greeting")).status_code == 404

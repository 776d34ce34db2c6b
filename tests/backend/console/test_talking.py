"""The part of a case page in which staff talk to a person: drafts, an interpreter, and leaving."""

import re

import pytest

from backend.organisations.models import Service
from backend.transcripts import presence
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def answering(world: World, language: str = "ar"):
    """Dora's browser on the page of a case in which she answers."""
    case, conversation = await world.case(language, wanted="asked")
    browser = await world.signed_in("dora")
    path = f"/console/cases/{case.id}"
    await browser.post(f"{path}/take-over", seen_epoch="0")
    return browser, path, conversation


async def test_a_draft_is_kept_tells_that_somebody_writes_and_is_there_in_the_next_browser(world):
    browser, path, conversation = await answering(world)
    after = re.search(r'data-after="(\d+)"', (await browser.get(path)).text)[1]
    async with world.context.bus.listen(presence.topic(conversation.id, "staff", "types")) as waiter:
        answer = await browser.post(f"{path}/draft", text="Guten <Tag>\nFrau", after=after)
        assert answer.status_code == 204
        assert await waiter.wait(0.1)
        await browser.post(f"{path}/draft", text="Guten <Tag>\nFrau", after=after)
        assert not await waiter.wait(0.05)  # nobody could see it so soon
    page = (await (await world.signed_in("dora")).get(path)).text
    assert re.search(r"<textarea[^>]*>\nGuten &lt;Tag&gt;\nFrau</textarea>", page)
    assert "Guten" not in (await (await world.signed_in("emil")).get(path)).text


async def test_whoever_writes_stays_signed_in_and_without_the_token_nothing_is_kept(world):
    browser, path, _ = await answering(world)
    for _ in range(3):
        world.watch.forward(minutes=20)
        assert (await browser.post(f"{path}/draft", text="Guten Tag", after="99")).status_code == 204
    assert (await browser.get(path)).status_code == 200
    browser.csrf = "of another page"
    assert (await browser.post(f"{path}/draft", text="x", after="99")).status_code == 403


async def test_nobody_leaves_over_a_message_that_the_page_had_not_shown(world):
    browser, path, conversation = await answering(world)
    seen = re.search(r'name="seen" value="(\d+)" data-seen', (await browser.get(path)).text)[1]
    answer = await browser.post(f"{path}/close", seen=str(int(seen) - 3))
    assert answer.headers["location"] == f"{path}?done=unread"
    assert "Lesen Sie das bitte zuerst" in (await browser.get(answer.headers["location"])).text
    assert (await browser.post(f"{path}/close", seen=seen)).headers["location"] == "/console?done=closed"
    assert "wartet nicht mehr" in (await browser.get("/console?done=closed")).text
    assert [m.key for m in await world.messages(conversation.id)][-1] == "staff.closed"


async def test_without_a_translation_server_the_way_to_an_interpreter_is_one_click(world):
    browser, path, conversation = await answering(world)
    page = (await browser.get(path)).text
    assert "Fragen Sie mit einem Klick auf Arabisch" in page
    answer = await browser.post(f"{path}/interpreter")
    assert answer.headers["location"] == f"{path}?done=interpreter_offered"
    page = (await browser.get(answer.headers["location"])).text
    assert "Ja, bitte rufen Sie mich an" in page
    assert (await world.messages(conversation.id))[-1].key == "staff.interpreter"


async def test_whoever_has_a_colleague_for_the_language_is_told_so_instead(world):
    async with world.context.database.writing() as session:
        (await session.get_one(Service, world.services["desk"].id)).languages = ["de", "ar"]
    browser, path, _ = await answering(world)
    page = (await browser.get(path)).text
    assert "In Ihrem Team spricht jemand Arabisch" in page
    assert "Diese Sprachen nennt Ihr Team: Arabisch und Deutsch" in page
    assert f"{path}/interpreter" not in page


async def test_who_reads_german_needs_no_interpreter(world):
    browser, path, _ = await answering(world, "de-x-simple")
    assert f"{path}/interpreter" not in (await browser.get(path)).text

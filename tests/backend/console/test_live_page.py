"""The case page in a real browser: it follows its conversation, and what was handed over stays in sight beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from backend.handovers.responses import accept
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import locked, say
from tests.backend.console.world import PASSWORD, World, a_world
from tests.browser.web_stub.running import chromium
from tests.support.serving import serving

pytestmark = pytest.mark.enable_socket
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


@asynccontextmanager
async def case_page(world: World, browser: Browser, handover, size: dict[str, int]) -> AsyncIterator[Page]:
    """The page of a case, as somebody sees it who has just signed in."""
    async with serving(world.app) as address:
        page = await browser.new_page(viewport=size, locale="de-DE")
        await page.goto(f"{address}/console/cases/{handover.case_id}")
        await page.fill("#login", "amal")
        await page.fill("#password", PASSWORD)
        await page.locator("main button.primary").click()
        await expect(page.locator("h1")).to_have_text(handover.reference)
        try:
            yield page
        finally:
            await page.close()
            await world.context.bus.close()


async def talk(world: World, handover, lines: int) -> None:
    """More lines, so that the conversation is longer than any screen."""
    async with world.context.database.writing() as session:
        conversation = await locked(session, handover.conversation_id)
        vault = await world.context.vault(session, handover.case_id)
        for _ in range(lines):
            say(session, conversation, vault, world.context.catalogs, Utterance(key="ask.age"), now=world.watch())
    await world.context.bus.publish(f"conversation:{handover.conversation_id}")


async def test_new_lines_appear_once_and_are_written_down_once(world: World) -> None:
    handover = await world.handover()
    async with chromium() as browser, case_page(world, browser, handover, DESK) as page:
        lines = page.locator(".said")
        before = await lines.count()
        await talk(world, handover, 1)
        await expect(lines).to_have_count(before + 1)
        for _ in range(3):
            await world.context.bus.publish(f"conversation:{handover.conversation_id}")
            await asyncio.sleep(0.1)
        await expect(lines).to_have_count(before + 1)
        await expect(page.locator("[data-stale]:visible")).to_have_count(0)
        assert (await world.audited()).count("case.followed") == 1


async def test_a_page_says_that_a_colleague_has_answered_the_handover(world: World) -> None:
    handover = await world.handover()
    async with chromium() as browser, case_page(world, browser, handover, DESK) as page:
        await accept(world.context, world.staff["bert"], handover.id)
        await expect(page.locator("[data-stale=status]")).to_be_visible()
        await expect(page.locator("[data-stale=owner]")).to_be_hidden()


async def test_on_a_wide_screen_what_was_handed_over_stays_in_sight_and_fits(world: World) -> None:
    handover = await world.handover()
    await talk(world, handover, 30)
    async with chromium() as browser, case_page(world, browser, handover, DESK) as page:
        await page.locator(".said").last.scroll_into_view_if_needed()
        left = await page.locator(".left").bounding_box()
        assert left
        assert left["y"] >= 0
        assert left["y"] + left["height"] <= DESK["height"]
        await page.locator(".left .card").last.scroll_into_view_if_needed()
        await expect(page.locator(".left .facts-list").last).to_be_in_viewport()
        await expect(page.locator(".said").last).to_be_in_viewport()


async def test_on_a_phone_everything_is_one_column_that_scrolls_as_a_whole(world: World) -> None:
    handover = await world.handover()
    await talk(world, handover, 30)
    async with chromium() as browser, case_page(world, browser, handover, PHONE) as page:
        left = page.locator(".left")
        assert await left.evaluate("node => node.scrollHeight === node.clientHeight")
        await page.locator(".said").last.scroll_into_view_if_needed()
        await expect(left).not_to_be_in_viewport()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""Lists in a real browser, by the keyboard alone: tick two, choose, send; and what changes meanwhile loses no tick."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from backend.cases.models import CaseRecord
from backend.handovers.responses import accept
from tests.backend.casework.conftest import an_accepted
from tests.backend.console.world import PASSWORD, World, a_world
from tests.browser.web_stub.running import chromium
from tests.support.serving import serving

pytestmark = pytest.mark.enable_socket
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


@asynccontextmanager
async def list_page(world: World, browser: Browser, size: dict[str, int]) -> AsyncIterator[Page]:
    """The team's list, as somebody sees it who has just signed in."""
    async with serving(world.app) as address:
        page = await browser.new_page(viewport=size, locale="de-DE")
        await page.goto(f"{address}/console/sign-in")
        await page.fill("#login", "amal")
        await page.fill("#password", PASSWORD)
        await page.locator("main button.primary").click()
        await page.goto(f"{address}/console/lists?list=team&sort=oldest")
        try:
            yield page
        finally:
            await page.close()
            await world.context.bus.close()


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element with this id has the focus, as somebody would who sees it."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == wanted:
            return
    raise AssertionError(f"{wanted} cannot be reached")


async def accepted(world: World, how_many: int) -> list:
    made = []
    for _ in range(how_many):
        made.append(await an_accepted(world))
        world.watch.forward(minutes=1)
    return made


async def test_two_cases_are_ticked_assigned_and_shown_as_assigned_without_a_mouse(world: World) -> None:
    first, second, third = await accepted(world, 3)
    async with chromium() as browser, list_page(world, browser, DESK) as page:
        for handover in (first, third):
            await tab_to(page, f"c-{handover.case_id}")
            outline = "getComputedStyle(document.activeElement.closest('.line')).outlineStyle"
            assert await page.evaluate(outline) == "solid"
            await page.keyboard.press("Space")
        await tab_to(page, "to")
        await page.keyboard.press("B")  # Bert
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(".notice.good")).to_have_text("Die Fälle sind zugeteilt.")
        await expect(page.locator(".line", has_text="Bei Bert Muster")).to_have_count(2)
    held = {one.reference: (await world.stored(CaseRecord, one.case_id)).holder_id for one in (first, second, third)}
    amal, bert = world.staff["amal"].id, world.staff["bert"].id
    assert held == {first.reference: bert, second.reference: amal, third.reference: bert}


async def test_a_list_that_changes_keeps_ticks_and_focus(world: World) -> None:
    first, second = await accepted(world, 2)
    async with chromium() as browser, list_page(world, browser, DESK) as page:
        for handover in (first, second):
            await tab_to(page, f"c-{handover.case_id}")
            await page.keyboard.press("Space")
        await expect(page.locator(".rows .line")).to_have_count(2)
        new = await world.handover()
        await accept(world.context, world.staff["bert"], new.id)  # wakes the team
        await expect(page.locator(".rows .line")).to_have_count(3)
        await expect(page.locator("input[name=case]:checked")).to_have_count(2)
        assert await page.evaluate("document.activeElement.id") == f"c-{second.case_id}"
        await page.keyboard.press("Space")
        await expect(page.locator("input[name=case]:checked")).to_have_count(1)


@pytest.mark.parametrize("path", ["lists?list=team&urgent=yes", "lists?list=mine", "agenda", ""])
async def test_on_a_phone_nothing_is_wider_than_the_screen(world: World, path: str) -> None:
    await accepted(world, 2)
    await world.handover(urgent=True)
    async with chromium() as browser, list_page(world, browser, PHONE) as page:
        await page.goto(page.url.split("/console")[0] + f"/console/{path}".rstrip("/"))
        await expect(page.locator("h1")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for box in await page.locator("main a:visible, main button:visible, main summary:visible").all():
            height = (await box.bounding_box())["height"]
            assert height >= 24, await box.inner_text()

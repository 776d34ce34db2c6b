"""The page to take along, in a real browser: looked at on a phone, and as it comes out of a printer."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, expect

from backend.core.context import Context
from tests.browser.people import HANDHELD, HERE, watch
from tests.browser.web_stub.running import chromium
from tests.support.cases import new_conversation, told_conversation
from tests.support.pages import serving

pytestmark = pytest.mark.enable_socket
A4 = {"width": 794, "height": 1123}
FACTS = {
    "needs": ["housing", "school", "work"],
    "age": 34,
    "residence_title": "niederlassung",
    "municipality": {"key": "musterstadt", "name": "Musterstadt"},
    "case_management": "none",
    "letter_deadline": "2026-03-12",
}
HIDDEN = {**FACTS, "residence_title": "none_undocumented"}

#: What is wider than the page, or than the box that it stands in.
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll("#slip *")]
  .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.outerHTML.slice(0, 200))"""


@dataclass
class Visit:
    """A phone that remembers conversations."""

    context: Context
    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    async def comes_back(self, language: str, **facts: object) -> None:
        """To a conversation in which somebody has been named."""
        begun = (
            told_conversation(self.context, language, **facts) if facts else new_conversation(self.context, language)
        )
        conversation, token = await begun
        remembered = {"conversation": {"id": str(conversation.id), "token": token}, "language": language}
        for name, value in remembered.items():
            stored = json.dumps(json.dumps(value))
            await self.page.add_init_script(f"localStorage.setItem('lotse.{name}', {stored})")
        await self.page.goto(self.address)

    async def opens(self) -> None:
        await self.page.locator("#log [data-choice=slip]").click()
        await expect(self.page.locator("#sheet h1")).to_be_visible()


@pytest.fixture
async def visit(context: Context) -> AsyncIterator[Visit]:
    """Any fault of the page, a breach of its content policy or a call to another host fails the test."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(context))
        browser = await stack.enter_async_context(chromium())
        device = await browser.new_context(**HERE, **HANDHELD)
        made = Visit(context, await device.new_page(), address)
        watch(made.page, made.faults)
        await made.page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
        yield made
        assert made.faults == []
        await device.close()


async def test_an_arabic_page_runs_from_the_right_with_the_german_from_the_left(visit: Visit) -> None:
    await visit.comes_back("ar", **FACTS)
    await visit.opens()
    page = visit.page
    await expect(page.locator("#sheet")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#sheet h1 .own")).to_have_css("direction", "rtl")
    german = page.locator("#sheet h1 .german")
    await expect(german).to_have_text("Laufzettel")
    await expect(german).to_have_css("direction", "ltr")
    await expect(page.locator("#sheet .german:not([lang=de])")).to_have_count(0)
    await expect(page.locator(".place").first.locator(".place-call a")).to_have_attribute("href", "tel:+492214710110")
    assert await page.evaluate(TOO_WIDE) == []
    await expect(page.locator("#chat")).to_be_hidden()
    await expect(page.locator("#open-emergency")).to_be_in_viewport()


async def test_the_code_is_drawn(visit: Visit) -> None:
    await visit.comes_back("uk", **FACTS)
    await visit.opens()
    code = visit.page.locator(".sheet-code img")
    assert await code.evaluate("image => image.complete && image.naturalWidth > 0")


async def test_on_paper_stands_the_page_alone_in_both_languages_side_by_side(visit: Visit) -> None:
    await visit.comes_back("ar", **FACTS)
    await visit.opens()
    page = visit.page
    await page.set_viewport_size(A4)
    await page.emulate_media(media="print")
    for tapped in (".bar", "#slip-tools", "#slip-note", "#chat", ".take-along"):
        assert await page.locator(tapped).evaluate_all("all => all.some((it) => it.checkVisibility())") is False
    why = page.locator(".place").first.locator(".row:has(> .german)").first
    own, german = why.locator(".own"), why.locator(".german")
    assert (await own.bounding_box())["x"] > (await german.bounding_box())["x"]
    assert (await own.bounding_box())["y"] == (await german.bounding_box())["y"]
    await expect(page.locator(".sheet-code img")).to_be_visible()
    assert await page.evaluate(TOO_WIDE) == []


async def test_answers_come_and_go_by_a_switch_that_is_off_at_first(visit: Visit) -> None:
    await visit.comes_back("de", **FACTS)
    await visit.opens()
    switch = visit.page.locator("[data-choice=slip-answers]")
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await expect(visit.page.locator(".sheet-answers")).to_have_count(0)
    await switch.click()
    await expect(visit.page.locator(".sheet-answers")).to_contain_text("Niederlassungserlaubnis")
    await switch.click()
    await expect(visit.page.locator(".sheet-answers")).to_have_count(0)


async def test_where_a_paper_could_harm_no_answers_are_offered_and_it_is_said_why(visit: Visit) -> None:
    await visit.comes_back("de", **HIDDEN)
    await visit.opens()
    await expect(visit.page.locator("[data-choice=slip-answers]")).to_have_count(0)
    await expect(visit.page.locator("#slip-note")).to_contain_text("was Ihnen schaden kann")


async def test_printing_is_left_to_the_browser_and_the_way_back_leads_to_the_conversation(visit: Visit) -> None:
    await visit.comes_back("de", **FACTS)
    await visit.opens()
    await visit.page.locator("[data-choice=slip-print]").click()
    assert await visit.page.evaluate("window.printed") == 1
    await visit.page.locator("[data-choice=slip-back]").click()
    await expect(visit.page.locator("#chat")).to_be_visible()
    await expect(visit.page.locator("#slip")).to_be_hidden()
    assert await visit.page.locator("#sheet").inner_html() == ""  # nothing of it lies about on a shared device


async def test_the_menu_leads_there_as_soon_as_there_is_a_result(visit: Visit) -> None:
    await visit.comes_back("de", **FACTS)
    await expect(visit.page.locator("#log [data-choice=slip]")).to_be_visible()
    await visit.page.click("#open-menu")
    await visit.page.get_by_role("dialog").get_by_role("button", name="Blatt zum Mitnehmen").click()
    await expect(visit.page.locator("#sheet h1")).to_be_focused()


async def test_before_a_result_the_menu_does_not_speak_of_it(visit: Visit) -> None:
    await visit.comes_back("de")
    await expect(visit.page.locator("#log article")).to_have_count(2)
    await visit.page.click("#open-menu")
    await expect(visit.page.locator("#panel-title")).to_be_visible()
    await expect(visit.page.get_by_role("button", name="Blatt zum Mitnehmen")).to_have_count(0)

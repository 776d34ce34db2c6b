"""The page with everything that is stored, in a real browser: from the menu, on a phone and on paper."""

import pytest
from playwright.async_api import expect

from tests.browser.test_slip import A4, FACTS, TOO_WIDE, Visit, visit

pytestmark = pytest.mark.enable_socket
__all__ = ["visit"]


async def opens(visit: Visit) -> None:
    await visit.page.click("#open-menu")
    await visit.page.locator("#panel [data-choice=copy]").click()
    await expect(visit.page.locator("#sheet h1")).to_be_focused()


async def test_an_arabic_copy_runs_from_the_right_with_every_message_in_its_own_direction(visit: Visit) -> None:
    await visit.comes_back("ar", **FACTS)
    await expect(visit.page.locator("#log article").first).to_be_visible()
    await opens(visit)
    page = visit.page
    await expect(page.locator("#sheet")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#sheet h1 .german")).to_have_text("Was über Sie gespeichert ist")
    await expect(page.locator(".copy-answers .row")).to_have_count(len(FACTS))
    assert await page.locator(".copy-messages .said").count() > 1
    await expect(page.locator(".copy-consents")).to_have_count(0)
    assert await page.evaluate(TOO_WIDE) == []
    await page.set_viewport_size(A4)
    await page.emulate_media(media="print")
    assert await page.locator("#slip-tools").is_visible() is False
    assert await page.evaluate(TOO_WIDE) == []


async def test_nothing_of_it_stays_in_the_page_after_going_back(visit: Visit) -> None:
    await visit.comes_back("de", **FACTS)
    await expect(visit.page.locator("#log article").first).to_be_visible()
    await opens(visit)
    await visit.page.locator("[data-choice=slip-print]").click()
    assert await visit.page.evaluate("window.printed") == 1
    await visit.page.locator("[data-choice=slip-back]").click()
    await expect(visit.page.locator("#chat")).to_be_visible()
    assert await visit.page.locator("#sheet").inner_html() == ""


@pytest.mark.parametrize(("address", "offered"), [("?kiosk", 0), ("?kiosk&print", 1)])
async def test_at_a_kiosk_there_is_a_copy_only_beside_a_printer(visit: Visit, address: str, offered: int) -> None:
    await visit.page.goto(f"{visit.address}{address}")
    await visit.page.locator("#language-wall .button-language[lang=de]").click()
    await expect(visit.page.locator("#log article").first).to_be_visible()
    await visit.page.click("#open-menu")
    await expect(visit.page.locator("#panel-title")).to_be_visible()
    await expect(visit.page.locator("#panel [data-choice=copy]")).to_have_count(offered)

"""The newcomer's way in every language, a picture for each screen: `python -m tests.browser.sheet [FOLDER]`.

Everything is tapped or is a number, so that the way is the same in each language. The sheets are to be looked at: no
cut text, no wrong direction, no missing letter.
"""

import asyncio
import base64
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from backend.offers.articles import articles
from locales.languages import offered
from tests.browser.people import HANDHELD, PATIENCE_MS, TAP, Newcomer
from tests.dialogue.test_every_language import WORDS
from tests.support.served import ROOT, Served, served
from tests.system.services import chromium_options

SHEETS = ROOT / "docs" / "screenshots" / "languages"
TILE = 240  # pixels
#: The smallest that somebody would hang up.
KIOSK = {"viewport": {"width": 600, "height": 1024}, "has_touch": True, "is_mobile": True}
ANSWERS = {
    "entry": "help", "mode": "full", "needs": "training", "municipality": "musterstadt", "case_management": "none",
    "residence_title": "refugee_25_1_2a", "lives_in": "municipality", "benefits_drawn": "sgb2", "readback": "yes",
    "handover": "yes", "handover_return": "no", "contact_channel": "phone", "contact_shared": "private",
    "contact_allowed": "call_and_message", "contact_times": "morning", "barriers": "none", "goal": "skip",
    "writing_for": "self",
}  # fmt: skip
#: The article whose question is asked.
ASKED = "bank_account"
TYPED = {"age": "20", "contact_value": "0221 4710999"}
SHOWN = (
    "entry", "mode", "needs", "municipality", "readback", "handover", "contact_channel", "contact_times", "barriers",
)  # fmt: skip

Pictures = dict[str, dict[str, bytes]]


async def gone_through(browser: Browser, address: str, language: str, taken: Pictures) -> None:
    """One person's way in one language, from the first screen to the handover."""
    person = await Newcomer.arrives(browser, address, **HANDHELD)

    async def keep(name: str) -> None:
        await keep_of(person, name, language, taken)

    await person.page.goto(f"{address}/?l={language}")
    await person.page.locator(f'#language-wall button[lang="{language}"]').click()
    asked = await person.asked()
    await person.page.evaluate("scrollTo(0, 0)")
    await keep("01 welcome")
    for number, button in enumerate(("open-emergency", "open-menu", "open-languages"), 2):
        await person.page.click(f"#{button}")
        await keep(f"0{number} {button}")
        await person.page.keyboard.press("Escape")
    seen = 5
    while asked != "barriers":
        if asked in SHOWN:
            await person.open_question.evaluate("message => message.scrollIntoView()")
            await keep(f"{seen:02} {asked}")
            seen += 1
        if asked == "handover":
            for part in ("told", "also"):
                for told in (await person.told(f"decision.{part}").all())[:1]:
                    await told.evaluate("message => message.scrollIntoView()")
                    await keep(f"1{'34'[part == 'also']} decision {part}")
        answer = TYPED.get(asked) or TAP + ANSWERS[asked]
        asked = await person.answer(answer)
    await person.give(TAP + ANSWERS["barriers"])
    await expect(person.told("handover.done")).to_be_visible(timeout=PATIENCE_MS)
    await person.told("handover.done").evaluate("message => message.scrollIntoView()")
    await keep("15 handed over")
    await person.page.locator("#log [data-choice=slip]").last.click()
    await expect(person.page.locator("#sheet h1")).to_be_visible()
    await keep("17 to take along")
    await person.page.click("[data-choice=slip-back]")
    await person.write(WORDS[language][2])
    await expect(person.page.locator(".is-safety").last).to_be_visible(timeout=PATIENCE_MS)
    await person.page.locator(".is-safety").last.evaluate("message => message.scrollIntoView()")
    await keep("16 danger")
    assert person.faults == [], person.faults
    await person.page.context.close()


async def looked_around(browser: Browser, address: str, language: str, taken: Pictures) -> None:
    """What exists here, without any intake: offers for a concern, and the answer to a question."""
    person = await Newcomer.arrives(browser, address, **HANDHELD)
    await person.page.goto(f"{address}/?l={language}")
    await person.page.locator(f'#language-wall button[lang="{language}"]').click()
    await person.asked()
    await person.give(f"{TAP}question")
    await person.write(WORDS[language][0])
    offer = person.page.locator(".offer").first
    await expect(offer).to_be_visible(timeout=PATIENCE_MS)
    await offer.locator("summary").click()
    await offer.evaluate("card => card.scrollIntoView()")
    await keep_of(person, "19 offer", language, taken)
    told = person.told("article.told")
    before = await told.count()
    await person.write(articles()[ASKED].words[language].question)
    await expect(told).to_have_count(before + 1, timeout=PATIENCE_MS)
    await told.last.evaluate("message => message.scrollIntoView()")
    await keep_of(person, "18 article", language, taken)
    assert person.faults == [], person.faults
    await person.page.context.close()


async def stood_at_a_kiosk(browser: Browser, address: str, language: str, taken: Pictures) -> None:
    """The first screens at a device that is everybody's."""
    person = await Newcomer.arrives(browser, address, **KIOSK)
    await person.page.goto(f"{address}/?kiosk")
    own_name = person.page.locator(f'#language-wall .button-language[lang="{language}"]')
    await expect(own_name).to_be_visible()
    await keep_of(person, "20 kiosk", language, taken)
    await own_name.click()
    await person.asked()
    await keep_of(person, "21 kiosk welcome", language, taken)
    assert person.faults == [], person.faults
    await person.page.context.close()


async def keep_of(person: Newcomer, name: str, language: str, taken: Pictures) -> None:
    """A picture of what somebody sees."""
    await person.page.evaluate("document.activeElement.blur()")
    taken[name][language] = await person.page.screenshot(type="jpeg", quality=70, animations="disabled")


async def lay_out(page: Page, name: str, tiles: dict[str, bytes], folder: Path) -> None:
    """One screen in all languages, side by side."""
    images = "".join(
        f'<figure><img width="{TILE}" src="data:image/jpeg;base64,{base64.b64encode(tile).decode()}">'
        f"<figcaption>{code}</figcaption></figure>"
        for code, tile in tiles.items()
    )
    style = "body{margin:8px;display:flex;flex-wrap:wrap;gap:8px;background:#999}figure{margin:0;font:14px sans-serif}"
    await page.set_content(f"<style>{style}</style>{images}")
    file = folder / f"{name.replace(' ', '-')}.jpg"
    await page.screenshot(path=file, full_page=True, type="jpeg", quality=60)
    sys.stdout.write(f"{file.name}  {file.stat().st_size // 1024} KB\n")


async def take(program: Served, folder: Path) -> None:
    """All languages, then all sheets."""
    taken: Pictures = defaultdict(dict)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium_options())
        for language in offered():
            await gone_through(browser, program.url, language.code, taken)
            await looked_around(browser, program.url, language.code, taken)
            await stood_at_a_kiosk(browser, program.url, language.code, taken)
            sys.stdout.write(f"{language.code}\n")
        page = await browser.new_page(viewport={"width": 7 * (TILE + 8) + 16, "height": 800})
        for name in sorted(taken):
            await lay_out(page, name, taken[name], folder)


def main() -> None:
    """Serve the program with an empty database of its own, and go through it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHEETS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, served(Path(var)) as program:
        asyncio.run(take(program, folder))


if __name__ == "__main__":
    main()

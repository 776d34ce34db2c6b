"""Takes the pictures in docs/screenshots from the real program: `python -m tests.browser.screenshots`.

They show what the tests go through, and are to be looked at after every change of a page.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.people import DESKTOP, HANDHELD, TAP, CaseWorker, Newcomer
from tests.support.served import ROOT, Served, served
from tests.system.services import chromium_options

PICTURES = ROOT / "docs" / "screenshots"
MOST_BYTES = 250 * 1024
#: High enough for all that is told about a decision, and for two of them side by side.
HIGH_DESKTOP = {**DESKTOP, "viewport": {"width": 1280, "height": 1300}}
SHARP_PHONE = {**HANDHELD, "device_scale_factor": 2}

NEEDS = {
    "de": "Ich suche eine Wohnung, meine Tochter braucht einen Platz in der Schule und ich suche Arbeit",
    "en": "I am looking for a flat, my daughter needs a school and I need a job",
    "ar": "أبحث عن شقة وابنتي تحتاج إلى مدرسة وأنا أبحث عن عمل",
}
GOAL = {
    "de": "Ich möchte auf eigenen Füßen stehen",
    "en": "I want to be independent",
    "ar": "أريد حياة هادئة",
}
AGE = {"de": "34", "en": "34", "ar": "عمري ٣٤ سنة"}
#: Temporary protection since the day from which a law may change who pays; before and after that law.
CONSTELLATION = (
    "age=33&residence_title=temp_protection_24&sec24_first_issued=2025-06-01&lives_in=municipality"
    "&case_management=none&benefits_drawn=none&needs=benefits&needs=work&municipality=musterstadt&date=2026-06-15"
)
COMPARED = f"{CONSTELLATION}&compare=2026-08-15"
DANGER_AR = "زوجي يضربني كل يوم"


def answers(language: str) -> dict[str, str]:
    """A mother with three concerns, whom nobody helps yet."""
    taps = {
        "entry": "help", "mode": "full", "municipality": "musterstadt", "case_management": "none",
        "readback": "yes", "handover": "yes", "handover_return": "yes", "contact_channel": "phone",
        "contact_shared": "shared", "contact_allowed": "write_only", "contact_times": "evening",
        "barriers": "none",
    }  # fmt: skip
    said = {"needs": NEEDS[language], "age": AGE[language], "goal": GOAL[language], "contact_value": "0221 4710999"}
    return {attribute: TAP + choice for attribute, choice in taps.items()} | said


async def picture(page: Page, name: str) -> None:
    """Save what is on the screen, without the pointer's and the keyboard's marks."""
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    file = PICTURES / f"{name}.png"
    await page.screenshot(path=file, animations="disabled", caret="hide")
    size = file.stat().st_size
    assert size <= MOST_BYTES, f"{file.name} is too large: {size} bytes"
    sys.stdout.write(f"{file.relative_to(ROOT)}  {size // 1024} KB\n")


async def arabic_phone(browser: Browser, address: str) -> str:
    """Language wall, conversation, danger, consent, handover; returns the reference number."""
    person = await Newcomer.arrives(browser, address, locale="ar", **SHARP_PHONE)
    await person.page.goto(address)
    await expect(person.page.locator("#language-wall button").first).to_be_visible()
    await picture(person.page, "language-wall-phone")
    await person.begin("ar")
    await person.go_on_to("needs", answers("ar"))
    await picture(person.page, "chat-ar-phone")
    await person.further_topics()
    await picture(person.page, "topics-ar-phone")
    await person.go_on_to("handover", answers("ar"))
    for part, name in ((person.told("decision.told"), "decision"), (person.told("decision.also"), "decision-also")):
        await part.evaluate("message => message.scrollIntoView()")
        await picture(person.page, f"{name}-ar-phone")
    await person.open_question.evaluate("message => message.scrollIntoView()")
    await picture(person.page, "consent-ar-phone")
    return await person.finish(answers("ar"))


async def arabic_danger(browser: Browser, address: str) -> None:
    """Danger in the middle of a conversation."""
    person = await Newcomer.arrives(browser, address, **SHARP_PHONE)
    await person.begin("ar")
    await person.go_on_to("needs", answers("ar"))
    await person.write(DANGER_AR)
    await expect(person.page.locator(".is-safety")).to_be_visible()
    await picture(person.page, "danger-ar-phone")


async def german(browser: Browser, address: str) -> None:
    """The read-back on a phone, the beginning and the decision on a desk."""
    person = await Newcomer.arrives(browser, address, **SHARP_PHONE)
    await person.begin("de")
    await person.go_on_to("readback", answers("de"))
    await picture(person.page, "readback-de-phone")
    person = await Newcomer.arrives(browser, address, **DESKTOP)
    await person.begin("de")
    await person.go_on_to("municipality", answers("de"))
    await picture(person.page, "chat-de-desktop")
    person = await Newcomer.arrives(browser, address, **HIGH_DESKTOP)
    await person.begin("de")
    await person.go_on_to("handover", answers("de"))
    await person.told("decision.told").evaluate("message => message.scrollIntoView()")
    await picture(person.page, "decision-de-desktop")


async def english_in_the_dark(browser: Browser, address: str) -> None:
    """Who is responsible, and why."""
    person = await Newcomer.arrives(browser, address, color_scheme="dark", **DESKTOP)
    await person.begin("en")
    await person.go_on_to("handover", answers("en"))
    await person.told("decision.told").evaluate("message => message.scrollIntoView()")
    await picture(person.page, "decision-en-desktop-dark")
    await person.finish(answers("en"))


async def console(browser: Browser, address: str, reference: str) -> None:
    """What the case manager sees of all this."""
    worker = await CaseWorker.signs_in(browser, address, "kim")
    await picture(worker.page, "console-inbox-desktop")
    await worker.opens(reference)
    await picture(worker.page, "console-case-desktop")
    worker = await CaseWorker.signs_in(browser, address, "kim", **SHARP_PHONE)
    await worker.opens(reference)
    await picture(worker.page, "console-case-phone")


async def law(browser: Browser, address: str) -> None:
    """Where staff look up who is responsible, and keep what they found out about law that changes."""
    for device, shape in (("desktop", HIGH_DESKTOP), ("phone", SHARP_PHONE)):
        worker = await CaseWorker.signs_in(browser, address, "kim", **shape)
        pages = {
            "responsibility": f"responsibility?{CONSTELLATION}",
            "responsibility-compared": f"responsibility?{COMPARED}",
            "law": "law",
        }
        for name, path in pages.items():
            await worker.page.goto(f"{address}/console/{path}")
            for result in await worker.page.locator("#result").all():
                await result.evaluate("part => part.scrollIntoView()")
            await picture(worker.page, f"console-{name}-{device}")


async def take(program: Served) -> None:
    """All pictures, one after the other."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium_options())
        reference = await arabic_phone(browser, program.url)
        await arabic_danger(browser, program.url)
        await german(browser, program.url)
        await english_in_the_dark(browser, program.url)
        await console(browser, program.url, reference)
        await law(browser, program.url)


def main() -> None:
    """Serve the program with an empty database of its own, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as program:
        asyncio.run(take(program))


if __name__ == "__main__":
    main()

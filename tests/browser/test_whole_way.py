"""The whole way in a real browser, with the real program: from the language wall to the answer of the service."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from backend.cases.questions import FURTHER_NEEDS
from locales.languages import offered
from tests.browser.people import DESKTOP, PATIENCE_MS, CaseWorker, Newcomer
from tests.support.served import Served, served

pytestmark = pytest.mark.enable_socket

MOTHER = {
    "entry": "tap:help",
    "mode": "tap:full",
    "needs": "أبحث عن شقة وابنتي تحتاج إلى مدرسة وأنا أبحث عن عمل",
    "age": "٣٤",
    "municipality": "tap:musterstadt",
    "case_management": "tap:none",
    "residence_title": "tap:niederlassung",  # asked where there is one concern only
    "goal": "tap:skip",
    "readback": "tap:yes",
    "handover": "tap:yes",
    "handover_return": "tap:yes",
    "contact_channel": "tap:phone",
    "contact_value": "0221 4710999",
    "contact_shared": "tap:shared",
    "contact_allowed": "tap:write_only",
    "contact_times": "tap:evening",
    "barriers": "tap:none",
}
GERMAN_NEEDS = "Ich suche eine Wohnung, meine Tochter braucht einen Platz in der Schule und ich suche Arbeit"
YOUNG_MAN = {
    **MOTHER,
    "needs": "tap:everyday",
    "age": "20",
    "municipality": "tap:neudorf",
    "contact_shared": "tap:private",
}

#: Whatever can be operated has a name, and a page says once what it is.
FLAWS = """() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  const named = (node) => (node.getAttribute("aria-label") || node.innerText || "").trim()
    || [...(node.labels || [])].some((label) => label.innerText.trim());
  const nameless = shown("button, a[href], input:not([type=hidden]), textarea, summary").filter((node) => !named(node));
  const unexplained = shown("img:not([alt]), svg:not([aria-hidden]):not([role])");
  const { lang, dir, scrollWidth } = document.documentElement;
  return [
    ...[...nameless, ...unexplained].map((node) => node.outerHTML),
    shown("h1").length === 1 ? "" : "not one h1",
    lang && dir ? "" : "no lang or dir",
    scrollWidth > innerWidth ? "wider than the screen" : "",
  ].filter(Boolean);
}"""

#: What does not fit into its box.
CUT_OFF = """(selector) => [...document.querySelectorAll(selector)].flatMap((box) =>
  [...box.querySelectorAll("p:not(:has(.visually-hidden)), a, dt, dd, button > span")].filter((node) => {
    const [outer, inner] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
    if (!node.checkVisibility()) return false;
    const cut = node.clientWidth && node.scrollWidth > node.clientWidth + 1;
    return cut || inner.left < outer.left - 1 || inner.right > outer.right + 1;
  }).map((node) => node.outerHTML))"""


async def flaws(page: Page) -> list[str]:
    """What a screen reader or a small screen would stumble over on the page as it stands."""
    return await page.evaluate(FLAWS)


@dataclass
class Scene:
    """A browser, the program, and everybody who came."""

    browser: Browser
    address: str
    faults: list[list[str]] = field(default_factory=list)

    async def newcomer(self, **device: object) -> Newcomer:
        person = await Newcomer.arrives(self.browser, self.address, **device)
        self.faults.append(person.faults)
        return person

    async def staff(self, login: str, **device: object) -> CaseWorker:
        worker = await CaseWorker.signs_in(self.browser, self.address, login, **device)
        self.faults.append(worker.faults)
        return worker


@pytest.fixture
async def scene(lotse: Served, browser: Browser) -> AsyncIterator[Scene]:
    """At the end, no page may have failed, complained, broken its content policy or called another host."""
    made = Scene(browser, lotse.url)
    yield made
    assert [fault for person in made.faults for fault in person] == []


async def test_an_arabic_mother_is_accepted_and_sees_it_at_once(scene: Scene) -> None:
    worker = await scene.staff("kim")
    mother = await scene.newcomer(locale="ar")
    await mother.begin("ar")
    await expect(mother.page.locator("html")).to_have_attribute("dir", "rtl")
    assert await flaws(mother.page) == []
    way = await mother.go_on_to("readback", MOTHER)
    assert way == ["entry", "mode", "needs", "age", "municipality", "case_management", "goal"]  # only what decides
    assert await mother.answer("tap:change-age") == "age"
    await mother.go_on_to("readback", {**MOTHER, "age": "عمري ٣٥ سنة"})
    await expect(mother.open_question.locator(".item", has_text="35")).to_have_count(1)
    await mother.go_on_to("handover", MOTHER)
    await the_decision_can_be_read(mother)
    reference = await mother.finish(MOTHER)
    await expect(mother.told("handover.done")).to_contain_text(reference)
    assert await flaws(mother.page) == []

    await expect(worker.row(reference)).to_be_visible()  # nobody has reloaded the inbox
    assert await flaws(worker.page) == []
    await worker.opens(reference)
    await the_case_can_be_read(worker.page)
    await worker.page.locator("form[action$='/accept'] button").click()
    accepted = mother.told("handover.accepted")
    await expect(accepted).to_be_visible(timeout=PATIENCE_MS)
    await expect(accepted).to_have_attribute("lang", "ar")
    assert await mother.page.locator("#log [data-key]:not([dir=rtl]):not(.from-person)").count() == 0


async def the_decision_can_be_read(person: Newcomer) -> None:
    """One number to call, what it costs and what to bring, who else is named and why; none of it can be changed."""
    told, also = person.told("decision.told"), person.told("decision.also")
    await expect(told.locator("a.call")).to_have_attribute("href", re.compile(r"^tel:\+?\d+$"))
    await expect(told.locator(".item")).to_have_count(2)
    await expect(told.locator(".item").first).to_contain_text("مجانية")
    await expect(told.locator(".choices button, .tools button")).to_have_count(0)
    await expect(also.locator(".contact")).to_have_count(3)
    for concern in ("السكن", "المدرسة", "العمل"):
        await expect(also.locator(".contact-why", has_text=concern)).to_have_count(1)
    assert await person.page.evaluate(CUT_OFF, "#log .contact, #log .item") == []
    assert await person.answer("tap:why") == "handover"
    await expect(person.told("why.handover")).to_be_visible()


async def test_on_paper_stands_what_was_said_and_whom_to_call_and_nothing_to_tap(scene: Scene) -> None:
    person = await scene.newcomer(locale="ar")
    await person.begin("ar")
    await person.go_on_to("handover", MOTHER)
    await person.page.emulate_media(media="print")
    await person.page.set_viewport_size({"width": 794, "height": 1123})  # A4
    for tapped in (".bar", "#composer", "#log .choices", "#log .tools", "#log .listening"):
        assert await person.page.locator(tapped).evaluate_all("all => all.some((it) => it.checkVisibility())") is False
    call = person.told("decision.told").locator(".call-number")
    await expect(call).to_be_visible()
    await expect(call).to_have_css("direction", "ltr")
    await expect(person.told("decision.told").locator(".text")).to_have_css("direction", "rtl")
    assert await person.page.evaluate("document.documentElement.scrollWidth > innerWidth") is False
    assert await person.page.evaluate(CUT_OFF, "#log .contact, #log .item") == []


async def the_case_can_be_read(page: Page) -> None:
    """German summary, each fact beside its source, the conversation in both languages."""
    assert await flaws(page) == []
    summary = page.get_by_role("region", name="Zusammenfassung")
    for need in ("Wohnung", "Schule", "Arbeit"):
        await expect(summary).to_contain_text(need)
    age = page.locator(".facts-list > div", has=page.locator("dt", has_text="Alter"))
    await expect(age).to_contain_text("35")
    line = page.locator(":target")
    await age.locator("dd > .source").click()  # the words that said it
    await expect(line).to_be_in_viewport()
    await expect(line.locator(".original")).to_have_text("عمري ٣٥ سنة")
    asked = page.locator(".said.assistant", has=page.locator(".german", has_text="Wie alt sind Sie?")).first
    await expect(asked.locator(".original")).to_have_attribute("dir", "rtl")


async def test_a_young_man_is_declined_and_told_what_happens_next(scene: Scene) -> None:
    worker = await scene.staff("jmd")
    man = await scene.newcomer(**DESKTOP)
    await man.begin("de")
    reference = await man.finish(YOUNG_MAN)
    await worker.opens(reference)
    form = worker.page.locator("form[action$='/decline']")
    await worker.page.locator("details", has=form).locator("summary").click()
    await form.locator("input[value=no_capacity]").check()
    await form.locator("button").click()
    told = man.told("handover.declined")
    await expect(told).to_contain_text("Dort ist im Moment kein Platz frei.", timeout=PATIENCE_MS)
    await expect(told).to_contain_text("Ein Mensch von uns sucht jetzt einen anderen Weg für Sie")
    desk = await scene.staff("erstberatung")
    await expect(desk.page.locator("#waiting")).to_be_visible()


async def test_danger_in_mid_conversation_gives_a_number_to_tap_and_a_german_sentence(scene: Scene) -> None:
    person = await scene.newcomer(locale="ar")
    await person.begin("ar")
    await person.go_on_to("needs", MOTHER)
    await person.write("زوجي يضربني كل يوم")
    safety = person.page.locator(".is-safety")
    await expect(safety.locator("a.call").first).to_have_attribute("href", re.compile(r"^tel:\+?\d{3,}$"))
    await expect(safety.locator("a.call").first).to_be_in_viewport()
    await expect(safety.locator(".say-german[lang=de]").first).to_contain_text("Hilfe")
    await expect(person.open_question).to_have_attribute("data-question", "needs")
    assert await flaws(person.page) == []


async def test_another_language_in_mid_conversation_keeps_everything(scene: Scene) -> None:
    person = await scene.newcomer(locale="ar")
    await person.begin("ar")
    await person.go_on_to("age", MOTHER)
    before = await numbers(person.page)
    await person.page.fill("#draft", "34")
    await person.page.click("#open-languages")
    await person.page.locator("#panel button[lang=en]").click()
    await expect(person.open_question.locator(".text")).to_contain_text("How old are you?")
    await expect(person.page.locator("html")).to_have_attribute("lang", "en")
    await expect(person.page.locator("html")).to_have_attribute("dir", "ltr")
    await expect(person.page.locator("#draft")).to_have_value("34")
    assert (await numbers(person.page))[: len(before)] == before
    own_words = person.page.locator("#log .from-person", has_text="أبحث")
    await expect(own_words.locator(".text")).to_have_attribute("dir", "auto")
    asking = str(await person.open_question.get_attribute("data-seq"))
    await person.page.press("#draft", "Enter")
    assert await person.asked(after=asking) != "age"


async def test_the_first_questions_can_be_answered_with_the_keyboard_alone(scene: Scene) -> None:
    person = await scene.newcomer(**DESKTOP)
    page = person.page
    await page.goto(person.address)
    await expect(page.locator("#language-wall button")).to_have_count(len(offered()))
    await tab_to(page, "#language-wall button[lang=de]")
    await page.keyboard.press("Enter")
    for question, choice in (("entry", "help"), ("mode", "anonymous"), ("needs", "work")):
        assert await person.asked() == question
        before = str(await person.open_question.get_attribute("data-seq"))
        await tab_to(page, f".is-active [data-choice='{choice}']")
        await page.keyboard.press("Enter")
        await person.asked(after=before)
    before = str(await person.open_question.get_attribute("data-seq"))
    await tab_to(page, "#draft")
    await page.keyboard.type("34")
    await page.keyboard.press("Enter")
    assert await person.asked(after=before) != "age"


@pytest.mark.parametrize("language", ["ar", "de"])
@pytest.mark.parametrize("larger", [0, 3])
async def test_the_second_list_of_topics_fits_a_phone(scene: Scene, language: str, larger: int) -> None:
    person = await scene.newcomer()
    await person.begin(language)
    await person.go_on_to("needs", MOTHER)
    await person.page.click("#open-menu")
    for _ in range(larger):
        await person.page.locator(".sizes button").last.click()
    await person.page.keyboard.press("Escape")
    await person.further_topics()
    await expect(person.open_question.locator(".choices button .icon")).to_have_count(len(FURTHER_NEEDS))
    assert await person.page.evaluate(CUT_OFF, ".is-active .choices, .is-active .choices button") == []
    assert await flaws(person.page) == []
    await expect(person.page.locator("#open-emergency")).to_be_in_viewport()
    assert await person.answer("tap:debts") == "age"


async def test_letters_of_double_size_leave_the_answer_readable_and_the_emergency_call_at_hand(
    chromium_options: dict, lotse: Served
) -> None:
    double = {**chromium_options, "args": [*chromium_options.get("args", []), "--blink-settings=defaultFontSize=32"]}
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(**double)
        person = await Newcomer.arrives(launched, lotse.url)
        await person.begin("de")
        await person.go_on_to("handover", {**MOTHER, "needs": GERMAN_NEEDS})
        assert await person.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert await flaws(person.page) == []
        assert await person.page.evaluate(CUT_OFF, "#log .contact, #log .item, .is-active .choices") == []
        await expect(person.page.locator("#open-emergency")).to_be_in_viewport()
        assert person.faults == []
        await launched.close()


async def numbers(page: Page) -> list[str]:
    """The messages shown, by number."""
    return await page.locator("#log article").evaluate_all("nodes => nodes.map((node) => node.dataset.seq)")


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a pointer does."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


async def test_reloading_and_a_restart_of_the_server_resume_where_it_was(tmp_path: Path, browser: Browser) -> None:
    with served(tmp_path) as program:
        person = await Newcomer.arrives(browser, program.url)
        await person.begin("en")
        await person.go_on_to("age", {**MOTHER, "needs": "I am looking for a flat"})
        await person.page.reload()
        assert await person.asked() == "age"
        asking = str(await person.open_question.get_attribute("data-seq"))
        await asyncio.to_thread(program.stop)
        await person.write("34")  # nobody is there to take it
        await expect(person.page.locator("#pending .text")).to_have_text("34")
        await asyncio.to_thread(program.start)
        assert await person.asked(after=asking) != "age"
        await expect(person.page.locator("#pending article")).to_have_count(0)
        await expect(person.page.locator("#log .from-person", has_text="34")).to_have_count(1)

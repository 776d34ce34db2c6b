"""The newcomer's page in a real browser, against a stand-in server that can misbehave on demand."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from backend.cases.questions import QUESTIONS
from tests.browser.web_stub.app import WEB, World
from tests.browser.web_stub.running import chromium, serving

pytestmark = pytest.mark.enable_socket
PHONE = {"width": 360, "height": 740}


@dataclass
class Visit:
    """A person with the page open."""

    page: Page
    world: World
    address: str

    async def begin(self, language: str = "de") -> None:
        await self.page.goto(self.address)
        await self.page.locator(f"#language-wall button[lang={language}]").click()
        await expect(self.page.locator(".is-active .choices button")).to_have_count(5)

    async def write(self, text: str) -> None:
        await self.page.fill("#draft", text)
        await self.page.press("#draft", "Enter")

    async def choose(self, label: str) -> None:
        await self.page.locator(".is-active").get_by_role("button", name=label).click()

    def sent(self) -> list[str]:
        return [post.get("text") or post["choice"]["choice_id"] for post in self.world.posts]


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    """A phone in front of the stub; any error of the page, also a breach of its content policy, fails the test."""
    async with AsyncExitStack() as stack:
        world = World()
        address = await stack.enter_async_context(serving(world))
        browser = await stack.enter_async_context(chromium())
        context = await browser.new_context(viewport=PHONE, locale="de-DE")
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        yield Visit(page, world, address)
        assert faults == []


async def test_nothing_is_sent_before_a_language_is_chosen(visit: Visit) -> None:
    await visit.page.goto(visit.address + "?m=seestadt&l=ar&o=shelter")
    wall = visit.page.locator("#language-wall button")
    await expect(wall).to_have_text(["العربية", "Deutsch", "English"])
    await expect(wall.first).to_have_attribute("dir", "rtl")
    await expect(visit.page.locator("#start-heading")).to_contain_text("Please choose your language")
    assert visit.world.talks == {}


async def test_a_reload_in_mid_conversation_continues_with_draft_and_open_question(visit: Visit) -> None:
    await visit.begin()
    await visit.choose("Ich brauche Hilfe")
    await expect(visit.page.locator("#log article")).to_have_count(4)
    await visit.page.fill("#draft", "Ich suche eine")
    await visit.page.reload()
    await expect(visit.page.locator("#log article")).to_have_count(4)
    await expect(visit.page.locator("#draft")).to_have_value("Ich suche eine")
    await visit.choose("Wohnung")
    await expect(visit.page.locator(".is-active .text")).to_have_text("Wie alt sind Sie?")
    assert len(visit.world.talks) == 1


async def test_messages_written_offline_wait_through_a_reload_and_are_sent_once_in_order(visit: Visit) -> None:
    await visit.begin()
    api = re.compile(r"/api/v1/conversations/")
    await visit.page.route(api, lambda route: route.abort())
    await visit.write("eins")
    await visit.write("zwei")
    await expect(visit.page.locator("#pending .text")).to_have_text(["eins", "zwei"])
    await visit.page.reload()
    await expect(visit.page.locator("#pending .text")).to_have_text(["eins", "zwei"])
    visit.world.swallow = 1  # the first answer is lost, so that the page has to repeat itself
    await visit.page.unroute(api)
    await expect(visit.page.locator("#log .from-person .text")).to_have_text(["eins", "zwei"], timeout=15000)
    await expect(visit.page.locator("#pending article")).to_have_count(0)
    assert visit.sent() in (["eins", "eins", "zwei"], ["eins", "zwei"])  # or the stream told that it had arrived
    assert len({post["client_id"] for post in visit.world.posts}) == 2


async def test_an_event_delivered_twice_is_shown_once(visit: Visit) -> None:
    visit.world.streams = "double"
    await visit.begin()
    await visit.choose("Ich habe eine Frage")
    await visit.choose("Arbeit")
    await expect(visit.page.locator("#log article")).to_have_count(6)
    numbers = await visit.page.locator("#log article").evaluate_all("nodes => nodes.map(node => node.dataset.seq)")
    assert numbers == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(("trouble", "seconds"), [("broken", 5), ("silent", 10)])
async def test_answers_arrive_where_streams_do_not(visit: Visit, trouble: str, seconds: int) -> None:
    visit.world.streams = trouble
    await visit.begin()
    await visit.choose("Ich brauche Hilfe")
    await expect(visit.page.locator(".is-active .text")).to_contain_text("Worum geht es?", timeout=seconds * 1000)


async def test_arriving_messages_leave_focus_and_draft_alone(visit: Visit) -> None:
    await visit.begin()
    visit.world.thinking = 0.5
    await visit.write("Hallo")
    await visit.page.locator("#draft").press_sequentially("noch etwas")
    await expect(visit.page.locator("#log article")).to_have_count(4)
    await expect(visit.page.locator("#draft")).to_be_focused()
    await visit.page.keyboard.type(" mehr")
    await expect(visit.page.locator("#draft")).to_have_value("noch etwas mehr")


async def test_only_the_open_question_can_be_answered_and_danger_does_not_close_it(visit: Visit) -> None:
    await visit.begin()
    await visit.choose("Ich brauche Hilfe")
    await visit.write("Mein Mann schlägt mich")
    safety = visit.page.locator(".is-safety")
    await expect(safety.get_by_role("link").first).to_have_attribute("href", "tel:110")
    await expect(safety.locator(".say-german").first).to_have_attribute("lang", "de")
    active = visit.page.locator("#log article.is-active")
    await expect(active.locator(".text")).to_contain_text("Worum geht es?")
    old = visit.page.locator("#log article").nth(1).get_by_role("button", name="Ich habe eine Frage")
    await expect(old).to_be_visible()
    await expect(old).to_be_disabled()


async def test_another_language_rewords_everything_from_right_to_left(visit: Visit) -> None:
    await visit.begin()
    await visit.page.fill("#draft", "angefangen")
    await visit.page.click("#open-languages")
    await visit.page.locator("#panel button[lang=ar]").click()
    await expect(visit.page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(visit.page.locator("#log article").last).to_have_attribute("dir", "rtl")
    await expect(visit.page.locator("#log article .text").last).to_have_text("بماذا نبدأ؟")
    await expect(visit.page.locator("#draft")).to_have_value("angefangen")
    await visit.page.click("#open-menu")
    for _ in range(3):
        await visit.page.get_by_role("button", name="خط أكبر").click()
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_text_that_is_too_long_is_explained_and_kept(visit: Visit) -> None:
    await visit.begin()
    await visit.write("ä" * 4002)
    await expect(visit.page.locator("#draft-problem")).to_contain_text("2 zu viel")
    await expect(visit.page.locator("#draft")).to_have_value("ä" * 4002)
    assert visit.world.posts == []
    await visit.write("👋" * 4000)  # counted as people count, not in UTF-16 units
    await expect(visit.page.locator("#log .from-person")).to_have_count(1)


async def test_a_refused_answer_is_explained_and_can_be_given_again(visit: Visit) -> None:
    await visit.begin()
    refusal = {"error": "invalid", "message": "Das ging nicht."}
    await visit.page.route("**/messages", lambda route: route.fulfill(status=422, json=refusal))
    await visit.choose("Ich brauche Hilfe")
    await expect(visit.page.locator("#pending .failed")).to_contain_text("Das ging nicht.")
    await visit.page.unroute("**/messages")
    await visit.page.get_by_role("button", name="Noch einmal versuchen").click()
    await expect(visit.page.locator(".is-active .text")).to_contain_text("Worum geht es?")
    assert visit.sent() == ["help"]


async def test_without_a_network_the_page_says_so_and_emergency_numbers_open(visit: Visit) -> None:
    await visit.begin()
    await visit.page.context.set_offline(True)
    await expect(visit.page.locator("#banner")).to_contain_text("Keine Verbindung")
    await visit.page.click("#open-emergency")
    calls = visit.page.locator("#panel a")
    assert [await call.get_attribute("href") for call in await calls.all()] == ["tel:112", "tel:110"]


async def test_leaving_at_once_empties_the_screen_the_device_and_the_way_back(visit: Visit) -> None:
    await visit.begin()
    await visit.page.route("https://www.dwd.de/", lambda route: route.fulfill(body="weather"))
    await visit.page.click("#leave")
    await visit.page.wait_for_url("https://www.dwd.de/")
    await visit.page.go_back()
    assert visit.page.url != visit.address
    await visit.page.goto(visit.address)
    await expect(visit.page.locator("#language-wall button")).to_have_count(3)
    kept = await visit.page.evaluate("Object.keys(localStorage)")
    assert not [key for key in kept if "conversation" in key or "draft" in key or "outbox" in key]


async def test_deleting_my_data_erases_the_case_and_returns_to_the_first_page(visit: Visit) -> None:
    await visit.begin()
    await visit.page.click("#open-menu")
    await visit.page.get_by_role("button", name="Meine Daten löschen").click()
    await visit.page.get_by_role("button", name="Ja, alles löschen").click()
    await expect(visit.page.locator("#start-note")).to_have_text("Ihre Daten sind gelöscht.")
    assert visit.world.talks == {}


async def test_a_link_with_a_wrong_town_still_opens_the_conversation(visit: Visit) -> None:
    visit.address += "?m=nowhere"
    await visit.begin()


@pytest.mark.parametrize("reload", [True, False])
async def test_a_conversation_that_is_gone_is_said_kindly(visit: Visit, reload: bool) -> None:
    await visit.begin()
    if reload:
        await visit.page.goto("about:blank")
    visit.world.talks.clear()
    if reload:
        await visit.page.goto(visit.address)
    await expect(visit.page.locator("#start-note")).to_contain_text("nicht mehr da")
    await expect(visit.page.locator("#language-wall button")).to_have_count(3)


async def test_who_comes_again_chooses_a_language_while_the_network_hangs(visit: Visit) -> None:
    await visit.page.goto(visit.address)
    await expect(visit.page.locator("#language-wall button")).to_have_count(3)
    await visit.page.route("**/api/v1/**", lambda route: None)
    await visit.page.reload()
    await expect(visit.page.locator("#language-wall button")).to_have_count(3)
    await expect(visit.page.locator("#start-heading span").first).not_to_be_empty()


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = {
    "ink": ("paper", "surface", "accent-soft", "danger-soft"),
    "ink-soft": ("paper", "surface", "danger-soft"),
    "accent": ("paper", "surface", "accent-soft"),
    "accent-ink": ("accent", "accent-strong"),
    "danger": ("paper", "surface", "danger-soft"),
    "danger-ink": ("danger", "danger-strong"),
    "warn-ink": ("warn-soft",),
}
EDGE_ON = {"edge": ("paper", "surface"), "focus": ("paper", "surface", "danger-soft")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(scheme: str) -> None:
    light, dark = (WEB / "css" / "tokens.css").read_text("utf-8").split("@media (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    weak = [
        f"{ink} on {ground}: {contrast(colours[ink], colours[ground]):.2f}"
        for table, least in ((TEXT_ON, 4.5), (EDGE_ON, 3))
        for ink, grounds in table.items()
        for ground in grounds
        if contrast(colours[ink], colours[ground]) < least
    ]
    assert weak == []


def test_every_answer_to_tap_has_a_picture() -> None:
    sprite = set(re.findall(r'<symbol id="i-([a-z_]+)"', (WEB / "index.html").read_text("utf-8")))
    table = (WEB / "js" / "view" / "pictograms.js").read_text("utf-8")
    pictures = dict(re.findall(r'(\w+): "(\w+)"', table))
    offered = {answer for question in QUESTIONS.values() for answer in question.values}
    assert [answer for answer in sorted(offered) if pictures.get(answer, answer) not in sprite] == []
    assert set(pictures.values()) <= sprite


async def test_a_message_and_its_answers_are_read_out_and_what_is_heard_is_marked(visit: Visit) -> None:
    visit.world.speech = 0.6
    await visit.begin()
    asking = visit.page.locator("#log article").last
    await asking.locator("[data-choice=listen]").click()
    await expect(asking.locator(".text.is-spoken")).to_be_visible()
    await expect(asking.locator("[data-choice=question].is-spoken")).to_be_visible()
    assert visit.world.spoken[:2] == ["text", "choice-question"]
    await asking.locator("[data-choice=listen]").click()
    await expect(visit.page.locator(".is-spoken")).to_have_count(0)
    heard = len(visit.world.spoken)
    await visit.page.wait_for_timeout(1500)
    assert len(visit.world.spoken) == heard < 6


async def test_where_nobody_speaks_the_language_it_is_said_and_all_else_works(visit: Visit) -> None:
    visit.world.mute = True
    await visit.begin()
    asking = visit.page.locator("#log article").last
    await expect(asking.locator(".mute-note")).to_be_hidden()
    await asking.locator("[data-choice=listen]").click()
    await expect(asking.locator(".mute-note")).to_be_visible()
    await visit.choose("Ich brauche Hilfe")
    await expect(visit.page.locator("#log article")).to_have_count(4)


async def test_new_messages_are_read_by_themselves_when_that_is_switched_on(visit: Visit) -> None:
    await visit.begin()
    await visit.page.click("#open-menu")
    switch = visit.page.locator("#panel button[aria-pressed]")
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await visit.page.click("#panel-close")
    assert visit.world.spoken == []
    await visit.choose("Ich brauche Hilfe")
    await expect(visit.page.locator(".is-spoken").first).to_be_visible()


@pytest.mark.parametrize(
    ("language", "names"),
    [("ar", ["Jobcenter", "Jugendmigrationsdienst, JMD"]), ("en", ["Jobcenter"]), ("de", [])],
)
async def test_german_names_are_set_apart_in_other_languages(visit: Visit, language: str, names: list[str]) -> None:
    await visit.begin(language)
    visit.world.talks["c1"].say({"kind": "text", "key": "pays"})
    told = visit.page.locator("#log article[data-key=pays] .text")
    await expect(told).to_contain_text("Jobcenter")
    await expect(told.locator("bdi[lang=de][dir=ltr]")).to_have_text(names)


async def test_a_language_changed_in_the_conversation_changes_the_whole_page(visit: Visit) -> None:
    await visit.begin("de")
    talk = visit.world.talks["c1"]
    talk.language = "ar"
    talk.say({"kind": "text", "key": "ok"})
    await expect(visit.page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(visit.page.locator("#menu-label")).to_have_text("القائمة")
    await expect(visit.page.locator("#log article").first).to_have_attribute("lang", "ar")
    await visit.page.reload()
    await expect(visit.page.locator("#menu-label")).to_have_text("القائمة")

"""The page at a kiosk, which strangers use one after the other: nothing of one person is seen by the next."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from locales.catalogs import Catalogs
from locales.languages import offered
from tests.browser.web_stub import app
from tests.browser.web_stub.app import Talk, World
from tests.browser.web_stub.running import chromium, serving

pytestmark = pytest.mark.enable_socket
UPRIGHT = {"width": 1080, "height": 1920}
ON_ITS_SIDE = {"width": 1920, "height": 1080}
FINGER = 72  # pixels
PATIENCE = 90
GRACE = 20
SECRET = "Mein Mann schlägt mich"


@dataclass
class Kiosk:
    """A kiosk with somebody in front of it. Its clock is the test's."""

    page: Page
    world: World
    address: str

    async def waits(self, setting: str = "?kiosk") -> None:
        await self.page.goto(self.address + setting)
        await self.is_ready_for_the_next()

    async def begin(self, language: str = "de", setting: str = "?kiosk") -> Talk:
        await self.waits(setting)
        return await self.choose(language)

    async def choose(self, language: str) -> Talk:
        await self.page.locator(f"#language-wall .button-language[lang={language}]").click()
        await expect(self.page.locator(".is-active .choices button")).to_have_count(5)
        return list(self.world.talks.values())[-1]

    async def write(self, text: str) -> None:
        await self.page.fill("#draft", text)
        await self.page.press("#draft", "Enter")
        await expect(self.page.locator("#log .from-person").last).to_contain_text(text)

    async def left_alone(self, seconds: float) -> None:
        await self.page.clock.run_for(seconds * 1000)

    async def is_ready_for_the_next(self) -> None:
        await expect(self.page.locator("#language-wall .button-language")).to_have_count(3)
        await expect(self.page.locator("#start")).to_be_visible()
        await expect(self.page.locator("#chat")).to_be_hidden()
        await expect(self.panel).to_be_hidden()

    async def remembers_nothing(self) -> None:
        await self.is_ready_for_the_next()
        assert await self.page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert SECRET not in await self.page.content()
        assert await self.page.evaluate("document.querySelector('#draft').value") == ""

    async def ended(self, talk: Talk) -> None:
        for _ in range(100):
            if talk.token is None:
                return
            await self.page.wait_for_timeout(20)
        raise AssertionError("the server has not heard of the end")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#panel")

    def press(self, label: str) -> Locator:
        return self.panel.get_by_role("button", name=label, exact=True)


@pytest.fixture
async def kiosk() -> AsyncIterator[Kiosk]:
    """A large touch screen in front of the stub; any error of the page fails the test."""
    async with AsyncExitStack() as stack:
        world = World()
        address = await stack.enter_async_context(serving(world))
        browser = await stack.enter_async_context(chromium())
        context = await browser.new_context(viewport=UPRIGHT, locale="de-DE", has_touch=True)
        page = await context.new_page()
        await page.clock.install()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        yield Kiosk(page, world, address)
        assert faults == []


@pytest.mark.parametrize("shape", [UPRIGHT, ON_ITS_SIDE])
async def test_every_language_waits_for_a_finger_without_scrolling(
    kiosk: Kiosk, shape: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {language.code: (language.name, language.english, language.direction) for language in offered()}
    monkeypatch.setattr(app, "LANGUAGES", real)
    await kiosk.page.set_viewport_size(shape)
    await kiosk.page.goto(kiosk.address + "?kiosk")
    await expect(kiosk.page.locator("#language-wall button")).to_have_count(2 * len(real))
    for button in await kiosk.page.locator("#language-wall button, .bar button:visible").all():
        box = await button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= FINGER
        assert box["y"] + box["height"] <= shape["height"]
    await expect(kiosk.page.locator("#leave")).to_be_hidden()


async def test_it_greets_in_one_language_after_the_other(kiosk: Kiosk) -> None:
    await kiosk.waits()
    shown = kiosk.page.locator("#start-heading .is-now")
    catalogs = Catalogs.load()
    for language in ("de", "en", "ar"):
        await expect(shown).to_have_attribute("lang", language)
        await expect(shown).to_contain_text(catalogs.text("ui.kiosk_welcome", language))
        await kiosk.left_alone(5)
    await expect(shown).to_have_attribute("lang", "de")


async def test_where_movement_is_unwanted_all_greetings_stand_still_together(kiosk: Kiosk) -> None:
    await kiosk.page.emulate_media(reduced_motion="reduce")
    await kiosk.waits()
    faint = "nodes => nodes.filter(node => getComputedStyle(node).opacity !== '1').length"
    greetings = kiosk.page.locator("#start-heading .greeting")
    assert await greetings.evaluate_all(faint) == 0
    boxes = [await greeting.bounding_box() for greeting in await greetings.all()]
    assert len({(box["x"], box["y"]) for box in boxes if box}) == 3


async def test_a_language_is_heard_before_it_is_chosen(kiosk: Kiosk) -> None:
    kiosk.world.speech = 1
    await kiosk.waits()
    await kiosk.page.get_by_role("button", name="استماع: العربية").tap()
    await expect(kiosk.page.locator(".greeting[lang=ar] .is-spoken")).to_be_visible()
    await expect(kiosk.page.locator(".is-now")).to_have_attribute("lang", "ar")
    assert kiosk.world.spoken == ["greeting-ar"]
    assert kiosk.world.talks == {}
    await kiosk.page.locator(".button-language[lang=en]").click()
    await expect(kiosk.page.locator(".is-spoken")).to_have_count(0)


async def test_a_language_without_a_voice_says_so(kiosk: Kiosk) -> None:
    kiosk.world.mute = True
    await kiosk.waits()
    await kiosk.page.get_by_role("button", name="Listen: English").tap()
    await expect(kiosk.page.locator(".greeting[lang=en] .mute-note")).to_be_visible()


async def test_a_conversation_at_a_kiosk_is_marked_as_one_and_writes_nothing_to_the_device(kiosk: Kiosk) -> None:
    await kiosk.page.goto(kiosk.address)
    await kiosk.page.evaluate("localStorage.setItem('lotse.draft.c0', '\"von gestern\"')")
    talk = await kiosk.begin()
    await kiosk.write(SECRET)
    await kiosk.page.fill("#draft", "angefangen")
    assert talk.channel == "kiosk"
    assert await kiosk.page.evaluate("localStorage.length + sessionStorage.length") == 0


async def test_who_touches_nothing_is_asked_and_may_stay(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    await kiosk.left_alone(PATIENCE - 5)
    await kiosk.page.locator("#chat-heading").dispatch_event("pointerdown")
    await kiosk.left_alone(PATIENCE - 5)
    await expect(kiosk.panel).to_be_hidden()
    await kiosk.left_alone(7)
    await expect(kiosk.panel).to_contain_text("Sind Sie noch da?")
    first = int(await kiosk.page.locator(".countdown").inner_text())
    await kiosk.page.locator(".countdown").dispatch_event("pointerdown")  # leaning on the glass is no answer
    await kiosk.left_alone(3)
    assert first - 4 <= int(await kiosk.page.locator(".countdown").inner_text()) < first <= GRACE
    await kiosk.press("Ja, ich bin noch da").click()
    await expect(kiosk.panel).to_be_hidden()
    await kiosk.left_alone(PATIENCE - 5)
    await expect(kiosk.page.locator("#log article")).to_have_count(2)
    assert talk.token


async def test_the_countdown_is_said_once_and_not_every_second(kiosk: Kiosk) -> None:
    await kiosk.begin()
    await kiosk.left_alone(PATIENCE + 2)
    await expect(kiosk.page.locator(".countdown")).to_have_attribute("aria-hidden", "true")
    status = kiosk.panel.get_by_role("status")
    await expect(status).to_have_text("")
    await kiosk.left_alone(10)
    said = await status.inner_text()
    assert said.startswith("Sekunden bis zum Ende:")
    await kiosk.left_alone(3)
    await expect(status).to_have_text(said)


async def test_of_who_walks_away_nothing_is_left(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    await kiosk.page.click("#open-menu")
    await kiosk.press("Größere Schrift").click()
    await kiosk.press("Neue Nachrichten vorlesen").click()
    await kiosk.page.click("#panel-close")
    await kiosk.write(SECRET)
    await kiosk.page.locator("#draft").press_sequentially(SECRET)
    await expect(kiosk.page.locator(".is-safety")).to_be_visible()
    await expect(kiosk.page.locator(".is-reading")).to_have_count(0)
    await kiosk.left_alone(PATIENCE + 2)
    await expect(kiosk.panel).to_be_visible()
    await kiosk.left_alone(GRACE)
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)
    assert [draft.get("text") for draft in talk.drafts if draft["sender"] == "person"] == [SECRET]
    await expect(kiosk.page.locator("html")).to_have_attribute("data-size", "1")
    next_one = await kiosk.choose("en")
    assert next_one is not talk
    await kiosk.page.focus("#draft")
    await kiosk.page.keyboard.press("Control+z")
    await expect(kiosk.page.locator("#draft")).to_have_value("")
    await kiosk.page.click("#open-menu")
    await expect(kiosk.press("Read new messages aloud")).to_have_attribute("aria-pressed", "false")


async def test_a_device_that_slept_wakes_up_empty(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    await kiosk.write(SECRET)
    await kiosk.page.clock.fast_forward("01:00:00")
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)


async def test_who_listens_is_there(kiosk: Kiosk) -> None:
    kiosk.world.speech = 8
    await kiosk.begin()
    listen = kiosk.page.locator("#log article").last.locator("[data-choice=listen]")
    await listen.click()
    await expect(kiosk.page.locator(".is-spoken")).to_be_visible()
    await kiosk.left_alone(PATIENCE + 5)
    await expect(kiosk.panel).to_be_hidden()
    await listen.click()
    await kiosk.left_alone(PATIENCE + 2)
    await expect(kiosk.panel).to_be_visible()


async def test_the_first_screen_puts_itself_in_order_without_a_question(kiosk: Kiosk) -> None:
    await kiosk.waits()
    await kiosk.page.click("#open-emergency")
    await kiosk.left_alone(PATIENCE + 5)
    await expect(kiosk.page.locator("#panel-title")).to_have_text("Notruf")
    await kiosk.left_alone(GRACE)
    await kiosk.is_ready_for_the_next()


@pytest.mark.parametrize(("setting", "seconds"), [("=120", 120), ("=5", 30), ("=9999", 600), ("=soon", PATIENCE)])
async def test_the_address_sets_the_patience_within_bounds(kiosk: Kiosk, setting: str, seconds: int) -> None:
    await kiosk.begin(setting=f"?kiosk{setting}")
    await kiosk.left_alone(seconds - 4)
    await expect(kiosk.panel).to_be_hidden()
    await kiosk.left_alone(6)
    await expect(kiosk.panel).to_be_visible()


async def test_finishing_is_asked_once_and_then_empties_everything(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    await kiosk.write(SECRET)
    await kiosk.page.click("#leave")
    await expect(kiosk.panel).to_contain_text("verschwindet das Gespräch von diesem Bildschirm")
    await kiosk.press("Abbrechen").click()
    assert talk.token
    await kiosk.page.click("#leave")
    await kiosk.press("Beenden").click()
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)


async def test_a_number_is_shown_large_before_it_is_gone(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    talk.open_question = None
    talk.say({"kind": "text", "key": "ok"})
    await expect(kiosk.page.locator("#log article")).to_have_count(3)
    await kiosk.page.click("#leave")
    await expect(kiosk.panel.locator(".numbers dd")).to_have_text(["KIM-7F3K"])
    await kiosk.page.click("#panel-close")
    items = [{"text": "Nummer", "value": "KIM-7F3K"}, {"text": "Code", "value": "482913"}]
    talk.say({"kind": "status", "key": "handover.done", "items": items})
    await expect(kiosk.page.locator("#log article")).to_have_count(4)
    await kiosk.left_alone(PATIENCE + 2)
    await kiosk.press("Beenden").click()
    await expect(kiosk.panel.locator(".numbers dd")).to_have_text(["KIM-7F3K", "482913"])
    await kiosk.press("Fertig").click()
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)


async def test_the_server_is_told_of_the_end_until_it_hears(kiosk: Kiosk) -> None:
    talk = await kiosk.begin()
    kiosk.world.deaf = True
    await kiosk.page.click("#leave")
    async with kiosk.page.expect_response("**/end"):
        await kiosk.press("Beenden").click()
    await kiosk.is_ready_for_the_next()
    assert talk.token
    kiosk.world.deaf = False
    await kiosk.left_alone(6)
    await kiosk.ended(talk)


async def test_nobody_comes_back_by_the_history_or_a_reload(kiosk: Kiosk) -> None:
    await kiosk.page.goto("about:blank")
    talk = await kiosk.begin()
    await kiosk.write(SECRET)
    await kiosk.page.go_back()
    await kiosk.page.go_forward()
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)
    talk = await kiosk.choose("de")
    await kiosk.page.reload()
    await kiosk.remembers_nothing()
    await kiosk.ended(talk)


async def test_no_number_can_be_called_and_no_link_leads_away(kiosk: Kiosk) -> None:
    await kiosk.begin()
    await kiosk.write(SECRET)
    safety = kiosk.page.locator(".is-safety")
    await expect(safety.locator(".call-number").first).to_have_text("110")
    await expect(safety.locator("a")).to_have_count(0)
    await kiosk.page.click("#open-emergency")
    await expect(kiosk.panel).to_contain_text("112 an")
    await expect(kiosk.panel.locator(".emergency-number")).to_have_text(["112", "110"])
    await expect(kiosk.panel.locator("a")).to_have_count(0)
    link = "body => body.insertAdjacentHTML('beforeend', '<a id=map href=\"https://maps.example/\">Karte</a>')"
    await kiosk.page.locator("#panel-body").evaluate(link)
    map_link = kiosk.page.locator("#map")
    shown = await map_link.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://maps.example/" in shown
    await map_link.click()
    assert kiosk.page.url == kiosk.address + "?kiosk"


async def test_a_long_press_opens_no_menu_and_copies_nothing(kiosk: Kiosk) -> None:
    await kiosk.begin()
    for event in ("contextmenu", "copy", "cut", "dragstart"):
        let_through = f"body => body.dispatchEvent(new Event('{event}', {{ bubbles: true, cancelable: true }}))"
        assert not await kiosk.page.locator("body").evaluate(let_through), event


@pytest.mark.parametrize("shape", [UPRIGHT, ON_ITS_SIDE])
async def test_over_the_keyboard_on_the_screen_one_can_write_and_finish(kiosk: Kiosk, shape: dict) -> None:
    await kiosk.begin("ar")
    await kiosk.page.focus("#draft")
    half = shape["height"] // 2
    await kiosk.page.set_viewport_size({"width": shape["width"], "height": half})
    for place in ("#draft", ".send", "#leave", "#open-emergency"):
        box = await kiosk.page.locator(place).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= half


async def test_a_keyboard_that_lies_over_the_page_leaves_the_place_to_write_visible(kiosk: Kiosk) -> None:
    await kiosk.begin()
    seen = 1000
    await kiosk.page.evaluate(f"Object.defineProperty(visualViewport, 'height', {{ value: {seen} }})")
    await kiosk.page.evaluate("visualViewport.dispatchEvent(new Event('resize'))")
    box = await kiosk.page.locator(".send").bounding_box()
    assert box
    assert seen - 200 < box["y"] + box["height"] <= seen


async def test_what_a_kiosk_says_is_said_in_the_language_of_the_person(kiosk: Kiosk) -> None:
    await kiosk.begin("ar")
    await expect(kiosk.page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(kiosk.page.locator("#kiosk-note")).to_contain_text("«إنهاء»")
    await expect(kiosk.page.locator("#leave")).to_have_text("إنهاء")
    await kiosk.left_alone(PATIENCE + 2)
    await expect(kiosk.page.locator("#panel-title")).to_have_text("هل ما زلت هنا؟")
    leave, stay = kiosk.press("إنهاء"), kiosk.press("نعم، ما زلت هنا")
    boxes = [await leave.bounding_box(), await stay.bounding_box()]
    assert boxes[0]["x"] > boxes[1]["x"]  # read from the right
    await kiosk.left_alone(GRACE)
    await kiosk.is_ready_for_the_next()
    await expect(kiosk.page.locator("html")).to_have_attribute("dir", "ltr")


async def test_erasing_is_confirmed_and_the_word_about_it_goes_by_itself(kiosk: Kiosk) -> None:
    await kiosk.begin("en")
    await kiosk.page.click("#open-menu")
    await expect(kiosk.press("Start a new conversation")).to_have_count(0)
    await kiosk.press("Delete my data").click()
    await kiosk.press("Yes, delete everything").click()
    await expect(kiosk.page.locator("#start-note")).to_have_text("Your data has been deleted.")
    await kiosk.left_alone(PATIENCE + GRACE + 2)
    await expect(kiosk.page.locator("#start-note")).to_have_text("")
    await kiosk.remembers_nothing()

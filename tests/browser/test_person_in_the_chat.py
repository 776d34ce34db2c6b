"""Two browsers and one conversation: who answers is never in doubt, and each sees what the other is doing."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect
from sqlalchemy import update

from assistant.app import Parts, create_app
from assistant.gateway.gateway import Gateway
from assistant.gateway.runner import TurnRunner
from assistant.speaking.synthesizer import Synthesizer
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.organisations.accounts import hash_password
from backend.organisations.models import Staff
from backend.seeds.load import DEMO_PASSWORD
from tests.browser.people import CaseWorker, Newcomer
from tests.support.hands import desk_staff
from tests.support.pages import unmarked
from tests.support.room import SAY, FakeDialogue, understand
from tests.support.serving import serving

pytestmark = pytest.mark.enable_socket
FIRST, SECOND = "erstberatung", "desk1"


@dataclass
class House:
    """The program with a dialogue that does what the test wants, and everybody who came."""

    context: Context
    address: str
    browser: Browser
    dialogue: FakeDialogue

    async def newcomer(self, language: str = "de", **device: object) -> Newcomer:
        """Somebody who waits for a person of the desk."""
        person = await Newcomer.arrives(self.browser, self.address, **device)
        await person.begin(language)
        found = await person.page.evaluate("JSON.parse(localStorage.getItem('lotse.conversation')).id")
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, uuid.UUID(found))
            file.want_person("asked")
        return person

    async def worker(self, login: str = FIRST) -> CaseWorker:
        """Somebody of the desk, on the page of the case that waits."""
        worker = await CaseWorker.signs_in(self.browser, self.address, login)
        await worker.page.locator("section[aria-labelledby=waiting] .line a").click()
        await expect(take_over_button(worker)).to_be_visible()
        return worker

    async def together(self, language: str = "de", **device: object) -> tuple[Newcomer, CaseWorker]:
        """Both, and the person of the desk answers."""
        person, worker = await self.newcomer(language, **device), await self.worker()
        await take_over_button(worker).click()
        await expect(person.told("staff.took_over")).to_be_visible()
        return person, worker


def take_over_button(worker: CaseWorker) -> Locator:
    return worker.page.locator("form[action$='/take-over'] button")


@pytest.fixture
async def house(context: Context, browser: Browser, tmp_path: Path) -> AsyncIterator[House]:
    await desk_staff(context, 2)
    async with context.database.writing() as session:
        await session.execute(update(Staff).values(password_hash=hash_password(DEMO_PASSWORD)))
    dialogue = FakeDialogue()
    app = create_app(Parts(context, dialogue, "secret"))
    runner = TurnRunner(context, dialogue, understand)
    app.state.gateway = Gateway(context, runner, Synthesizer("no-such-program"), unmarked)
    runner.start()
    async with serving(app, started=False) as address:
        yield House(context, address, browser, dialogue)
        await context.bus.close()
        await runner.stop()


async def test_of_two_who_take_over_at_once_one_answers_and_the_other_is_told(house: House) -> None:
    person = await house.newcomer()
    workers = [await house.worker(FIRST), await house.worker(SECOND)]
    await asyncio.gather(*(take_over_button(worker).click() for worker in workers))
    for worker in workers:
        await expect(worker.page.locator("[role=status].notice").first).to_be_visible()
    answering = [await worker.page.locator("#text").count() for worker in workers]
    assert sorted(answering) == [0, 1]
    loser = workers[answering.index(0)]
    await expect(loser.page.locator(".notice.warn[role=status]")).to_contain_text("Es wurde nichts gesendet")
    await expect(person.told("staff.took_over")).to_have_count(1)
    assert [fault for each in (person, *workers) for fault in each.faults] == []


async def test_the_assistant_is_silent_at_once_though_it_was_about_to_answer(house: House) -> None:
    gate = asyncio.Event()

    async def thinking() -> list[dict]:
        await gate.wait()
        return SAY

    house.dialogue.answer = thinking
    person, worker = await house.newcomer(), await house.worker()
    await person.write("Hallo?")
    await house.dialogue.until_heard(1)
    await take_over_button(worker).click()
    await expect(person.told("staff.took_over")).to_be_visible()
    gate.set()
    await worker.page.fill("#text", "Guten Tag, ich bin ein Mensch.")
    await worker.page.locator("form[action$='/write'] button.primary").click()
    await expect(person.page.locator("#log .from-staff")).to_have_count(1)
    await expect(person.told("small_talk.greet")).to_have_count(0)
    assert person.faults == worker.faults == []


async def test_what_is_written_while_staff_give_back_is_read_by_them_first(house: House) -> None:
    person, worker = await house.together()
    await worker.page.route("**/transcript?*", lambda route: route.abort())  # a page that lags behind
    await person.write("Halt, noch etwas!")
    await expect(person.page.locator("#log .from-person", has_text="Halt")).to_be_visible()
    await worker.page.locator("form[action$='/give-back'] button").click()
    await expect(worker.page.locator(".notice.warn[role=status]")).to_contain_text("Lesen Sie das bitte zuerst")
    await expect(worker.page.locator(".said.person", has_text="Halt")).to_be_visible()
    await worker.page.locator("form[action$='/give-back'] button").click()
    await expect(person.told("staff.gave_back")).to_be_visible()


@pytest.mark.parametrize("polls", [False, True])
async def test_each_sees_that_the_other_is_there_and_writes_and_nobody_loses_the_focus(
    house: House, polls: bool, monkeypatch
) -> None:
    person = await house.newcomer()
    if polls:  # as behind a proxy that lets no stream through
        await person.page.route("**/events", lambda route: route.abort())
        await person.page.reload()
    worker = await house.worker()
    await take_over_button(worker).click()
    shown, status = person.page.locator("#presence"), worker.page.locator("[data-presence]")
    await expect(shown).to_contain_text("Gerade ist ein Mensch hier: ", timeout=40_000)
    await person.page.focus("#draft")
    await worker.page.locator("#text").press_sequentially("Guten")
    await expect(shown).to_contain_text("Gerade schreibt Ihnen ein Mensch: ")
    await expect(person.page.locator("#draft")).to_be_focused()
    await person.page.locator("#draft").press_sequentially("Ja")
    await expect(status).to_have_text("Die Person schreibt gerade.")
    await expect(worker.page.locator("#text")).to_be_focused()
    await expect(shown).to_contain_text("Gerade ist ein Mensch hier: ", timeout=20_000)  # a sign fades


async def test_a_draft_of_staff_survives_a_reload_and_a_sign_in_that_ran_out(house: House, clock) -> None:
    _, worker = await house.together()
    await worker.page.locator("#text").press_sequentially("Guten Tag, ich habe")
    await expect(worker.page.locator("#text[data-kept]")).to_have_count(1)
    await worker.page.reload()
    await expect(worker.page.locator("#text")).to_have_value("Guten Tag, ich habe")
    clock.forward(minutes=31)
    await worker.page.reload()
    await worker.page.fill("#login", f"{FIRST}@musterland.example")
    await worker.page.fill("#password", DEMO_PASSWORD)
    await worker.page.locator("main button.primary").click()
    await expect(worker.page.locator("#text")).to_have_value("Guten Tag, ich habe")
    await worker.page.locator("form[action$='/write'] button.primary").click()
    await expect(worker.page.locator("#text")).to_have_value("")


async def test_a_closed_conversation_says_goodbye_in_their_language_and_can_be_gone_on_with(house: House) -> None:
    person, worker = await house.together("uk")
    await worker.page.locator("form[action$='/interpreter'] button").click()
    await person.tap("yes")
    await expect(worker.page.locator(".said.choice", has_text="Ja, bitte rufen Sie mich an")).to_be_visible()
    await worker.page.locator("form[action$='/close'] button").click()
    goodbye = person.told("staff.closed")
    await expect(goodbye).to_have_attribute("lang", "uk")
    await expect(goodbye.locator("[data-choice=person]")).to_be_visible()
    await expect(worker.page.locator("section[aria-labelledby=waiting] .line")).to_have_count(0)
    await person.write("Привіт")
    await expect(person.told("small_talk.greet")).to_be_visible()
    assert person.faults == worker.faults == []

"""Two people without a common language, and a machine between them: in a real browser, with a translation server."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from locales.languages import find
from tests.browser.people import PATIENCE_MS, CaseWorker, Newcomer
from tests.support.libretranslate import TranslationServer, translation_server
from tests.support.served import Served, served

pytestmark = pytest.mark.enable_socket

GERMAN = "Guten Tag. Können Sie morgen um 10 Uhr kommen?"
UKRAINIAN = "Дякую, але завтра я працюю. Можна в четвер?"


@pytest.fixture(scope="module")
def machine() -> Iterator[TranslationServer]:
    with translation_server(key="of our own") as server:
        yield server


@pytest.fixture(scope="module")
def translating(machine: TranslationServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The program, with the translation server set."""
    var = tmp_path_factory.mktemp("translating")
    (var / "key").write_text("of our own\n")
    settings = {"LOTSE_TRANSLATE_URL": machine.url, "LOTSE_TRANSLATE_KEY_FILE": str(var / "key")}
    with served(var, **settings) as program:
        yield program


@pytest.fixture(autouse=True)
def well(machine: TranslationServer) -> None:
    machine.does = "translates"


async def together(browser: Browser, program: Served, language: str) -> tuple[Newcomer, CaseWorker]:
    """Somebody who has asked for a person, and the person who answers."""
    person = await Newcomer.arrives(browser, program.url)
    await person.begin(language)
    await person.tap("person")
    await expect(person.told("human.wanted")).to_be_visible(timeout=PATIENCE_MS)
    worker = await CaseWorker.signs_in(browser, program.url, "erstberatung")
    waiting = worker.page.locator("section[aria-labelledby=waiting] .line", has_text=find(language).german)
    await waiting.locator("a").click()
    await worker.page.locator("form[action$='/take-over'] button").click()
    await expect(person.told("staff.took_over")).to_be_visible(timeout=PATIENCE_MS)
    return person, worker


async def sends(worker: CaseWorker, text: str, language: str = "de") -> None:
    await worker.page.fill("#text", text)
    await worker.page.locator(f"input[name=language][value={language}]").check()
    await worker.page.locator("#write button.primary").first.click()


async def test_both_read_their_own_language_beside_the_words_of_the_other(
    browser: Browser, translating: Served, machine: TranslationServer
) -> None:
    person, worker = await together(browser, translating, "uk")
    await expect(person.told("staff.translated")).to_be_visible()
    await sends(worker, GERMAN)
    original = person.page.locator("#log .from-staff", has_text=GERMAN)
    await expect(original).to_have_attribute("lang", "de", timeout=PATIENCE_MS)
    translated = person.page.locator("#log .from-staff + .from-translation")
    await expect(translated.locator(".text")).to_have_text(machine.of(GERMAN, "uk"), timeout=PATIENCE_MS)
    await expect(translated).to_have_attribute("lang", "uk")
    await expect(translated.locator(".byline")).to_be_visible()
    shown = worker.page.locator(".said.staff .machine")
    await expect(shown.locator("[lang=uk]")).to_have_text(machine.of(GERMAN, "uk"), timeout=PATIENCE_MS)

    await person.write(UKRAINIAN)
    said = worker.page.locator(".said.person", has_text=UKRAINIAN)
    await expect(said.locator(".original")).to_have_attribute("lang", "uk", timeout=PATIENCE_MS)
    await expect(said.locator(".machine [lang=de]")).to_have_text(machine.of(UKRAINIAN, "de"), timeout=PATIENCE_MS)
    assert await person.page.locator("#log", has_text=machine.of(UKRAINIAN, "de")).count() == 0  # that is for staff

    await person.page.reload()
    await expect(translated.locator(".text")).to_have_text(machine.of(GERMAN, "uk"), timeout=PATIENCE_MS)
    assert person.faults == worker.faults == []


async def test_another_language_brings_what_staff_wrote_in_that_language(
    browser: Browser, translating: Served, machine: TranslationServer
) -> None:
    person, worker = await together(browser, translating, "fr")
    await sends(worker, GERMAN)
    translated = person.page.locator("#log .from-translation")
    await expect(translated).to_have_attribute("lang", "fr", timeout=PATIENCE_MS)
    await person.page.click("#open-languages")
    await person.page.locator("#panel button[lang=ar]").click()
    await expect(translated).to_have_attribute("lang", "ar", timeout=PATIENCE_MS)
    await expect(translated).to_have_attribute("dir", "rtl")
    await expect(translated).to_have_count(1)
    await expect(person.page.locator("#log .from-staff")).to_have_attribute("dir", "ltr")
    assert person.faults == []


async def test_staff_who_speak_the_language_write_it_themselves(
    browser: Browser, translating: Served, machine: TranslationServer
) -> None:
    person, worker = await together(browser, translating, "tr")
    await sends(worker, "Merhaba, yarın gelebilir misiniz?", "tr")
    await expect(person.page.locator("#log .from-staff")).to_have_attribute("lang", "tr", timeout=PATIENCE_MS)
    await expect(worker.page.locator("input[name=language][value=tr]")).to_be_checked()  # as the last time
    await expect(worker.page.locator(".said.staff .machine [lang=de]")).to_have_count(0)
    assert await person.page.locator("#log .from-translation").count() == 0


@pytest.mark.parametrize(("fault", "language"), [("slow", "ro"), ("broken", "bg")])
async def test_nothing_waits_for_a_machine_that_is_slow_or_broken(
    browser: Browser, translating: Served, machine: TranslationServer, fault: str, language: str
) -> None:
    person, worker = await together(browser, translating, language)
    machine.does = fault
    await sends(worker, GERMAN)
    await expect(person.page.locator("#log .from-staff", has_text=GERMAN)).to_be_visible(timeout=PATIENCE_MS)
    await person.write("Da, vin mâine dimineață la ora zece.")
    await expect(worker.page.locator(".said.person", has_text="Da, vin")).to_be_visible(timeout=PATIENCE_MS)
    await expect(worker.page.locator(".said .machine").first).to_contain_text("sobald sie fertig ist")
    assert await person.page.locator("#log .from-translation").count() == 0
    assert person.faults == worker.faults == []

"""What becomes of a handover, in real browsers with the real program: until the end, over a no, and taken back."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.people import HANDHELD, HERE, PATIENCE_MS, CaseWorker, Newcomer, watch
from tests.browser.test_whole_way import MOTHER, YOUNG_MAN, Scene, flaws, scene
from tests.support.served import ROOT, Served, served
from tests.support.visiting import LINK, PUBLIC, code_in, mails

__all__ = ["scene"]
pytestmark = pytest.mark.enable_socket

#: Whose wage is too low, and for whom the Jobcenter is responsible.
WORKER = {
    **MOTHER,
    "needs": "Ich komme aus Rumänien und bin 38 Jahre alt. Mein Lohn reicht nicht, ich brauche Bürgergeld",
    "residence_title": "tap:eu_citizen",
    "eu_status": "tap:worker",
    "benefits_drawn": "tap:none",
    "contact_shared": "tap:private",
}
JOBCENTER = "Jobcenter Musterland"


async def press(page: Page, path: str) -> None:
    """Send the form that leads there, opening what it lies in."""
    form = page.locator(f"form[action$='/{path}']")
    if not await form.is_visible():
        await page.locator("details", has=form).locator("summary").click()
    await form.locator("button").click()


async def young_man(scene: Scene, language: str = "de") -> tuple[Newcomer, str]:
    man = await scene.newcomer(locale=language)
    await man.begin(language)
    return man, await man.finish(YOUNG_MAN)


async def declines(page: Page, reason: str) -> None:
    form = page.locator("form[action$='/decline']")
    await page.locator("details", has=form).locator("summary").click()
    await form.locator(f"input[value={reason}]").check()
    await form.locator("button").click()


async def ends(worker: CaseWorker, outcome: str) -> None:
    form = worker.page.locator("form[action$='/end']")
    await worker.page.locator("details", has=form).locator("summary").click()
    await form.locator(f"input[value={outcome}]").check()
    await form.locator("button").click()


async def test_the_youth_service_accepts_gets_in_touch_and_finishes_and_the_newcomer_hears_of_it(scene: Scene) -> None:
    worker = await scene.staff("jmd")
    man, reference = await young_man(scene, "tr")
    await worker.opens(reference)
    await press(worker.page, "accept")
    await expect(man.told("handover.accepted")).to_be_visible(timeout=PATIENCE_MS)
    await press(worker.page, "contacted")
    await expect(worker.page.locator("form[action$='/contacted']")).to_have_count(0)
    assert await flaws(worker.page) == []
    await ends(worker, "done")
    ended = man.told("handover.ended")
    await expect(ended).to_contain_text("Her şey halledildi", timeout=PATIENCE_MS)
    await expect(ended).to_have_attribute("lang", "tr")
    await expect(worker.row(reference)).to_have_count(0)
    assert await flaws(man.page) == []


async def test_what_is_taken_back_is_gone_from_the_recipients_open_page_at_once(scene: Scene) -> None:
    worker = await scene.staff("jmd")
    man, reference = await young_man(scene)
    await worker.opens(reference)
    await expect(worker.page.locator(".facts-list").first).to_be_visible()
    case = worker.page.url
    await man.tap("revoke")
    await man.page.locator(f"#log [data-choice='revoke-{reference}']").click()
    await expect(man.told("consent.revoked")).to_be_visible(timeout=PATIENCE_MS)
    shown = worker.page.locator(".facts-list, #transcript")
    await expect(shown).to_have_count(0, timeout=PATIENCE_MS)  # nobody has reloaded the page
    worker.faults[:] = [fault for fault in worker.faults if "404" not in fault]  # the browser says so, as it should
    answer = await worker.page.context.request.get(case)
    assert answer.status == 404
    await worker.page.goto(f"{scene.address}/console")
    taken_back = worker.page.locator("section[aria-labelledby=taken-back]")
    await expect(taken_back).to_contain_text(reference)
    await expect(taken_back.locator("a")).to_have_count(0)


async def case_management_instead(person: Newcomer, desk: CaseWorker) -> str:
    """The desk answers, names case management, and the person says yes; returns the number of the new handover."""
    await desk.page.locator("section[aria-labelledby=waiting] .line a").last.click()
    await press(desk.page, "take-over")
    await expect(person.told("staff.took_over")).to_be_visible(timeout=PATIENCE_MS)
    await desk.page.locator("#other-way").select_option(label="KIM Case Management")
    assert await flaws(desk.page) == []
    await press(desk.page, "another-way")
    await expect(person.told("handover.redirected")).to_contain_text("KIM", timeout=PATIENCE_MS)
    await person.page.locator("#log [data-choice='go_on']").last.click()
    await expect(person.open_question).to_have_attribute("data-question", "handover", timeout=PATIENCE_MS)
    await expect(person.open_question).to_contain_text("KIM")
    assert await person.answer("tap:yes") == "handover_return"  # the rest has been said
    await person.give("tap:yes")
    await expect(person.passed_on).to_have_count(2, timeout=PATIENCE_MS)
    return await person.reference()


async def test_a_service_declines_the_desk_names_case_management_and_that_takes_over(scene: Scene) -> None:
    youth, desk, manager = [await scene.staff(login) for login in ("jmd", "erstberatung", "kim")]
    man, reference = await young_man(scene, "tr")
    await youth.opens(reference)
    await declines(youth.page, "no_capacity")
    await expect(man.told("handover.declined")).to_be_visible(timeout=PATIENCE_MS)
    second = await case_management_instead(man, desk)
    assert second != reference
    await manager.opens(second)
    await press(manager.page, "accept")
    await expect(man.told("handover.accepted")).to_be_visible(timeout=PATIENCE_MS)


@pytest.fixture
def with_mails(tmp_path: Path) -> Iterator[Served]:
    """The program, with an agreement by which the Jobcenter takes handovers by mail; mails fall into a folder."""
    folder = tmp_path / "mails"
    settings = {"LOTSE_MAIL_FOLDER": str(folder), "LOTSE_PUBLIC_URL": PUBLIC, "LOTSE_POOL_SIZE": "1"}
    with served(tmp_path, **settings) as program:
        agreement = ["--way", "mail", "--mail", "eingang@jobcenter.example", "--reference", "Ordner 9", "--by", "Demo"]
        command = [
            sys.executable,
            "-m",
            "assistant",
            "cooperation",
            "add",
            JOBCENTER,
            "--service",
            JOBCENTER,
            *agreement,
        ]
        subprocess.run(command, cwd=ROOT, env=program.environment, check=True, capture_output=True)  # the command alone
        yield program


async def mail(program: Served, number: int) -> str:
    """What mail ``number`` says, once it has come."""
    for _ in range(PATIENCE_MS // 200):
        found = mails(program.var / "mails") if (program.var / "mails").exists() else []
        if len(found) >= number:
            return found[number - 1]
        await asyncio.sleep(0.2)
    raise AssertionError(f"mail {number} has not come")


async def at_the_jobcenter(browser: Browser, program: Served, faults: list[str]) -> Page:
    """From the mail to the page behind link and code, on a telephone."""
    context = await browser.new_context(**{**HERE, **HANDHELD})
    page = await context.new_page()
    watch(page, faults)
    link = LINK.search((await mail(program, 1)).get_content())
    await page.goto(program.url + link[1])
    await page.locator("form[action$='/code'] button").click()
    await page.fill("#code", code_in(await mail(program, 2)))
    await page.locator("form[action$='/visit'] button").click()
    await expect(page.locator("form[action$='/accept']")).to_be_visible(timeout=PATIENCE_MS)
    return page


async def test_the_jobcenter_declines_by_mail_and_case_management_takes_over(with_mails, browser: Browser) -> None:
    scene = Scene(browser, with_mails.url)
    desk, manager = await scene.staff("erstberatung"), await scene.staff("kim")
    person = await scene.newcomer()
    await person.begin("de")
    first = await person.finish(WORKER)
    office = await at_the_jobcenter(browser, with_mails, [])
    await expect(office.locator("body")).to_contain_text(first)
    assert await flaws(office) == []
    await declines(office, "not_responsible")
    await expect(person.told("handover.declined")).to_be_visible(timeout=PATIENCE_MS)
    second = await case_management_instead(person, desk)
    await manager.opens(second)
    await press(manager.page, "accept")
    await expect(person.told("handover.accepted")).to_be_visible(timeout=PATIENCE_MS)
    assert [fault for somebody in scene.faults for fault in somebody] == []

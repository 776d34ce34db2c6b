"""What becomes of a handover, in real browsers with the real program: until the end, over a no, and taken back."""

from playwright.async_api import Page, expect

from tests.browser.people import PATIENCE_MS, CaseWorker, Newcomer
from tests.browser.test_whole_way import YOUNG_MAN, Scene, flaws, scene

__all__ = ["scene"]


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


async def test_a_service_declines_the_desk_names_case_management_and_that_takes_over(scene: Scene) -> None:
    youth, desk, manager = [await scene.staff(login) for login in ("jmd", "erstberatung", "kim")]
    man, reference = await young_man(scene, "tr")
    await youth.opens(reference)
    await youth.page.locator("details", has=youth.page.locator("form[action$='/decline']")).locator("summary").click()
    await youth.page.locator("input[value=no_capacity]").check()
    await youth.page.locator("form[action$='/decline'] button").click()
    await expect(man.told("handover.declined")).to_be_visible(timeout=PATIENCE_MS)
    await desk.page.locator("section[aria-labelledby=waiting] .line a").last.click()
    await press(desk.page, "take-over")
    await expect(man.told("staff.took_over")).to_be_visible(timeout=PATIENCE_MS)
    names = desk.page.locator("#other-way")
    await names.select_option(label="KIM Case Management")
    assert await flaws(desk.page) == []
    await press(desk.page, "another-way")
    await expect(man.told("handover.redirected")).to_contain_text("KIM", timeout=PATIENCE_MS)
    await man.page.locator("#log [data-choice='go_on']").last.click()
    await expect(man.open_question).to_have_attribute("data-question", "handover", timeout=PATIENCE_MS)
    await expect(man.open_question).to_contain_text("KIM")
    second = await man.finish({**YOUNG_MAN, "handover": "tap:yes"})
    assert second != reference
    await manager.opens(second)
    await press(manager.page, "accept")
    await expect(man.told("handover.accepted")).to_be_visible(timeout=PATIENCE_MS)

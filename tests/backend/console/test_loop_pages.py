"""What a recipient finds and does on its pages: without a script, by links and forms alone."""

import re

import pytest
from sqlalchemy import update

from backend.cases.models import CaseRecord
from backend.handovers.coordination import tell_overdue
from backend.handovers.models import AskBack, Handover
from backend.organisations.models import COORDINATOR, Service, Staff
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        async with made.context.database.writing() as session:
            await session.execute(update(Service).values(no_reporting_duty=True))
        yield made


async def due(world: World, handover: Handover, **later: float) -> None:
    """Give a handover a deadline, and let time pass."""
    world.watch.forward(hours=4)
    async with world.context.database.writing() as session:
        await session.execute(update(Handover).where(Handover.id == handover.id).values(due_at=world.watch()))
    world.watch.forward(**later)


def forms(page: str) -> set[str]:
    return set(re.findall(r'action="/console/cases/[^"]*/handovers/[^"/]*/(\w+)"', page))


async def test_each_state_offers_its_own_steps_and_no_others(world):
    handover, browser = await world.handover(), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    page = (await browser.get(address)).text
    assert forms(page) == {"accept", "decline", "redirect", "ask"}
    assert "Verantwortlich: Erstkontakt" in page
    await browser.post(f"{address}/handovers/{handover.id}/accept")
    page = (await browser.get(address)).text
    assert forms(page) == {"contacted", "end", "redirect", "ask"}
    assert "Verantwortlich: KIM Case Management" in page
    await browser.post(f"{address}/handovers/{handover.id}/contacted")
    page = (await browser.get(f"{address}?done=contacted")).text
    assert forms(page) == {"end", "redirect", "ask"}
    assert "Erster Kontakt: 2. März 2026" in page


async def test_the_inbox_says_until_when_and_puts_what_is_late_first(world):
    late = await world.handover()
    await due(world, late, minutes=-1)
    browser = await world.signed_in("amal")
    assert "Antwort bis" in (await browser.get("/console")).text
    assert "Überfällig" not in (await browser.get("/console")).text
    world.watch.forward(minutes=2)
    urgent = await world.handover(urgent=True)
    page = (await browser.get("/console")).text
    assert page.index(late.reference) < page.index(urgent.reference)
    assert "Überfällig" in page
    assert "Überfällig" in (await browser.get(f"/console/cases/{late.case_id}")).text


@pytest.mark.parametrize(("name", "sees"), [("dora", True), ("carla", False), ("eve", False)])
async def test_what_is_stuck_is_a_number_for_the_coordination_and_nothing_for_others(world, name, sees):
    handover = await world.handover()
    await due(world, handover, minutes=1)
    assert await tell_overdue(world.context) == 1
    page = (await (await world.signed_in(name)).get("/console")).text
    assert ("Nicht rechtzeitig beantwortet" in page) == sees
    assert (handover.reference in page) == sees
    assert str(handover.case_id) not in page


async def test_a_coordinator_without_a_team_sees_what_is_stuck_and_hears_of_it(world):
    handover = await world.handover()
    await due(world, handover, minutes=1)
    async with world.context.database.writing() as session:
        values = {"role": COORDINATOR, "tenant_id": world.tenant.id}
        await session.execute(update(Staff).where(Staff.login == "eve").values(**values))
    page = (await (await world.signed_in("eve")).get("/console")).text
    assert handover.reference in page
    assert str(handover.case_id) not in page
    async with world.context.bus.listen(f"coordination:{world.tenant.id}") as waiter:
        await tell_overdue(world.context)
        assert await waiter.wait(0.1)


async def test_ending_leads_to_the_inbox_which_keeps_the_number(world):
    handover, browser = await world.handover(), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    await browser.get(address)
    await browser.post(f"{address}/handovers/{handover.id}/accept")
    answer = await browser.post(f"{address}/handovers/{handover.id}/end", outcome="not_done")
    assert answer.status_code == 422
    assert "Wählen Sie ein Ergebnis" in answer.text
    answer = await browser.post(f"{address}/handovers/{handover.id}/end", outcome="done", reason="", note="")
    assert answer.headers["location"] == "/console?done=ended"
    page = (await browser.get("/console?done=ended")).text
    assert "In den letzten 30 Tagen abgeschlossen" in page
    assert handover.reference in page
    assert str(handover.case_id) not in page
    assert (await browser.get(address)).status_code == 404


async def test_another_service_is_chosen_from_a_list_without_ones_own_and_the_desk(world):
    handover, browser = await world.handover(), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    page = (await browser.get(address)).text
    listed = re.findall(r'<option value="([0-9a-f-]{36})">([^<]+)<', page)
    assert listed == [(str(world.services["jmd"].id), "Jugendmigrationsdienst")]
    for wrong in ("", "nowhere", str(world.services["desk"].id)):
        answer = await browser.post(f"{address}/handovers/{handover.id}/redirect", to=wrong, reason="moved")
        assert answer.status_code == 422
    answer = await browser.post(f"{address}/handovers/{handover.id}/redirect", to=listed[0][0], reason="moved")
    assert answer.headers["location"] == "/console?done=redirected"
    assert (await browser.get(address)).status_code == 404


async def test_what_was_accepted_stays_on_its_page_until_the_other_service_accepts(world):
    handover, browser = await world.handover(), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    await browser.get(address)
    await browser.post(f"{address}/handovers/{handover.id}/accept")
    fields = {"to": str(world.services["jmd"].id), "reason": "moved"}
    answer = await browser.post(f"{address}/handovers/{handover.id}/redirect", **fields)
    assert answer.headers["location"] == f"{address}?done=redirected"
    page = (await browser.get(address)).text
    assert "vorgeschlagen: Jugendmigrationsdienst. Die Person hat noch nicht geantwortet." in page


async def test_a_question_is_asked_in_one_of_the_two_languages_and_shows_that_it_waits(world):
    handover, browser = await world.handover(language="en"), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    page = (await browser.get(address)).text
    assert 'name="language" value="en"' in page
    fields = {"text": "Do you have a <b>certificate</b>?", "language": "en"}
    answer = await browser.post(f"{address}/handovers/{handover.id}/ask", **fields)
    assert answer.headers["location"] == f"{address}?done=asked_back"
    page = (await browser.get(address)).text
    assert "noch keine Antwort" in page
    assert "&lt;b&gt;certificate" in page
    assert "ask" not in forms(page)
    answer = await browser.post(f"{address}/handovers/{handover.id}/ask", **fields)
    assert answer.status_code == 409
    assert "noch nicht beantwortet" in answer.text


@pytest.mark.parametrize("step", ["redirect", "ask", "contacted", "end"])
async def test_a_foreign_handover_cannot_be_told_from_none(world, step):
    handover, browser = await world.handover("jmd"), await world.signed_in("amal")
    fields = {
        "to": str(world.services["kim"].id), "reason": "moved" if step == "redirect" else "", "text": "?",
        "outcome": "done",
    }  # fmt: skip
    answer = await browser.post(f"/console/cases/{handover.case_id}/handovers/{handover.id}/{step}", **fields)
    assert answer.status_code == 404
    assert (await world.stored(Handover, handover.id)).status == "requested"
    assert (await world.stored(CaseRecord, handover.case_id)).open_question is None


@pytest.mark.parametrize("step", ["redirect", "ask", "contacted", "end"])
async def test_no_step_is_taken_without_the_token_of_the_page(world, step):
    handover, browser = await world.handover(), await world.signed_in("amal")
    browser.csrf = "forged"
    answer = await browser.post(f"/console/cases/{handover.case_id}/handovers/{handover.id}/{step}", text="?")
    assert answer.status_code == 403
    async with world.context.database.reading() as session:
        assert await session.get(AskBack, handover.id) is None


@pytest.mark.parametrize("step", ["contacted", "end"])
async def test_a_form_that_comes_too_early_or_too_late_says_so(world, step):
    handover, browser = await world.handover(), await world.signed_in("amal")
    address = f"/console/cases/{handover.case_id}"
    await browser.get(address)
    answer = await browser.post(f"{address}/handovers/{handover.id}/{step}", outcome="done")
    assert answer.headers["location"] == f"{address}?done=moved_on"
    assert "Es wurde nichts gespeichert" in (await browser.get(answer.headers["location"])).text


async def test_the_english_page_has_every_word(world):
    handover = await world.handover()
    await due(world, handover, minutes=1)
    address, browser = f"/console/cases/{handover.case_id}", await world.signed_in("bert")
    assert "Overdue" in (await browser.get(address)).text
    await browser.post(f"{address}/handovers/{handover.id}/accept")
    page = (await browser.get(address)).text
    for words in (
        "Suggest another service",
        "Ask the person something",
        "What became of it?",
        "The person did not come",
    ):
        assert words in page

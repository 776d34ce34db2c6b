"""The pages of the casework: what they show, what can be done there, and to whom."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.cases.models import CaseRecord
from backend.casework import notes
from backend.casework.models import Measure
from backend.organisations.models import Staff
from tests.backend.casework.conftest import an_accepted, bring, proposed, tapped, today
from tests.backend.console.world import a_world

NOWHERE = uuid.UUID(int=0)


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def page(browser, handover) -> str:
    answer = await browser.get(f"/console/cases/{handover.case_id}/casework")
    assert answer.status_code == 200
    return answer.text


async def post(browser, handover, path: str, **fields: str):
    return await browser.post(f"/console/cases/{handover.case_id}/casework/{path}", **fields)


async def test_before_a_decision_the_page_shows_what_speaks_for_case_management(world):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    text = await page(browser, handover)
    for words in (
        "Das spricht für ein Case Management",
        "Mehrere Handlungsfelder zugleich",
        "Case Management eröffnen",
    ):
        assert words in text
    answer = await post(browser, handover, "open")
    assert answer.headers["location"] == f"/console/cases/{handover.case_id}/casework?done=opened"
    text = (await browser.get(answer.headers["location"])).text
    for words in ("Das Case Management ist eröffnet.", "Bei Amal Beispiel", "Weiter zu: Assessment", "Verlauf"):
        assert words in text


async def test_case_management_is_refused_with_a_reason(world):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    await page(browser, handover)
    answer = await post(browser, handover, "refuse", reason="single_concern")
    text = (await browser.get(answer.headers["location"])).text
    assert "Einzelnes Anliegen: Verweisberatung genügt" in text
    assert (await post(browser, handover, "refuse")).status_code == 422


async def test_a_case_goes_the_whole_way_on_its_page(world):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    await page(browser, handover)
    await post(browser, handover, "open")
    for state in ("assessment", "agreement"):
        assert (await post(browser, handover, "move", state=state)).status_code == 303
    assert "Zur Leistungssteuerung geht es erst" in (await post(browser, handover, "move", state="linking")).text
    await post(browser, handover, "agreements", goals="Arbeit <b>finden</b>", steps="", language="de")
    text = await page(browser, handover)
    assert "Arbeit &lt;b&gt;finden&lt;/b&gt;" in text
    draft = re.search(r"/casework/agreements/([0-9a-f-]+)/propose", text)[1]
    await post(browser, handover, f"agreements/{draft}/propose", way="chat")
    assert 'id="waiting"' in await page(browser, handover)
    await tapped(world, handover, uuid.UUID(draft), "yes")
    text = await page(browser, handover)
    assert "Es gilt: Die Person hat am 2. März 2026, 10:00 im Chat Ja gesagt." in text
    assert "Ja zu den Zielen" in text
    assert (await post(browser, handover, "move", state="linking")).status_code == 303
    assert "Nennen Sie den Tag" in (await post(browser, handover, "move", state="monitoring")).text
    day = (today(world) + timedelta(days=5)).isoformat()
    await post(browser, handover, "move", state="monitoring", review_on=day)
    mine = (await browser.get("/console/mine")).text
    for words in (handover.reference, "Re-Assessment in den nächsten sieben Tagen", "Re-Assessment am 7. März 2026"):
        assert words in mine
    assert "1 Re-Assessment ist fällig." in (await browser.get("/console")).text
    await post(browser, handover, "move", state="re_assessment")
    assert "Intensität" in (await post(browser, handover, "move", state="linking")).text
    await post(browser, handover, "move", state="monitoring", review_on=day, intensity="low")
    assert "Niedrige Intensität" in await page(browser, handover)
    await post(browser, handover, "close", reason="reached")
    text = await page(browser, handover)
    assert "Ziele erreicht" in text
    assert (await world.stored(CaseRecord, handover.case_id)).state == "closed"


async def test_a_signature_on_paper_is_recorded_on_the_page(world):
    handover, browser = await an_accepted(world), await world.signed_in("bert")
    await bring(world, handover, "agreement")
    proposal = await proposed(world, handover, in_chat=False)
    await page(browser, handover)
    assert (await post(browser, handover, f"agreements/{proposal}/paper", day="gestern")).status_code == 422
    await post(browser, handover, f"agreements/{proposal}/paper", day="2026-03-01")
    assert "the person signed on paper on" in await page(browser, handover)
    await post(browser, handover, f"agreements/{proposal}/withdraw")
    assert 'id="in-force"' not in await page(browser, handover)


async def test_the_plan_and_the_notes_are_kept_on_the_page(world):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    await bring(world, handover, "intake")
    await page(browser, handover)
    await post(
        browser, handover, "measures", need="leisure", since="2026-03-02", until="2026-09-01", helper="<i>Verein</i>"
    )
    text = await page(browser, handover)
    for words in ("&lt;i&gt;Verein&lt;/i&gt;", "1. September 2026", "geplant", "Amal Beispiel", "KIM Case Management"):
        assert words in text
    measure = re.search(r"/casework/measures/([0-9a-f-]+)", text)[1]
    await post(browser, handover, f"measures/{measure}", state="running", until="")
    assert "läuft" in await page(browser, handover)
    assert (await world.stored(Measure, uuid.UUID(measure))).until is None
    await post(browser, handover, "notes", text="Ruft <script> an")
    text = await page(browser, handover)
    assert "Ruft &lt;script&gt; an" in text
    first = re.search(r'<option value="([0-9a-f-]+)">1: Amal', text)[1]
    await post(browser, handover, "notes", text="Doch nicht", corrects=first)
    assert "berichtigt die Notiz vom" in await page(browser, handover)


async def test_a_case_is_given_to_a_colleague_and_shows_among_theirs(world):
    handover, amal, bert = await an_accepted(world), await world.signed_in("amal"), await world.signed_in("bert")
    await bring(world, handover, "intake")
    await page(amal, handover)
    await post(amal, handover, "assign", to=str(world.staff["bert"].id))
    assert handover.reference not in (await amal.get("/console/mine")).text
    assert "Further cases" in (await bert.get("/console/mine")).text


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_to_others_the_page_does_not_exist(world, name):
    handover, browser = await an_accepted(world), await world.signed_in(name)
    await browser.get("/console/mine")
    assert (await browser.get(f"/console/cases/{handover.case_id}/casework")).status_code == 404
    for path in ("open", "refuse", "move", "review", "close", "assign", "notes", "measures", "agreements",
                 f"agreements/{NOWHERE}/propose", f"agreements/{NOWHERE}/paper", f"agreements/{NOWHERE}/withdraw",
                 f"measures/{NOWHERE}"):  # fmt: skip
        fields = {"reason": "other", "text": "x", "goals": "x", "state": "done"}
        assert (await post(browser, handover, path, **fields)).status_code == 404, path


async def test_posts_paid_for_another_task_read_and_are_told_why_they_can_do_nothing(world):
    handover = await an_accepted(world)
    async with world.context.database.writing() as session:
        await session.execute(update(Staff).where(Staff.login == "bert").values(funding="jmd"))
    browser = await world.signed_in("bert")
    text = await page(browser, handover)
    assert 'id="may-not-own"' in text
    assert "/casework/open" not in text
    answer = await post(browser, handover, "open")
    assert answer.status_code == 403
    assert "Your post is paid for another task" in answer.text


async def test_the_case_page_leads_to_the_casework_once_it_is_accepted(world):
    handover, browser = await world.handover("kim"), await world.signed_in("amal")
    link = f'href="/console/cases/{handover.case_id}/casework"'
    assert link not in (await browser.get(f"/console/cases/{handover.case_id}")).text
    await browser.post(f"/console/cases/{handover.case_id}/handovers/{handover.id}/accept")
    assert link in (await browser.get(f"/console/cases/{handover.case_id}")).text


async def test_notes_are_on_no_other_page(world):
    handover = await an_accepted(world)
    await notes.write(world.context, world.staff["amal"], handover.case_id, "Geheimnotiz")
    amal, dora = await world.signed_in("amal"), await world.signed_in("dora")
    for browser, path in (
        (amal, "/console"), (amal, "/console/mine"), (amal, f"/console/cases/{handover.case_id}"), (dora, "/console"),
    ):  # fmt: skip
        assert "Geheimnotiz" not in (await browser.get(path)).text
    assert "Geheimnotiz" in await page(amal, handover)


async def test_a_line_that_nobody_has_accepted_shows_field_language_town_and_urgency_alone(world):
    handover = await world.handover("kim", urgent=True)
    text = (await (await world.signed_in("amal")).get("/console")).text
    line = text[text.index(f'id="h-{handover.case_id}"') : text.index("</section>", text.index('id="handovers"'))]
    for words in ("Sprache", "Arbeit", "Arabisch", "Neustadt", "Dringend"):
        assert words in line
    assert "KIM Case Management" not in line


async def test_on_a_page_without_a_case_it_is_said(world):
    assert "Im Moment liegt kein Fall bei Ihnen" in (await (await world.signed_in("carla")).get("/console/mine")).text

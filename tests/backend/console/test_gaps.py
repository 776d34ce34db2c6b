"""The pages of gap reports: the form loses nothing, the coordination filters, answers and takes a table away."""

import re

import pytest
from sqlalchemy import update

from backend.organisations.models import COORDINATOR, Staff
from tests.backend.casework.conftest import an_accepted
from tests.backend.console.world import a_world

TEXT = "Kein Kurs mit Kinderbetreuung <am Vormittag>."


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def reported(world, text: str = TEXT):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    await browser.get(f"/console/cases/{handover.case_id}/gaps")
    sent = {"field": "language", "municipality": "neustadt", "step": "assessment", "text": text}
    return handover, browser, await browser.post(f"/console/cases/{handover.case_id}/gaps", **sent)


async def test_the_way_from_the_case_to_the_coordination_and_back(world):
    handover, browser, answer = await reported(world)
    assert f"/console/cases/{handover.case_id}/gaps" in (await browser.get(f"/console/cases/{handover.case_id}")).text
    assert "Die Lücke ist gemeldet." in (await browser.get(answer.headers["location"])).text
    desk = await world.signed_in("dora")
    assert "1 neue Meldung einer Lücke" in (await desk.get("/console")).text
    page = (await desk.get("/console/gaps")).text
    assert "Kein Kurs mit Kinderbetreuung &lt;am Vormittag&gt;." in page
    assert handover.reference not in page
    gap = re.search(r'action="/console/gaps/([0-9a-f-]+)"', page)[1]
    answer = await desk.post(f"/console/gaps/{gap}", seen="new", state="passed_on", remark="Liegt beim Träger.")
    assert "Der Stand ist gespeichert." in (await desk.get(answer.headers["location"])).text
    page = (await browser.get(f"/console/cases/{handover.case_id}/gaps")).text
    assert "Weitergegeben" in page
    assert "Die Koordination schreibt: Liegt beim Träger." in page
    inbox = (await desk.get("/console")).text
    assert "neue Meldung" not in inbox
    assert 'href="/console/gaps"' in inbox


async def test_the_form_begins_with_what_the_case_says(world):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    page = (await browser.get(f"/console/cases/{handover.case_id}/gaps")).text
    assert '<option value="neustadt" selected>Neustadt</option>' in page
    assert '<option value="contact" selected>' in page
    assert "keine Namen, keine Telefonnummern" in page


async def test_a_refused_text_stands_in_the_form_again_with_every_place_that_names_somebody(world):
    _, _, answer = await reported(world, "Frau Beispiel, 0221 4710199")
    assert answer.status_code == 422
    for said in (
        "ein Name: Frau Beispiel",
        "eine Telefonnummer: 0221 4710199",
        ">Frau Beispiel, 0221 4710199</textarea>",
        '<option value="language" selected>',
        '<option value="assessment" selected>',
    ):
        assert said in answer.text


async def test_a_remark_that_names_somebody_or_comes_too_late_is_not_lost(world):
    await reported(world)
    desk = await world.signed_in("emil")
    gap = re.search(r'action="/console/gaps/([0-9a-f-]+)"', (await desk.get("/console/gaps")).text)[1]
    answer = await desk.post(f"/console/gaps/{gap}", seen="new", state="done", remark="Herr Muster prüft")
    assert answer.status_code == 422
    assert ">Herr Muster prüft</textarea>" in answer.text
    answer = await desk.post(f"/console/gaps/{gap}", seen="seen", state="done", remark="Geprüft")
    assert answer.status_code == 409
    assert "Jemand hat den Stand inzwischen geändert." in answer.text
    assert ">Geprüft</textarea>" in answer.text


async def test_the_table_holds_no_name_and_no_formula(world):
    handover, _, _ = await reported(world, "=SUM(A1)\nfehlt")
    desk = await world.signed_in("dora")
    answer = await desk.get("/console/gaps/export?field=language&days=90")
    assert answer.headers["content-disposition"] == 'attachment; filename="lotse-gaps-2026-03-02.csv"'
    table = answer.content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("Gemeldet am;Handlungsfeld;Ort;Schritt des Falls;Gemeldet von;Was fehlt")
    assert "2026-03-02;Sprache" in table
    assert "'=SUM(A1)" in table
    assert "Amal" not in table
    assert str(handover.case_id) not in table
    assert "SUM" not in (await desk.get("/console/gaps/export?field=work")).text


async def test_coordinators_find_it_in_the_navigation_and_others_not_at_all(world):
    async with world.context.database.writing() as session:
        await session.execute(update(Staff).where(Staff.login == "carla").values(role=COORDINATOR))
    coordinator = await world.signed_in("carla")
    assert 'href="/console/gaps"' in (await coordinator.get("/console")).text
    assert (await coordinator.get("/console/gaps")).status_code == 200
    member = await world.signed_in("amal")
    assert 'href="/console/gaps"' not in (await member.get("/console")).text
    assert (await member.get("/console/gaps")).status_code == 404
    assert (await member.get("/console/gaps/export")).status_code == 404


async def test_in_english_too(world):
    handover, browser = await an_accepted(world), await world.signed_in("bert")
    page = (await browser.get(f"/console/cases/{handover.case_id}/gaps")).text
    assert "Report a gap in the system" in page

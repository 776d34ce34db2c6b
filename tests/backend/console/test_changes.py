"""The pages on which a change is settled, as staff use them, without any script."""

import uuid

import pytest

from backend.changes.models import ChangeTask
from backend.changes.settling import NOTE_MAX
from tests.backend.changes.world import with_youth_service
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def test_the_list_leads_to_the_page_and_the_page_to_a_settled_change(world):
    task, handover = await with_youth_service(world)
    browser = await world.signed_in("dora")
    listed = await browser.get("/console/changes")
    assert "Altersgrenze des JMD" in listed.text
    assert f'href="/console/changes/{task.id}"' in listed.text
    page = await browser.get(f"/console/changes/{task.id}")
    assert "2. Mai 2026" in page.text
    assert "Jugendmigrationsdienst" in page.text
    assert "KIM Case Management" in page.text
    form = f"/console/changes/{task.id}/measures/handover/{handover.id}"
    assert f'action="{form}"' in page.text
    decided = await browser.post(form, decision="replace", note="KIM übernimmt <b>")
    assert decided.headers["location"] == f"/console/changes/{task.id}?done=decided"
    page = await browser.get(decided.headers["location"])
    assert "Die Entscheidung ist gespeichert." in page.text
    assert "KIM übernimmt &lt;b&gt;" in page.text
    assert 'value="replace" required checked' in page.text
    settled = await browser.post(f"/console/changes/{task.id}/done")
    assert settled.headers["location"] == "/console/changes?done=finished"
    assert "kein Wechsel an" in (await browser.get(settled.headers["location"])).text


async def test_what_is_missing_is_said_on_the_page_and_what_was_written_stays(world):
    task, handover = await with_youth_service(world)
    browser = await world.signed_in("dora")
    await browser.get(f"/console/changes/{task.id}")
    early = await browser.post(f"/console/changes/{task.id}/done")
    assert (early.status_code, "noch nicht entschieden" in early.text) == (422, True)
    form = f"/console/changes/{task.id}/measures/handover/{handover.id}"
    unfit = await browser.post(form, decision="", note="Ruft am Montag an")
    assert (unfit.status_code, "Ruft am Montag an" in unfit.text) == (422, True)
    long = await browser.post(form, decision="end", note="x" * (NOTE_MAX + 1))
    assert (long.status_code, "x" * (NOTE_MAX + 1) in long.text) == (422, True)
    assert (await world.stored(ChangeTask, task.id)).state == "open"


async def test_an_office_that_does_not_hold_the_case_finds_no_way_to_close_it(world):
    task, _ = await with_youth_service(world)
    browser = await world.signed_in("carla")
    page = await browser.get(f"/console/changes/{task.id}")
    assert f'action="/console/changes/{task.id}/done"' not in page.text
    assert (await browser.post(f"/console/changes/{task.id}/done")).status_code == 404


async def test_who_has_closed_it_is_told_to_whoever_comes_late(world):
    task, _ = await with_youth_service(world)
    first, late = await world.signed_in("dora"), await world.signed_in("emil")
    for browser in (first, late):
        await browser.get(f"/console/changes/{task.id}")
    await first.post(f"/console/changes/{task.id}/drop")
    answer = await late.post(f"/console/changes/{task.id}/drop")
    page = await late.get(answer.headers["location"])
    assert "schon abgeschlossen" in page.text
    assert "Abgeschlossen von Dora Modell" in page.text


@pytest.mark.parametrize("name", ["amal", "eve"])
async def test_what_is_not_theirs_looks_like_what_does_not_exist(world, name):
    task, _ = await with_youth_service(world)
    browser = await world.signed_in(name)
    theirs = await browser.get(f"/console/changes/{task.id}")
    nobodys = await browser.get(f"/console/changes/{uuid.uuid4()}")
    assert (theirs.status_code, theirs.text) == (404, nobodys.text)
    assert str(task.id) not in (await browser.get("/console/changes")).text


async def test_the_pages_are_read_in_english_too(world):
    task, _ = await with_youth_service(world, holder="jmd")
    browser = await world.signed_in("carla")
    await browser.post("/console/language", language="en", next="/console/changes")
    page = await browser.get(f"/console/changes/{task.id}")
    assert "Age limit of the JMD" in page.text
    assert "Running measures" in page.text


async def test_a_form_from_elsewhere_is_refused(world):
    task, _ = await with_youth_service(world)
    browser = await world.signed_in("dora")
    browser.csrf = "forged"
    assert (await browser.post(f"/console/changes/{task.id}/drop")).status_code == 403
    assert (await world.stored(ChangeTask, task.id)).state == "open"

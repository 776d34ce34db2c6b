"""The pages for many cases: lists, filters, kept views, assigning, finding by number, the agenda."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.cases.models import CaseRecord
from backend.handovers.models import Handover
from backend.worklists import paging
from tests.backend.casework.conftest import an_accepted, paid_by
from tests.backend.console.world import a_world

FORM = "list=team&sort=urgent"


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


def listed(page: str) -> list[str]:
    return re.findall(r'<strong class="reference">([^<]+)', page)


async def test_the_page_shows_a_list_with_its_counts_and_keeps_filters_between_lists(world):
    new, accepted = await world.handover(), await an_accepted(world)
    browser = await world.signed_in("amal")
    page = (await browser.get("/console/lists?list=new&language=ar")).text
    assert listed(page) == [new.reference]
    assert re.search(r'list=team&amp;sort=urgent&amp;language=ar"[^>]*>Mein Team <span class="count">2<', page)
    assert "Wartet auf einen Menschen" not in page
    assert set(listed((await browser.get("/console/lists?list=team")).text)) == {new.reference, accepted.reference}
    assert "Hier steht im Moment nichts." in (await browser.get("/console/lists?list=team&language=uk")).text
    part = (await browser.get("/console/lists/part?list=new")).text
    assert listed(part) == [new.reference]
    assert "<html" not in part


async def test_a_long_list_leads_on_and_back_to_its_beginning(world, monkeypatch):
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    made = []
    for _ in range(3):
        made.append((await world.handover()).reference)
        world.watch.forward(minutes=1)
    browser = await world.signed_in("amal")
    page = (await browser.get("/console/lists?list=new&sort=oldest")).text
    assert listed(page) == made[:2]
    further = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    page = (await browser.get(further)).text
    assert listed(page) == made[2:]
    assert 'rel="next"' not in page
    assert 'id="first-page" class="button secondary" href="/console/lists?list=new&amp;sort=oldest"' in page
    assert (await browser.get("/console/lists?after=nowhere")).status_code == 404


async def test_ticked_cases_are_given_to_a_colleague(world):
    handovers, browser = [await an_accepted(world) for _ in range(2)], await world.signed_in("amal")
    page = (await browser.get("/console/lists?list=mine")).text
    ticks = re.findall(r'name="case" value="([^"]+)"', page)
    assert sorted(ticks) == sorted(str(handover.case_id) for handover in handovers)
    bert = world.staff["bert"]
    answer = await browser.post("/console/lists/assign", case=ticks, to=str(bert.id), query="list=mine&language=ar")
    assert answer.headers["location"] == "/console/lists?list=mine&sort=urgent&language=ar&done=assigned"
    assert "Die Fälle sind zugeteilt." in (await browser.get(answer.headers["location"])).text
    for handover in handovers:
        assert (await world.stored(CaseRecord, handover.case_id)).holder_id == bert.id
    await browser.post("/console/lists/assign", case=ticks[:1], to="queue", query=FORM)
    assert (await world.stored(CaseRecord, handovers[0].case_id)).holder_id in {None, bert.id}
    answer = await browser.post("/console/lists/assign", to=str(bert.id), query=FORM)
    assert "Bitte wählen Sie mindestens einen Fall aus." in (await browser.get(answer.headers["location"])).text


async def test_what_was_refused_is_named_with_its_reason(world):
    given, new, browser = await an_accepted(world), await world.handover(), await world.signed_in("amal")
    await browser.get("/console/lists?list=team")
    cases = [str(given.case_id), str(new.case_id)]
    answer = await browser.post("/console/lists/assign", case=cases, to=str(world.staff["bert"].id), query=FORM)
    told = answer.text[
        answer.text.index('id="refused"') : answer.text.index("</ul>", answer.text.index('id="refused"'))
    ]
    for words in (
        "1 Fall ist zugeteilt.",
        "1 Fall wurde nicht zugeteilt:",
        new.reference,
        "liegt nicht bei einem Ihrer",
    ):
        assert words in told
    assert given.reference not in told
    assert (await browser.post("/console/lists/assign", case=cases, to="x", query=FORM)).status_code == 404
    assert (await browser.post("/console/lists/assign", case="x", to="queue", query=FORM)).status_code == 404


@pytest.mark.parametrize("name", ["bert", "carla"])
async def test_only_what_may_be_assigned_can_be_ticked_and_only_by_whoever_may(world, name):
    await an_accepted(world)
    await world.handover("jmd")
    await paid_by(world, "bert", "jmd")
    page = (await (await world.signed_in(name)).get("/console/lists?list=team")).text
    assert 'type="checkbox" id="c-' not in page
    assert 'id="assign"' not in page


async def test_a_case_is_found_by_its_number_alone(world):
    handover, browser = await world.handover(), await world.signed_in("amal")
    await browser.get("/console/lists")
    typed = handover.reference.lower().replace("-", "")
    answer = await browser.post("/console/lists/find", reference=typed, query=FORM)
    assert answer.headers["location"] == f"/console/cases/{handover.case_id}"
    answer = await browser.post("/console/lists/find", reference="Neustadt", query=FORM)
    assert answer.headers["location"] == f"/console/lists?{FORM}&done=not_found"
    assert "Unter dieser Fallnummer" in (await browser.get(answer.headers["location"])).text


async def test_a_view_is_kept_shown_first_and_forgotten(world):
    browser = await world.signed_in("amal")
    await browser.get("/console/lists")
    answer = await browser.post(
        "/console/lists/views", name="<i>Arabisch</i>", default="yes", query="list=team&language=ar"
    )
    page = (await browser.get(answer.headers["location"])).text
    assert "Die Ansicht ist gespeichert." in page
    assert "&lt;i&gt;Arabisch&lt;/i&gt;" in page
    assert (await browser.get("/console/lists")).headers[
        "location"
    ] == "/console/lists?list=team&sort=urgent&language=ar"
    view = re.search(r"/console/lists/views/([0-9a-f-]+)/forget", page)[1]
    bert = await world.signed_in("bert")
    await bert.get("/console/lists")
    assert (await bert.post(f"/console/lists/views/{view}/forget")).status_code == 404
    assert (await browser.post(f"/console/lists/views/{view}/prefer", query=FORM)).status_code == 303
    await browser.post(f"/console/lists/views/{view}/forget", query=FORM)
    assert (await browser.get("/console/lists")).status_code == 200
    answer = await browser.post("/console/lists/views", name=" ", query=FORM)
    assert (answer.status_code, "höchstens 40 Zeichen" in answer.text) == (422, True)


async def test_the_agenda_shows_what_is_due_and_leads_there(world):
    handover, browser = await world.handover(urgent=True), await world.signed_in("amal")
    async with world.context.database.writing() as session:
        until = world.watch() + timedelta(hours=2)
        await session.execute(update(Handover).where(Handover.id == handover.id).values(due_at=until))
    page = (await browser.get("/console/agenda")).text
    today = page[page.index('id="today"') : page.index('id="soon"')]
    for words in (
        handover.reference,
        "Antwort auf eine Übergabe",
        "2. März 2026, 12:00",
        f"/console/cases/{handover.case_id}",
    ):
        assert words in today
    assert "Hier ist nichts fällig." in page
    assert handover.reference in (await browser.get("/console/agenda/part")).text
    assert handover.reference not in (await (await world.signed_in("carla")).get("/console/agenda")).text


async def test_the_inbox_shows_the_first_lines_and_leads_to_all(world, monkeypatch):
    monkeypatch.setattr("backend.handovers.inbox.SHOWN", 2)
    for _ in range(3):
        await world.handover()
    page = (await (await world.signed_in("amal")).get("/console")).text
    assert len(listed(page)) == 2
    assert '<a href="/console/lists?list=team">Alle 3 Einträge zeigen</a>' in page
    assert "(3) Eingang" in page


async def test_without_signing_in_there_is_none_of_it(world):
    browser = world.browser()
    for path in ("lists", "lists/part", "agenda", "agenda/part"):
        assert (await browser.get(f"/console/{path}")).headers["location"].startswith("/console/sign-in")
    for path in ("assign", "find", "views"):
        assert (await browser.post(f"/console/lists/{path}", query=FORM)).status_code in {401, 403}

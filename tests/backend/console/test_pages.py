"""What the inbox and the case page show, and what staff can do there."""

import re

import pytest

from backend.handovers.models import Handover
from backend.transcripts.models import Conversation
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def test_the_inbox_shows_handovers_with_language_town_urgency_and_state(world):
    handover = await world.handover(urgent=True)
    page = (await (await world.signed_in("amal")).get("/console")).text
    for word in (handover.reference, "Arabisch", "Neustadt", "Dringend", "Neu", "2. März 2026, 10:00"):
        assert word in page
    assert "<title>(1) Eingang" in page


async def test_the_desk_sees_who_waits_but_nothing_of_what_they_said(world):
    case, _ = await world.case(wanted="danger")
    browser = await world.signed_in("dora")
    for path in ("/console", "/console/inbox", f"/console/cases/{case.id}"):
        page = (await browser.get(path)).text
        assert "Möglicherweise in Gefahr" in page
        assert "Neustadt" in page
        assert "عمري" not in page
        assert "Anliegen" not in page or path.startswith("/console/cases")
        assert "+4915550001111" not in page


async def test_staff_are_told_who_stands_at_a_kiosk_and_who_has_left_it(world):
    case, conversation = await world.case(wanted="asked")
    address, browser = f"/console/cases/{case.id}", await world.signed_in("dora")
    await browser.post(f"{address}/take-over", seen_epoch="0")
    page = (await browser.get(address)).text
    assert 'id="at-kiosk"' not in page
    assert 'name="text"' in page
    await set_on(world, conversation, channel="kiosk")
    page = (await browser.get(address)).text
    assert 'id="at-kiosk"' in page
    assert 'name="text"' in page
    await set_on(world, conversation, ended_at=world.watch())
    page = (await browser.get(address)).text
    assert 'id="ended"' in page
    assert 'name="text"' not in page


async def set_on(world, conversation: Conversation, **values: object) -> None:
    async with world.context.database.writing() as session:
        row = await session.get_one(Conversation, conversation.id)
        for name, value in values.items():
            setattr(row, name, value)


async def test_the_case_page_links_every_fact_to_the_line_that_it_comes_from(world):
    handover = await world.handover()
    page = (await (await world.signed_in("amal")).get(f"/console/cases/{handover.case_id}")).text
    lines = set(re.findall(r'id="(m-\d+)"', page))
    links = re.findall(r'href="#(m-\d+)"', page)
    assert len(links) >= 5
    assert set(links) <= lines
    for word in ("KIM Case Management", "K1", "ausgewählt", "gesagt", "1 frühere Angabe"):
        assert word in page


async def test_what_must_not_happen_when_reaching_the_person_is_said_first(world):
    handover = await world.handover()
    page = (await (await world.signed_in("amal")).get(f"/console/cases/{handover.case_id}")).text
    assert page.index("Vielleicht können andere mitlesen") < page.index("+4915550001111")
    assert "Nur anrufen. Schreiben Sie keine Nachrichten." in page


async def test_the_desk_sees_how_the_person_may_be_reached_as_soon_as_it_answers(world):
    case, _ = await world.case(wanted="asked")
    browser = await world.signed_in("dora")
    path = f"/console/cases/{case.id}"
    assert "+4915550001111" not in (await browser.get(path)).text
    await browser.post(f"{path}/take-over", seen_epoch="0")
    page = (await browser.get(path)).text
    assert page.index("Vielleicht können andere mitlesen") < page.index("+4915550001111")
    assert "Nur anrufen. Schreiben Sie keine Nachrichten." in page


async def test_the_transcript_has_the_original_beside_the_german_and_escapes_what_people_write(world):
    handover = await world.handover()
    page = (await (await world.signed_in("amal")).get(f"/console/cases/{handover.case_id}")).text
    assert re.search(r'lang="ar" dir="rtl">[^<]+</p>\s*<p class="german" lang="de" dir="ltr">', page)
    assert "&lt;b&gt;سنة&lt;/b&gt;" in page
    assert "<b>سنة" not in page
    assert "Sicherheitshinweis" in page


async def test_accepting_shows_in_the_inbox_and_tells_a_colleague_who_was_faster(world):
    handover = await world.handover()
    amal, bert = await world.signed_in("amal"), await world.signed_in("bert")
    path = f"/console/cases/{handover.case_id}"
    answer = await amal.post(f"{path}/handovers/{handover.id}/accept")
    assert answer.headers["location"] == f"{path}?done=accepted"
    assert "Angenommen von Amal Beispiel" in (await amal.get(answer.headers["location"])).text
    late = await bert.post(f"{path}/handovers/{handover.id}/accept")
    assert late.headers["location"] == f"{path}?done=answered_before"
    assert "Accepted by Amal Beispiel" in (await bert.get(late.headers["location"])).text


async def test_declining_leads_back_to_the_inbox_and_closes_the_case(world):
    handover = await world.handover()
    browser = await world.signed_in("amal")
    path = f"/console/cases/{handover.case_id}"
    answer = await browser.post(f"{path}/handovers/{handover.id}/decline", reason="no_capacity", note="Ab Mai")
    assert answer.headers["location"] == "/console?done=declined"
    assert "Der Erstkontakt sucht einen anderen Weg" in (await browser.get("/console?done=declined")).text
    assert (await browser.get(path)).status_code == 404
    assert (await world.stored(Handover, handover.id)).decline_reason == "no_capacity"


async def test_declining_without_a_reason_says_what_is_missing(world):
    handover = await world.handover()
    browser = await world.signed_in("amal")
    answer = await browser.post(f"/console/cases/{handover.case_id}/handovers/{handover.id}/decline")
    assert answer.status_code == 422
    assert "Wählen Sie einen Grund" in answer.text


async def test_taking_over_writing_and_giving_back_on_the_page(world):
    case, conversation = await world.case(wanted="asked")
    dora, emil = await world.signed_in("dora"), await world.signed_in("emil")
    path = f"/console/cases/{case.id}"
    assert (await dora.post(f"{path}/take-over", seen_epoch="0")).headers["location"] == f"{path}?done=taken_over"
    page = (await dora.get(path)).text
    assert "Sie antworten in diesem Gespräch" in page
    assert "Die Person liest Arabisch" in page
    late = await emil.post(f"{path}/take-over", seen_epoch="0")
    assert late.headers["location"] == f"{path}?done=not_yours"
    page = (await emil.get(late.headers["location"])).text
    assert "Dora Modell antwortet in diesem Gespräch" in page
    assert "/write" not in page
    assert (await emil.post(f"{path}/write", text="Hallo")).headers["location"] == f"{path}?done=not_yours"
    assert (await dora.post(f"{path}/write", text="Guten <i>Tag</i>")).status_code == 303
    assert "Guten &lt;i&gt;Tag&lt;/i&gt;" in (await emil.get(f"{path}/transcript")).text
    assert (await dora.post(f"{path}/give-back")).headers["location"] == "/console?done=given_back"
    assert "Der Assistent antwortet wieder" in (await dora.get("/console?done=given_back")).text
    assert (await dora.get(path)).status_code == 404
    assert (await world.stored(Conversation, conversation.id)).owner == "assistant"


async def test_a_service_that_gives_back_keeps_the_case_that_it_took_on(world):
    handover = await world.handover()
    browser = await world.signed_in("amal")
    path = f"/console/cases/{handover.case_id}"
    await browser.post(f"{path}/handovers/{handover.id}/accept")
    await browser.post(f"{path}/take-over", seen_epoch="0")
    answer = await browser.post(f"{path}/give-back")
    assert answer.headers["location"] == f"{path}?done=given_back"
    assert "Der Assistent antwortet wieder" in (await browser.get(answer.headers["location"])).text


async def test_an_open_page_says_what_it_has_seen_and_gets_nothing_twice(world):
    handover = await world.handover()
    browser = await world.signed_in("amal")
    path = f"/console/cases/{handover.case_id}"
    seen = re.search(r'data-seen="(\d+)"', (await browser.get(path)).text)[1]
    answer = await browser.get(f"{path}/transcript?seen={seen}")
    assert (answer.status_code, answer.text) == (204, "")
    await browser.post(f"{path}/handovers/{handover.id}/accept")
    answer = await browser.get(f"{path}/transcript?seen={seen}")
    assert f'data-seen="{int(seen) + 1}"' in answer.text
    assert 'data-status="accepted"' in answer.text
    assert (await world.audited()).count("case.followed") == 1


async def test_a_link_cannot_make_the_page_say_something_else(world):
    handover = await world.handover()
    browser = await world.signed_in("amal")
    for path in ("/console", f"/console/cases/{handover.case_id}"):
        answer = await browser.get(f"{path}?done=<script>alert(1)</script>")
        assert answer.status_code == 200
        assert "alert(1)" not in answer.text


async def test_every_page_works_in_english(world):
    handover = await world.handover()
    browser = await world.signed_in("bert")
    assert "Handovers to your team" in (await browser.get("/console")).text
    page = (await browser.get(f"/console/cases/{handover.case_id}")).text
    assert "How to reach the person" in page
    assert "There is no such case" in (await browser.get("/console/cases/0")).text

"""Ready replies in the console: kept on a page of their own, put into the message without losing what was typed."""

import re

import pytest

from backend.replies import keeping
from backend.replies.keeping import Written
from backend.transcripts.service import text_of
from backend.transcripts.takeover import take_over
from tests.backend.casework.conftest import an_accepted
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def answering(world, name: str = "amal"):
    """A conversation in which somebody answers, and two replies of the team."""
    handover = await an_accepted(world)
    for written in (
        Written("de", "Termin", "Wann haben Sie <Zeit>?"), Written("ar", "موعد", "متى لديك وقت؟"),
        Written("en", "Date", "When?"),
    ):  # fmt: skip
        await keeping.add(world.context, world.staff[name], world.teams["kim"].id, written)
    await take_over(world.context, world.staff[name], handover.case_id, 0)
    browser = await world.signed_in(name)
    return handover, browser, (await browser.get(f"/console/cases/{handover.case_id}")).text


def written_in(page: str) -> str:
    """What stands in the field for the message; the first line break belongs to the markup."""
    return re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[1]


def value_of(page: str, title: str) -> str:
    return re.search(rf'<option value="([^"]+)">{title}</option>', page)[1]


async def test_replies_are_kept_changed_and_dropped_on_their_page(world):
    browser = await world.signed_in("amal")
    assert "noch keine vorbereitete Antwort" in (await browser.get("/console/replies")).text
    sent = {"team": str(world.teams["kim"].id), "language": "ar", "title": "<Termin>", "text": "متى؟"}
    answer = await browser.post("/console/replies", **sent)
    page = (await browser.get(answer.headers["location"])).text
    assert "Die Antwort ist gespeichert." in page
    assert "&lt;Termin&gt;" in page
    reply = re.search(r'href="(/console/replies/[0-9a-f-]+)"', page)[1]
    assert "متى؟</textarea>" in (await browser.get(reply)).text
    answer = await browser.post(reply, language="ar", title="Termin", text="")
    assert answer.status_code == 422
    assert "Schreiben Sie die Antwort" in answer.text
    answer = await browser.post(reply, language="ar", title="Zeit", text="متى لديك وقت؟")
    assert "Zeit" in (await browser.get(answer.headers["location"])).text
    answer = await browser.post(f"{reply}/drop")
    assert "Die Antwort ist gelöscht." in (await browser.get(answer.headers["location"])).text
    assert (await browser.get(reply)).status_code == 404


async def test_a_refused_reply_stands_in_the_form_again(world):
    browser = await world.signed_in("amal")
    await browser.get("/console/replies")
    sent = {"team": str(world.teams["kim"].id), "language": "uk", "title": "", "text": "Коли?"}
    answer = await browser.post("/console/replies", **sent)
    assert answer.status_code == 422
    for said in ("Geben Sie der Antwort einen Titel", "Коли?</textarea>", '<option value="uk" selected>'):
        assert said in answer.text


async def test_the_persons_language_comes_first_and_other_languages_not_at_all(world):
    _, _, page = await answering(world)
    assert page.index('<optgroup label="Arabisch">') < page.index('<optgroup label="Deutsch">')
    assert ">Date</option>" not in page


async def test_a_reply_comes_into_the_message_below_what_was_typed_and_is_sent_as_any_other(world):
    handover, browser, page = await answering(world)
    sent = {"reply": value_of(page, "Termin"), "text": "Guten Tag, <Leute>", "language": "ar"}
    page = (await browser.post(f"/console/cases/{handover.case_id}/insert", **sent)).text
    assert written_in(page) == "Guten Tag, &lt;Leute&gt;\n\nWann haben Sie &lt;Zeit&gt;?"
    assert 'value="de" checked' in page
    await browser.post(f"/console/cases/{handover.case_id}/write", text="Wann passt es?", language="de")
    line = (await world.messages(handover.conversation_id))[-1]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, handover.case_id)
    assert (line.sender, line.language, text_of(line, vault)) == ("staff", "de", "Wann passt es?")


async def test_a_reply_in_the_persons_language_is_sent_in_it(world):
    handover, browser, page = await answering(world)
    page = (await browser.post(f"/console/cases/{handover.case_id}/insert", reply=value_of(page, "موعد"))).text
    assert written_in(page) == "متى لديك وقت؟"
    assert 'value="ar" checked' in page


async def test_without_a_choice_nothing_typed_is_lost(world):
    handover, browser, _ = await answering(world)
    page = (await browser.post(f"/console/cases/{handover.case_id}/insert", text="Fast fertig", language="ar")).text
    assert written_in(page) == "Fast fertig"
    assert 'value="ar" checked' in page


async def test_replies_of_other_teams_cannot_be_put_in_and_who_answers_no_more_is_told(world):
    handover, browser, page = await answering(world)
    await keeping.add(world.context, world.staff["carla"], world.teams["jmd"].id, Written("de", "Fremd", "…"))
    (foreign,) = await keeping.of_teams(world.context, world.staff["carla"])
    insert = f"/console/cases/{handover.case_id}/insert"
    assert (await browser.post(insert, reply=str(foreign.id))).status_code == 404
    assert (await browser.post(insert, reply="x")).status_code == 404
    await take_over(world.context, world.staff["bert"], handover.case_id, 1)
    page = (await browser.post(insert, reply=value_of(page, "Termin"))).text
    assert world.context.catalogs.text("console.done.not_yours", "de", {}) in page


async def test_in_english_too(world):
    browser = await world.signed_in("bert")
    assert "Ready replies" in (await browser.get("/console/replies")).text

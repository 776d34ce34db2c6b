"""The route slip over the API: for its owner alone, in two languages, and less of it where it could harm."""

import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.transcripts.models import Conversation
from locales.languages import offered
from tests.support.cases import new_conversation, told_conversation, told_of_danger
from tests.support.pages import pages

MOTHER: dict[str, Any] = {
    "needs": ["housing", "school", "work"],
    "age": 34,
    "residence_title": "duldung",
    "municipality": {"key": "musterstadt", "name": "Musterstadt"},
    "case_management": "none",
    "benefits_drawn": "none",
    "lives_in": "municipality",
    "goal": "weit weg von meinem Bruder",
}
HIDDEN = {**MOTHER, "residence_title": "none_undocumented"}


@pytest.fixture
async def http(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(pages(context))
    async with httpx.AsyncClient(transport=transport, base_url="https://lotse.example/api/v1") as client:
        yield client


async def asked(
    http: httpx.AsyncClient, conversation: Conversation, token: str | None, answers: bool = False
) -> httpx.Response:
    headers = {"Accept-Language": "de"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return await http.get(f"/conversations/{conversation.id}/slip", params={"answers": answers}, headers=headers)


async def test_it_stands_there_in_the_language_of_the_person_and_in_german(context, http) -> None:
    answer = await asked(http, *await told_conversation(context, "ar", **MOTHER))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    page = answer.json()
    assert (page["language"], page["direction"]) == ("ar", "rtl")
    assert page["title"] == {"own": "ورقة المسار", "german": "Laufzettel"}
    assert "Arabisch" in page["speaks"]["german"]
    place = page["places"][0]
    assert place["tel"].startswith("tel:+49")
    assert all(row["text"]["own"] for row in place["rows"])


@pytest.mark.parametrize("language", ["de", "de-x-simple"])
async def test_whoever_reads_german_reads_everything_once(context, http, language: str) -> None:
    page = (await asked(http, *await told_conversation(context, language, **MOTHER), answers=True)).json()
    assert page["speaks"] is None
    assert [row for row in page["answers"] if row["text"]["german"] or row["label"]["german"]] == []


@pytest.mark.parametrize("language", [language.code for language in offered()])
async def test_it_can_be_had_in_every_language(context, http, language: str) -> None:
    assert (await asked(http, *await told_conversation(context, language, **MOTHER), answers=True)).status_code == 200


async def test_answers_stand_on_it_only_when_that_is_wanted(context, http) -> None:
    conversation, token = await told_conversation(context, "uk", **MOTHER)
    without = (await asked(http, conversation, token)).text
    told = (await asked(http, conversation, token, answers=True)).text
    assert "Duldung" not in without
    assert "Duldung" in told
    assert "Bruder" not in told


async def test_without_papers_nothing_tells_so_even_when_answers_are_wanted(context, http) -> None:
    answer = await asked(http, *await told_conversation(context, "uk", **HIDDEN), answers=True)
    assert answer.json()["guarded"] is True
    assert answer.json()["answers"] == []
    assert "ohne Papiere" not in answer.text


async def test_after_a_word_of_violence_the_page_is_silent_about_everything(context, http) -> None:
    conversation, token = await told_conversation(context, "uk", **MOTHER)
    assert (await asked(http, conversation, token)).json()["guarded"] is False
    await told_of_danger(context, conversation, "safety.S8")
    page = (await asked(http, conversation, token, answers=True)).json()
    assert (page["guarded"], page["answers"]) == (True, [])


async def test_the_code_leads_to_the_page_and_holds_no_secret(context, http) -> None:
    conversation, token = await told_conversation(context, "uk", **MOTHER)
    page = (await asked(http, conversation, token)).json()
    assert page["address"] == "https://lotse.example"
    assert unquote(page["code"]).startswith("data:image/svg+xml;charset=utf-8,<svg")
    another, its_token = await told_conversation(context, "uk", **HIDDEN)
    assert (await asked(http, another, its_token)).json()["code"] == page["code"]


@pytest.mark.parametrize("whose", ["nobody", "stranger", "unknown conversation"])
async def test_nobody_else_gets_it(context, http, whose: str) -> None:
    conversation, token = await told_conversation(context, "de", **MOTHER)
    stranger = (await new_conversation(context))[1]
    if whose == "unknown conversation":
        conversation.id = uuid.uuid4()
    answer = await asked(http, conversation, {"nobody": None, "stranger": stranger}.get(whose, token))
    assert answer.status_code == 401
    assert answer.json()["error"] == "not_allowed"


async def test_before_a_result_it_is_said_what_is_missing(context, http) -> None:
    answer = await asked(http, *await new_conversation(context))
    assert (answer.status_code, answer.json()["error"]) == (409, "no_result")
    assert "sobald ich Ihnen eine Stelle genannt habe" in answer.json()["message"]


async def test_what_has_changed_since_must_be_told_first(context, http) -> None:
    conversation, token = await told_conversation(context, "de", **MOTHER)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        source = file.facts.all()[0].source_message_id
        await file.facts.record("age", 19, "stated", source, file.now)
    assert (await asked(http, conversation, token)).status_code == 409
    reading = await http.get(f"/conversations/{conversation.id}/messages", headers={"Authorization": f"Bearer {token}"})
    assert reading.json()["state"]["result"] is False


async def test_the_result_offers_the_page(context, http) -> None:
    conversation, token = await told_conversation(context, "de", **MOTHER)
    reading = (
        await http.get(f"/conversations/{conversation.id}/messages", headers={"Authorization": f"Bearer {token}"})
    ).json()
    assert reading["state"]["result"] is True
    assert [message["key"] for message in reading["messages"] if message["slip"]] == ["decision.told"]

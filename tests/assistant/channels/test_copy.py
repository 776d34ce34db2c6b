"""The copy of everything that is stored, over the API: whole, in two languages, and for its owner alone."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.privacy.models import AuditEntry
from backend.transcripts.models import Conversation
from backend.transcripts.service import record_person
from tests.support.cases import new_conversation, told_conversation
from tests.support.pages import pages

FACTS = {"needs": ["housing", "work"], "age": 34, "residence_title": "niederlassung", "case_management": "none",
         "municipality": {"key": "musterstadt", "name": "Musterstadt"}, "goal": "eine Wohnung"}  # fmt: skip


@pytest.fixture
async def http(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(pages(context))
    async with httpx.AsyncClient(transport=transport, base_url="https://lotse.example/api/v1") as client:
        yield client


async def copied(http: httpx.AsyncClient, conversation: Conversation, token: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await http.get(f"/conversations/{conversation.id}/copy", headers=headers)


async def writes(context: Context, conversation: Conversation, text: str) -> None:
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        record_person(session, file.conversation, file.vault, text=text, chosen=None, client_id=text, now=file.now)


async def test_it_holds_every_answer_and_every_message_in_both_languages(context, http) -> None:
    conversation, token = await told_conversation(context, "ar", **FACTS)
    await writes(context, conversation, "مرحبا")
    answer = await copied(http, conversation, token)
    page = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (page["language"], page["direction"]) == ("ar", "rtl")
    assert page["title"]["german"] == "Was über Sie gespeichert ist"
    assert page["answers"][0]["text"]["german"] == "Wohnung und Arbeit"
    assert len(page["answers"]) == len(FACTS)
    last = page["messages"][-1]
    assert (last["text"], last["direction"]) == ({"own": "مرحبا", "german": None}, "rtl")
    assert {said["who"]["german"] for said in page["messages"]} == {"Assistent (Programm)", "Sie"}


async def test_what_was_changed_is_stored_and_stands_there_too(context, http) -> None:
    conversation, token = await told_conversation(context, "de", **FACTS)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        source = file.facts.all()[0].source_message_id
        await file.facts.record("age", 35, "stated", source, file.now)
        await file.facts.record("goal", None, "refused", source, file.now)
    page = (await copied(http, conversation, token)).json()
    assert {row["text"]["own"] for row in page["earlier"]} == {"34", "eine Wohnung"}


async def test_nobody_else_gets_it_and_that_it_was_given_is_written_down(context, http) -> None:
    conversation, token = await told_conversation(context, "de", **FACTS)
    _, foreign = await new_conversation(context)
    for wrong in (foreign, None):
        assert (await copied(http, conversation, wrong)).status_code == 401
    await copied(http, conversation, token)
    async with context.database.reading() as session:
        actions = list((await session.execute(select(AuditEntry.action))).scalars())
    assert actions.count("case.copied") == 1

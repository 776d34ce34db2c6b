"""Goals that staff propose are asked about in the chat; only a tap below the very text is a yes to it."""

import uuid

import pytest

from actions import flow
from backend.casework import agreements
from backend.casework.models import Agreement
from backend.consent import service as consents
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Do
from tests.actions.conftest import Actor
from tests.support.casework import goals_proposed

KNOWN = {
    "entry": "help", "mode": "full", "needs": ["everyday"], "age": 20,
    "municipality": {"key": "neudorf", "name": "Neudorf"}, "case_management": "none", "goal": "Arbeit finden",
}  # fmt: skip


@pytest.fixture
async def proposal(actor: Actor) -> uuid.UUID:
    await actor.stand(KNOWN)
    return await goals_proposed(actor.context, actor.conversation_id)


async def tap(actor: Actor, proposal: uuid.UUID, answer: str) -> list[dict]:
    do = Do(intent="answer", attribute="agreement", value={"agreement": str(proposal), "answer": answer})
    return await actor.call("action_take_answer", intent="answer", do=do)


async def stored(actor: Actor, proposal: uuid.UUID) -> Agreement:
    async with actor.context.database.reading() as session:
        return await session.get_one(Agreement, proposal)


def asked(said: list[dict]) -> str | None:
    return next((utterance["question"] for utterance in reversed(said) if utterance.get("question")), None)


async def test_a_tapped_yes_is_recorded_with_its_message_and_the_way_goes_on(actor: Actor, proposal: uuid.UUID) -> None:
    message_id = await actor.hear("Ja")
    do = Do(intent="answer", attribute="agreement", value={"agreement": str(proposal), "answer": "yes"})
    said = await actor.call("action_take_answer", intent="answer", do=do, message_id=message_id)
    agreement = await stored(actor, proposal)
    assert (agreement.state, agreement.source, agreement.source_message_id) == ("agreed", "chat", message_id)
    assert said[0]["key"] == "agreement_answer.yes"
    assert asked(said) == "readback"


async def test_a_no_is_recorded_as_one(actor: Actor, proposal: uuid.UUID) -> None:
    said = await tap(actor, proposal, "no")
    assert said[0]["key"] == "agreement_answer.no"
    assert (await stored(actor, proposal)).state == "declined"


@pytest.mark.parametrize("text", ["ja", "ja gerne", "nein"])
async def test_words_are_no_answer_to_goals(actor: Actor, proposal: uuid.UUID, text: str) -> None:
    said = await actor.call("action_take_answer", text, intent="deny" if text == "nein" else "affirm")
    assert "consent.please_tap" in [utterance["key"] for utterance in said]
    assert asked(said) == "agreement"
    assert (await stored(actor, proposal)).state == "proposed"


async def test_who_wants_time_is_not_asked_again_but_finds_the_way_back(actor: Actor, proposal: uuid.UUID) -> None:
    said = await tap(actor, proposal, "later")
    assert said[0]["key"] == "agreement_answer.later"
    assert asked(said) != "agreement"
    said = await actor.call("action_repeat", intent="repeat", do=Do(intent="repeat", value="agreement"))
    assert asked(said) == "agreement"
    assert said[-1]["items"][0]["value"] == "Arbeit finden"
    await tap(actor, proposal, "yes")
    assert (await stored(actor, proposal)).state == "agreed"


async def test_at_rest_a_button_leads_back_to_the_goals(actor: Actor, proposal: uuid.UUID) -> None:
    await tap(actor, proposal, "later")
    await actor.call("action_take_answer", intent="answer", do=Do(intent="answer", attribute="readback", value="yes"))
    no = Do(intent="answer", attribute="handover", value=await refused(actor))
    said = await actor.call("action_take_answer", intent="answer", do=no)
    assert "agreement" in [choice["id"] for choice in said[-1]["choices"]]


async def refused(actor: Actor) -> dict:
    file = await actor.file()
    service = await flow.receiving_service(file)
    assert service is not None
    return {"service": str(service.id), "answer": "no", **consents.offer(file, service)}


async def test_an_answer_to_an_older_text_is_said_to_count_for_nothing(actor: Actor, proposal: uuid.UUID) -> None:
    said = await tap(actor, uuid.uuid4(), "yes")
    assert said[0]["key"] == "agreement_answer.outdated"
    assert asked(said) == "agreement"
    assert (await stored(actor, proposal)).state == "proposed"


async def test_while_a_person_answers_a_yes_counts_and_the_assistant_says_nothing_more(
    actor: Actor, proposal: uuid.UUID
) -> None:
    async with actor.context.database.writing() as session:
        (await session.get_one(Conversation, actor.conversation_id)).owner = "person"
    said = await tap(actor, proposal, "yes")
    assert [utterance["key"] for utterance in said] == ["agreement_answer.yes"]
    assert (await stored(actor, proposal)).state == "agreed"
    assert await actor.call("action_take_answer", "26", intent="inform_age") == []


async def test_another_language_asks_in_it_and_leaves_the_goals_as_they_were_written(
    actor: Actor, proposal: uuid.UUID
) -> None:
    said = await actor.call(
        "action_change_language", intent="change_language", do=Do(intent="change_language", value="ar")
    )
    assert asked(said) == "agreement"
    assert said[-1]["items"][0]["value"] == "Arbeit finden"


async def test_back_withdraws_nothing_that_was_answered_long_ago(actor: Actor, proposal: uuid.UUID) -> None:
    said = await actor.call("action_back", intent="back")
    assert asked(said) == "agreement"
    assert (await actor.file()).facts.value("goal") == "Arbeit finden"


async def test_what_is_taken_back_is_not_asked_any_more(actor: Actor, proposal: uuid.UUID) -> None:
    async with actor.context.database.writing() as session:
        (await session.get_one(Agreement, proposal)).state = "ended"
    said = await actor.call("action_repeat", intent="repeat")
    assert asked(said) != "agreement"
    async with actor.context.database.reading() as session:
        assert await agreements.awaited(session, (await actor.file()).case.id) is None

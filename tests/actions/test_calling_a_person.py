"""A person is asked for: when somebody is there, and how they reach the person if that is later."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.transcripts.schemas import Do
from tests.actions.conftest import Actor

EVENING = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)  # a Friday
EARLY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
BEGUN = {"entry": "help", "needs": ["language"]}


async def called(actor: Actor, mode: str = "full", **facts: Any) -> list[dict[str, Any]]:
    await actor.stand({**BEGUN, "mode": mode, **facts}, mode=mode, open_question="residence_title")
    return await actor.call("action_ask_human", intent="ask_human")


def keys(said: list[dict[str, Any]]) -> list[str]:
    return [utterance["key"] for utterance in said]


def in_words(actor: Actor, utterance: dict[str, Any], language: str) -> str:
    return actor.context.catalogs.text(utterance["key"], language, utterance["params"])


async def answered(actor: Actor, attribute: str, value: Any) -> list[dict[str, Any]]:
    return await actor.call("action_take_answer", do=Do(intent="answer", attribute=attribute, value=value))


async def test_during_the_hours_the_person_learns_until_when_and_goes_on(actor: Actor) -> None:
    said = await called(actor)
    assert keys(said) == ["human.wanted", "human.staffed_now", "ask.residence_title"]
    assert "16:00" in in_words(actor, said[1], "de")


async def test_before_the_hours_of_today_the_person_learns_from_when(actor: Actor, clock) -> None:
    clock.now = EARLY
    said = await called(actor, mode="anonymous")
    assert keys(said)[1] == "human.staffed_today"
    assert "08:30" in in_words(actor, said[1], "de")


async def test_at_the_weekend_the_day_is_named_in_their_language(actor: Actor, clock) -> None:
    clock.now = EVENING
    said = await called(actor, mode="anonymous")
    assert keys(said) == ["human.wanted", "human.staffed_later", "ask.residence_title"]
    assert "Montag, 9. März 2026, ab 08:30" in in_words(actor, said[1], "de")
    assert "الاثنين" in in_words(actor, said[1], "ar")


async def test_out_of_hours_the_way_to_be_reached_is_asked_for_and_then_the_intake_goes_on(actor: Actor, clock) -> None:
    clock.now = EVENING
    said = await called(actor)
    assert keys(said)[-2:] == ["human.how_reached", "ask.contact_channel"]
    assert keys(await answered(actor, "contact_channel", "email")) == ["ask.contact_email"]
    said = await actor.call("action_take_answer", "mail@example.org")
    assert keys(said) == ["ask.contact_shared"]
    assert keys(await answered(actor, "contact_shared", "private"))[-1] == "ask.residence_title"
    assert (await actor.file()).facts.value("contact_value") == "mail@example.org"


async def test_what_was_begun_is_asked_to_its_end_though_somebody_is_there_by_now(actor: Actor, clock) -> None:
    clock.now = EVENING
    await called(actor)
    clock.forward(days=3)
    assert keys(await answered(actor, "contact_channel", "phone")) == ["ask.contact_value"]


async def test_every_one_of_these_questions_can_be_skipped(actor: Actor, clock) -> None:
    clock.now = EVENING
    await called(actor)
    said = await actor.call("action_skip_question", intent="skip")
    assert keys(said)[-1] == "ask.residence_title"


@pytest.mark.parametrize("known", [{"contact_channel": "chat_only"}, {"residence_title": "none_undocumented"}])
async def test_nobody_is_asked_who_has_said_it_or_whose_identity_is_not_kept(actor: Actor, clock, known) -> None:
    clock.now = EVENING
    assert "ask.contact_channel" not in keys(await called(actor, **known))


async def test_why_a_number_is_asked_for_names_the_desk_and_no_office(actor: Actor, clock) -> None:
    clock.now = EVENING
    await called(actor)
    await answered(actor, "contact_channel", "phone")
    said = await actor.call("action_explain_question", intent="why")
    assert keys(said) == ["human.why_reached", "ask.contact_value"]


async def test_while_a_person_answers_nobody_else_is_called(actor: Actor, clock) -> None:
    clock.now = EVENING
    async with actor.context.database.writing() as session:
        (await session.merge((await actor.file()).conversation)).owner = "person"
    said = await called(actor)
    assert keys(said) == ["human.is_here"]
    assert (await actor.file()).case.person_wanted_at is None


async def test_who_asks_where_it_stands_learns_when_somebody_is_there(actor: Actor, clock) -> None:
    clock.now = EVENING
    await called(actor, mode="anonymous")
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert keys(said)[:2] == ["status.person_wanted", "human.staffed_later"]

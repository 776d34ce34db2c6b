"""Answers that mean more than themselves, on a real case."""

from datetime import timedelta
from typing import Any

import pytest

from backend.transcripts.schemas import Do
from tests.actions.conftest import Actor


async def answer(actor: Actor, text: str, intent: str = "inform") -> list[str]:
    return [said["key"] for said in await actor.call("action_take_answer", text, intent=intent)]


async def tap(actor: Actor, attribute: str, value: object) -> list[str]:
    do = Do(intent="answer", attribute=attribute, value=value)
    return [said["key"] for said in await actor.call("action_take_answer", intent="answer", do=do)]


async def known(actor: Actor, attribute: str) -> Any:
    return (await actor.file()).facts.value(attribute)


async def asked(actor: Actor) -> str | None:
    return (await actor.file()).case.open_question


@pytest.mark.parametrize(("written", "year"), [("1990", "1990"), ("geboren 1990", "1990"), ("١٩٩٠", "1990")])
async def test_a_year_of_birth_answers_the_question_for_the_age(actor: Actor, written: str, year: str) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"]}, open_question="age")
    await answer(actor, written)
    assert await known(actor, "birth_date") == year
    assert await asked(actor) == "residence_title"


async def test_near_an_age_limit_the_birthday_is_asked_and_a_month_said_twice_is_enough(actor: Actor) -> None:
    now = (await actor.file()).now
    await actor.stand({"entry": "help", "needs": ["everyday"]}, open_question="age")
    await answer(actor, str(now.year - 27))
    assert await asked(actor) == "birth_date"
    await tap(actor, "birth_date", str(now.year - 27))
    assert await asked(actor) != "birth_date"


async def test_a_child_who_writes_for_its_mother_is_asked_for_her_age(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"], "age": 10}, open_question="writing_for")
    assert "answer.adults_age" in await tap(actor, "writing_for", "parent")
    assert await asked(actor) == "age"
    assert await known(actor, "age") is None
    await answer(actor, "38")
    assert await known(actor, "age") == 38
    assert await known(actor, "children") is None


async def test_the_age_of_a_child_who_is_written_for_is_kept_as_the_childs(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["school"], "age": 8}, open_question="writing_for")
    await tap(actor, "writing_for", "child")
    assert await known(actor, "children") == [{"age": 8}]


async def test_who_gives_the_childs_age_again_is_not_pressed_but_sent_to_a_person(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"], "writing_for": "child"}, open_question="age")
    assert "answer.adults_age" in await answer(actor, "8")
    await answer(actor, "8")
    assert (await actor.file()).facts.status("age") == "refused"
    assert await asked(actor) != "age"


async def test_a_title_that_does_not_fit_is_asked_once_more_and_then_believed(actor: Actor) -> None:
    facts = {"entry": "help", "needs": ["work"], "age": 30, "residence_title": "duldung",
             "municipality": {"key": "neudorf", "name": "Neudorf"}}  # fmt: skip
    await actor.stand(facts, open_question="case_management")
    await tap(actor, "case_management", "jobcenter_fallmanagement")
    assert await asked(actor) == "residence_title"
    await tap(actor, "residence_title", "duldung")
    assert await asked(actor) not in {"residence_title", None}


async def test_a_missing_school_place_becomes_a_concern(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"], "age": 40}, open_question="children_school")
    await tap(actor, "children_school", "some_missing")
    assert await known(actor, "needs") == ["everyday", "school"]


async def test_a_child_without_a_school_place_is_kept_with_its_age(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"]}, open_question="age")
    await answer(actor, "Ich bin 40 Jahre alt, meine Tochter ist 9 und hat keinen Schulplatz")
    assert await known(actor, "children") == [{"age": 9, "school_place": False}]


@pytest.mark.parametrize(("days", "said"), [(-1, "safety.S13b"), (0, "safety.S13a"), (7, "safety.S13a"), (8, None)])
async def test_the_end_of_a_paper_has_an_answer_of_its_own(actor: Actor, days: int, said: str | None) -> None:
    ends = (await actor.file()).today + timedelta(days=days)
    facts = {"entry": "help", "needs": ["everyday"], "age": 40, "residence_title": "niederlassung"}
    await actor.stand(facts, open_question="title_valid_until")
    told = await tap(actor, "title_valid_until", ends.isoformat())
    assert {key for key in told if key.startswith("safety.")} == ({said} if said else set())


async def test_more_topics_shows_the_second_list_and_asks_on(actor: Actor) -> None:
    await actor.stand({"entry": "help"}, open_question="needs")
    do = Do(intent="answer", attribute="needs", value="more")
    said = await actor.call("action_take_answer", intent="answer", do=do)
    assert said[0]["key"] == "ask.needs_more"
    assert "debts" in [choice["id"] for choice in said[0]["choices"]]
    await tap(actor, "needs", "debts")
    assert await known(actor, "needs") == ["debts"]


async def test_why_names_the_concern_that_needs_the_answer(actor: Actor) -> None:
    facts = {"entry": "help", "needs": ["work"], "age": 30, "residence_title": "refugee_25_1_2a"}
    await actor.stand(facts, open_question="benefits_drawn")
    said = [line["key"] for line in await actor.call("action_explain_question", intent="why")]
    assert said == ["why.benefits_drawn", "why.for_need", "ask.benefits_drawn"]

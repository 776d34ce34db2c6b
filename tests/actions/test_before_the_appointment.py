"""What could stop somebody from coming is asked after the yes, and goes along."""

import pytest

from tests.actions.conftest import Actor
from tests.actions.handing_over import agree, events, hand_over, package, stored, tap


async def to_the_barriers(actor: Actor, language: str = "de") -> list[dict]:
    await actor.begin(language)
    await agree(actor)
    return await tap(actor, "contact_channel", "chat_only")


async def test_one_thing_after_the_other_is_taken_until_nothing_more_is_needed(actor: Actor) -> None:
    await to_the_barriers(actor)
    said = await tap(actor, "barriers", "childcare")
    assert said[-1]["key"] == "ask.barriers_more"
    assert "childcare" not in {choice["id"] for choice in said[-1]["choices"]}
    await tap(actor, "barriers", "fare")
    said = await tap(actor, "barriers", "none")
    assert [utterance["key"] for utterance in said[:2]] == ["handover.done", "handover.prepare"]
    assert (await package(actor))["attributes"]["barriers"] == ["childcare", "fare"]


async def test_an_interpreter_is_asked_about_more_closely_and_is_never_a_child_or_a_relative(actor: Actor) -> None:
    await to_the_barriers(actor, "ar")
    said = await tap(actor, "barriers", "interpreter")
    assert [utterance["key"] for utterance in said] == ["interpreter.no_relatives", "ask.barriers_more"]
    said = await tap(actor, "barriers", "none")
    assert [choice["id"] for choice in said[-1]["choices"]] == ["ar"]
    said = await actor.call("action_take_answer", "arabisch, wie man es in Aleppo spricht")
    assert said[-1]["question"] == "interpreter_gender"
    await tap(actor, "interpreter_gender", "woman")
    passed_on = (await package(actor))["attributes"]
    assert passed_on["interpreter_language"] == "arabisch, wie man es in Aleppo spricht"
    assert passed_on["interpreter_gender"] == "woman"
    assert "interpreter.wanted" in await events(actor)


async def test_whoever_needs_nobody_to_interpret_is_not_asked_about_it(actor: Actor) -> None:
    await hand_over(actor)
    assert (await package(actor))["attributes"]["barriers"] == []
    assert (await actor.file()).facts.status("interpreter_gender") is None


async def test_it_is_skipped_like_any_other_question(actor: Actor) -> None:
    await to_the_barriers(actor)
    await actor.call("action_skip_question", intent="skip")
    assert (await stored(actor)).status == "requested"
    assert "barriers" not in (await package(actor))["attributes"]


async def test_it_stands_in_the_consent_before_it_is_asked(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"], "age": 20, "case_management": "none", "goal": "Arbeit",
                       "municipality": {"key": "neudorf", "name": "Neudorf"}}, open_question="readback")  # fmt: skip
    said = await tap(actor, "readback", "yes")
    labels = {label["key"] for label in said[-1]["params"]["data"]["list"]}
    assert {"attribute.barriers", "attribute.interpreter_language", "attribute.addition"} <= labels


@pytest.mark.parametrize("tool", ["cost", "bring"])
async def test_what_it_costs_and_what_to_bring_is_said_with_the_handover(actor: Actor, tool: str) -> None:
    await to_the_barriers(actor)
    said = await tap(actor, "barriers", "none")
    prepare = next(utterance for utterance in said if utterance["key"] == "handover.prepare")
    assert f"label.{tool}" in {item["label"]["key"] for item in prepare["items"]}

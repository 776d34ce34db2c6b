"""Where a handover stands: at home, by number and code on any device, and never more than is safe there."""

import pytest
from sqlalchemy import update

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from tests.actions.conftest import Actor
from tests.actions.handing_over import hand_over, package, press, stored, take_back
from tests.conftest import FixedClock

CODE = "123456"


async def by_code(actor: Actor, handover: Handover) -> dict:
    """What another device is told by number and code."""
    async with actor.context.database.writing() as session:
        hashed = handovers._hash_code(handover.reference, CODE)
        await session.execute(update(Handover).values(code_hash=hashed))
    await actor.begin()
    await actor.stand({"entry": "reference", "status_reference": handover.reference}, open_question="status_code")
    return (await actor.call("action_take_answer", CODE))[0]


def lines(said: dict) -> dict[str, object]:
    return {item["label"]["key"].rpartition(".")[2]: item["value"] for item in said["items"]}


async def test_it_says_what_was_passed_on_to_whom_since_when_until_when_and_what_comes_next(actor: Actor) -> None:
    await hand_over(actor)
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    told = lines(said[0])
    assert (said[0]["key"], list(told)) == (
        "status.requested",
        ["given_on", "given_what", "given_returns", "given_until", "next"],
    )
    names = [name["key"] for name in told["given_what"]["list"]]
    assert "attribute.age" in names
    assert names[-1] == "attribute.transcript"
    assert told["given_on"] == {"date": "2026-03-02"}
    assert told["next"]["key"] == "status.next.answer_by"


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ({"due_at": None}, "answer"),
        ({"due_at": "now"}, "answer_by"),
        ({"status": "accepted"}, "contact"),
        ({"status": "accepted", "first_contact_at": "now"}, "in_contact"),
        ({"status": "accepted", "contact_missing_at": "now"}, "contact_missing"),
        ({"status": "accepted", "contact_missing_at": "now", "first_contact_at": "now"}, "in_contact"),
    ],
)
async def test_the_next_step_is_that_of_the_state(
    actor: Actor, clock: FixedClock, values: dict[str, str | None], step: str
) -> None:
    await hand_over(actor)
    async with actor.context.database.writing() as session:
        now = {name: clock() if value == "now" else value for name, value in values.items()}
        await session.execute(update(Handover).values(rule_id=Handover.rule_id, **now))
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert lines(said[0])["next"]["key"] == f"status.next.{step}"


async def test_what_was_taken_back_has_no_next_step(actor: Actor) -> None:
    await hand_over(actor)
    await take_back(actor)
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert "next" not in lines(said[0])


async def test_any_device_is_told_the_same_by_number_and_code_and_no_value(actor: Actor) -> None:
    handover = await hand_over(actor)
    at_home = (await actor.call("action_tell_status", intent="ask_status_of_my_case"))[0]
    said = await by_code(actor, handover)
    assert said == at_home
    assert "Arbeit" not in str(said)


@pytest.mark.parametrize("facts", [{"residence_title": "none_undocumented"}, {"needs": ["mental_health"]}])
async def test_by_number_and_code_nothing_is_told_that_could_betray_somebody(
    actor: Actor, facts: dict[str, object]
) -> None:
    handover = await hand_over(actor)
    await actor.stand(facts)
    said = await by_code(actor, handover)
    assert (said["key"], said.get("items", [])) == ("status.kept_back", [])
    assert set(said["params"]) == {"reference"}


async def test_nor_where_a_danger_was_spoken_of(actor: Actor) -> None:
    handover = await hand_over(actor)
    await speak_of_danger(actor.context, actor)
    said = await by_code(actor, handover)
    assert said["key"] == "status.kept_back"


async def speak_of_danger(context: Context, actor: Actor) -> None:
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, actor.conversation_id)
        danger = Utterance(key="safety.S2", kind="safety")
        say(session, file.conversation, file.vault, context.catalogs, danger, now=file.now, sender="system")


async def test_at_home_the_same_is_told_in_full(actor: Actor) -> None:
    await hand_over(actor)
    await speak_of_danger(actor.context, actor)
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert lines(said[0])


async def resting(actor: Actor) -> list[dict]:
    return await actor.call("action_next_step", intent="inform")


async def test_what_is_added_goes_to_the_recipient_and_shows_as_new(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    before = await package(actor)
    clock.forward(hours=1)
    said = await press(actor, await resting(actor), "add_more")
    assert said[-1]["question"] == "addition"
    said = await actor.call("action_take_answer", "Ich habe jetzt einen Job.")
    assert said[0]["key"] == "addition.passed_on"
    after = await package(actor)
    assert after["attributes"]["addition"] == "Ich habe jetzt einen Job."
    assert {name: after[name] for name in ("reason", "language")} == {
        name: before[name] for name in ("reason", "language")
    }
    assert (await stored(actor)).updated_at == clock()
    assert said[-1]["key"] == "rest.what_next"


@pytest.mark.parametrize(("action", "intent"), [("action_back", "back"), ("action_skip_question", "skip")])
async def test_whoever_wants_to_add_nothing_leaves_it_and_nothing_else_is_taken_back(
    actor: Actor, action: str, intent: str
) -> None:
    await hand_over(actor)
    await press(actor, await resting(actor), "add_more")
    said = await actor.call(action, intent=intent)
    assert said[-1]["key"] == "rest.what_next"
    facts = (await actor.file()).facts
    assert (facts.value("barriers"), facts.status("addition")) == ([], None)


async def test_nothing_is_added_to_what_nobody_has(actor: Actor) -> None:
    await hand_over(actor)
    menu = await resting(actor)
    await take_back(actor)
    said = await press(actor, menu, "add_more")
    assert said[0]["key"] == "addition.nobody"

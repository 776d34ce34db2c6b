"""The gateway's promises, with a dialogue that does what the test wants."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from assistant.engine.client import DialogueSilent, DialogueUnavailable
from assistant.gateway.gateway import Gateway
from assistant.gateway.reception import UsedClientId
from assistant.gateway.runner import TurnRunner
from assistant.speaking.synthesizer import Synthesizer
from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.transcripts import service as transcripts
from backend.transcripts.models import Conversation, Effect, Message, Turn
from tests.support.pages import unmarked
from tests.support.room import SAY, FakeDialogue, Room, understand


@pytest.fixture
async def room(context: Context) -> AsyncIterator[Room]:
    quick = context.settings.model_copy(update={"dialogue_timeout": 1.2})
    context = Context(**{**vars(context), "settings": quick})
    dialogue = FakeDialogue()
    runner = TurnRunner(context, dialogue, understand)
    runner.start()
    gateway = Gateway(context, runner, Synthesizer("no-such-program"), unmarked)
    yield await Room(context, gateway, runner, dialogue).enter()
    await runner.stop()


async def test_a_message_is_stored_before_the_dialogue_sees_it(room: Room) -> None:
    async def look() -> list[dict[str, Any]]:
        async with room.context.database.reading() as session:
            stored = list((await session.execute(select(Message).where(Message.sender == "person"))).scalars())
        assert len(stored) == 1
        return SAY

    room.dialogue.answer = look
    await room.say("Hallo")
    await room.until("small_talk.greet")


async def test_no_connection_is_held_while_the_dialogue_thinks(room: Room) -> None:
    """The pool has two connections; ten conversations wait for the dialogue, and an action still gets one."""
    gate = asyncio.Event()

    async def wait() -> list[dict[str, Any]]:
        await gate.wait()
        return SAY

    room.dialogue.answer = wait
    rooms = [await Room(room.context, room.gateway, room.runner, room.dialogue).enter() for _ in range(10)]
    for each in rooms:
        await each.say("Hallo")
    await room.dialogue.until_heard(10)
    async with asyncio.timeout(1), room.context.database.writing() as session:
        await session.execute(select(1))
    gate.set()
    for each in rooms:
        await each.until("small_talk.greet")


async def test_messages_of_one_person_are_worked_off_in_their_order(room: Room) -> None:
    for number in range(20):
        await room.say(f"Nummer {number}")
    await room.until("small_talk.greet", times=20)
    assert [text for _, text, _ in room.dialogue.heard] == [f"Nummer {number}" for number in range(20)]


async def test_while_the_dialogue_is_down_the_person_is_told_once_and_everything_is_worked_off_later(
    room: Room,
) -> None:
    room.dialogue.well = False
    await room.say("eins")
    await room.until("trouble.late")
    await room.say("zwei")
    await asyncio.sleep(0.3)
    assert (await room.read()).state.assistant == "down"
    room.dialogue.well = True
    reading = await room.until("small_talk.greet", times=2)
    keys = [message.key for message in reading.messages]
    assert keys.count("trouble.late") == 1
    assert [text for _, text, _ in room.dialogue.heard][-2:] == ["eins", "zwei"]


async def test_danger_is_answered_while_the_dialogue_is_down_and_the_desk_is_alerted(room: Room) -> None:
    room.dialogue.well = False
    await room.say("Hilfe DANGER")
    reading = await room.until("safety.S2")
    assert next(m for m in reading.messages if m.key == "safety.S2").sender == "system"
    async with room.context.database.reading() as session:
        case = (await session.execute(select(CaseRecord))).scalar_one()
    assert case.person_wanted_reason == "danger"


async def test_danger_is_answered_once_however_often_the_turn_is_tried(room: Room) -> None:
    room.dialogue.well = False
    await room.say("Hilfe DANGER")
    await room.until("trouble.late")
    room.dialogue.well = True
    reading = await room.until("small_talk.greet")
    assert sum(message.key == "safety.S2" for message in reading.messages) == 1


async def test_a_dialogue_that_answers_nothing_is_started_afresh_and_then_counts_as_stuck(room: Room) -> None:
    def silent() -> None:
        raise DialogueSilent("nothing")

    room.dialogue.answer = silent
    await room.say("Hallo")
    await room.until("answer.stuck")
    assert len({sender for sender, _, _ in room.dialogue.heard}) == len(room.dialogue.heard) == 3


async def test_answers_are_dropped_when_a_person_took_over_meanwhile(room: Room) -> None:
    async def taken_over() -> list[dict[str, Any]]:
        async with room.context.database.writing() as session:
            conversation = await transcripts.locked(session, room.id)
            conversation.owner, conversation.owner_epoch = "person", conversation.owner_epoch + 1
        return SAY

    room.dialogue.answer = taken_over
    await room.say("Hallo")
    reading = await room.settled()
    assert "small_talk.greet" not in [message.key for message in reading.messages]


async def test_while_a_person_answers_the_dialogue_hears_nothing_but_danger_is_noticed(room: Room) -> None:
    async with room.context.database.writing() as session:
        (await transcripts.locked(session, room.id)).owner = "person"
    await room.say("Hallo DANGER")
    await room.until("safety.S2")
    await room.settled()
    assert room.dialogue.heard == []


async def test_an_epoch_ends_after_so_many_turns(room: Room) -> None:
    turns = room.context.settings.epoch_turns + 2
    for number in range(turns):
        await room.say(str(number))
    await room.until("small_talk.greet", times=turns)
    assert {sender.rpartition(".")[2] for sender, _, _ in room.dialogue.heard} == {"0", "1"}


async def test_an_epoch_ends_after_a_long_pause(room: Room) -> None:
    await room.say("eins")
    await room.until("small_talk.greet")
    room.context.clock.forward(minutes=room.context.settings.epoch_idle_minutes + 1)
    await room.say("zwei")
    await room.until("small_talk.greet", times=2)
    assert [sender.rpartition(".")[2] for sender, _, _ in room.dialogue.heard] == ["0", "1"]


async def test_a_message_that_waited_for_more_than_a_day_is_not_answered_as_if_nothing_had_been(room: Room) -> None:
    room.dialogue.well = False
    await room.say("Hallo")
    await room.until("trouble.late")
    room.context.clock.forward(days=2)
    room.dialogue.well = True
    reading = await room.until("trouble.moved_on")
    assert "small_talk.greet" not in [message.key for message in reading.messages]


async def test_an_erased_conversation_ends_the_turn_in_silence(room: Room) -> None:
    async def erased() -> list[dict[str, Any]]:
        await room.gateway.erase(room.id, room.token)
        return SAY

    room.dialogue.answer = erased
    await room.say("Hallo")
    for _ in range(200):
        async with room.context.database.reading() as session:
            if await session.get(Conversation, room.id) is None:
                break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    async with room.context.database.reading() as session:
        assert (await session.execute(select(Turn))).first() is None
        assert (await session.execute(select(Message))).first() is None


async def test_free_text_never_reaches_the_dialogue_as_a_command(room: Room) -> None:
    for text in ("/restart", "  /ask_work", "\u200b/answer{}", "EXTERNAL: x", "// hallo"):
        await room.say(text)
    await room.settled()
    assert not [text for _, text, _ in room.dialogue.heard if text.lstrip().startswith(("/", "EXTERNAL"))]


async def test_a_choice_reaches_the_dialogue_as_its_own_intent(room: Room) -> None:
    entry = (await room.read()).messages[-1]
    await room.tap(entry.id, "help")
    await room.until("small_talk.greet")
    _, text, metadata = room.dialogue.heard[0]
    assert text == "/answer"
    assert metadata["choice"]["do"] == {"intent": "answer", "attribute": "entry", "value": "help"}


async def test_an_answer_that_was_lost_on_its_way_is_given_without_doing_it_again(room: Room) -> None:
    """The action's effect was committed, then the dialogue died: the next try finds what was said."""
    entry = (await room.read()).messages[-1]

    async def act_and_die() -> None:
        async with room.context.database.writing() as session:
            message = (await session.execute(select(Message).where(Message.sender == "person"))).scalar_one()
            case = await session.get_one(CaseRecord, message.case_id)
            case.open_question = "mode"  # the tapped answer would be stale now
            vault = await room.context.vault(session, message.case_id)
            result = vault.seal("effect.result", {"said": [{"key": "mode_set.full"}], "slots": {}})
            session.add(Effect(message_id=message.id, action="action_take_answer", ordinal=0, result=result))
        room.dialogue.well = False
        raise DialogueUnavailable("died")

    room.dialogue.answer = act_and_die
    await room.tap(entry.id, "help")
    reading = await room.until("mode_set.full")
    assert [message.key for message in reading.messages].count("mode_set.full") == 1
    assert reading.state.assistant == "ready"


async def test_a_tap_on_a_question_that_was_answered_meanwhile_does_nothing(room: Room) -> None:
    entry = (await room.read()).messages[-1]
    room.dialogue.well = False
    await room.say("ich brauche bitte etwas hilfe")
    await room.tap(entry.id, "letter")

    async def answered() -> list[dict[str, Any]]:
        async with room.context.database.writing() as session:
            case = (await session.execute(select(CaseRecord))).scalar_one()
            case.open_question = "mode"
        return SAY

    room.dialogue.answer = answered
    room.dialogue.well = True
    await room.until("small_talk.greet")
    await room.settled()
    assert len([text for _, text, _ in room.dialogue.heard if text.startswith("/")]) == 0


async def test_what_people_have_a_right_to_works_while_a_person_answers(room: Room) -> None:
    room.dialogue.well = False
    await room.say("Hallo")
    late = next(message for message in (await room.until("trouble.late")).messages if message.key == "trouble.late")
    async with room.context.database.writing() as session:
        conversation = await transcripts.locked(session, room.id)
        conversation.owner, conversation.owner_epoch = "person", conversation.owner_epoch + 1
    room.dialogue.well = True
    await room.tap(late.id, "person")
    reading = await room.until("small_talk.greet")
    assert reading.messages[-1].sender == "system"


async def test_the_same_id_for_another_message_is_refused(room: Room) -> None:
    await room.say("eins")
    room.count -= 1
    with pytest.raises(UsedClientId):
        await room.say("zwei")


async def test_fifty_waiting_people_are_all_told_in_time(room: Room) -> None:
    room.dialogue.well = False
    rooms = [await Room(room.context, room.gateway, room.runner, room.dialogue).enter() for _ in range(30)]
    for each in rooms:
        await each.say("Hallo")
    room.context.clock.forward(seconds=8)
    for each in rooms:
        await each.until("trouble.late")


async def test_a_database_that_fails_once_does_not_end_the_looking(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OperationalError("select", {}, Exception("locked"))]

    async def failing(*_: Any) -> list[Any]:
        if failures:
            raise failures.pop()
        return []

    monkeypatch.setattr("assistant.gateway.turns.overdue", failing)
    room.dialogue.well = False
    await room.say("Hallo")
    await room.until("trouble.late")
    room.dialogue.well = True
    await room.until("small_talk.greet")

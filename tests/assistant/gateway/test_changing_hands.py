"""The moment in which a conversation changes hands: never two who answer, and nothing that is lost in between."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.engine.client import DialogueSilent
from assistant.gateway.gateway import Gateway
from assistant.gateway.runner import TurnRunner
from assistant.gateway.turns import tell_late, waiting
from assistant.speaking.synthesizer import Synthesizer
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.organisations.models import Staff
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Utterance
from backend.transcripts.takeover import NotYours, Unread, close, give_back, take_over, write
from tests.support.hands import desk_staff
from tests.support.pages import unmarked
from tests.support.room import SAY, FakeDialogue, Room, understand

DONE = {"key": "handover.updated", "kind": "status", "params": {"service": "x", "local": "y", "reference": "Z"}}


class Desk:
    """A room, and a member of staff at the other end."""

    def __init__(self, room: Room, staff: list[Staff]) -> None:
        self.room, self.staff, self.context = room, staff, room.context

    async def conversation(self) -> Conversation:
        async with self.context.database.reading() as session:
            return await session.get_one(Conversation, self.room.id)

    async def case_id(self) -> uuid.UUID:
        return (await self.conversation()).case_id

    async def called(self) -> None:
        async with self.context.database.writing() as session:
            (await CaseFile.open(session, self.context, self.room.id)).want_person("asked")

    async def takes_over(self, who: int = 0) -> None:
        seen = await self.conversation()
        await take_over(self.context, self.staff[who], seen.case_id, seen.owner_epoch)

    async def gives_back(self, seen: int | None = None) -> None:
        await give_back(self.context, self.staff[0], await self.case_id(), seen)

    async def keys(self) -> list[str | None]:
        return [message.key for message in (await self.room.settled()).messages]


@asynccontextmanager
async def a_desk(context: Context) -> AsyncIterator[Desk]:
    quick = context.settings.model_copy(update={"dialogue_timeout": 1.2})
    context = Context(**{**vars(context), "settings": quick})
    dialogue = FakeDialogue()
    runner = TurnRunner(context, dialogue, understand)
    runner.start()
    gateway = Gateway(context, runner, Synthesizer("no-such-program"), unmarked)
    made = Desk(await Room(context, gateway, runner, dialogue).enter(), await desk_staff(context, 2))
    await made.called()
    yield made
    await runner.stop()


@pytest.fixture
async def desk(either_context: Context) -> AsyncIterator[Desk]:
    async with a_desk(either_context) as made:
        yield made


async def test_an_answer_that_was_thought_of_before_the_takeover_is_never_said_after_it(desk: Desk) -> None:
    async def meanwhile() -> list[dict[str, Any]]:
        await desk.takes_over()
        return SAY

    desk.room.dialogue.answer = meanwhile
    await desk.room.say("Hallo")
    assert (await desk.keys())[-2:] == [None, "staff.took_over"]


async def test_what_was_done_before_the_takeover_is_told_and_what_was_asked_is_not(desk: Desk) -> None:
    async def meanwhile() -> list[dict[str, Any]]:
        await desk.takes_over()
        return [DONE, {"key": "ask.age", "kind": "question", "question": "age"}]

    desk.room.dialogue.answer = meanwhile
    await desk.room.say("Hallo")
    reading = await desk.room.settled()
    assert [message.key for message in reading.messages][-2:] == ["staff.took_over", "handover.updated"]
    assert reading.messages[-1].sender == "system"


async def test_a_call_for_a_person_says_nothing_more_once_the_person_is_there(desk: Desk) -> None:
    async def meanwhile() -> list[dict[str, Any]]:
        await desk.takes_over()
        return [{"key": "human.wanted", "kind": "notice", "params": {"operator": "x"}}]

    desk.room.dialogue.well = False
    await desk.room.say("Hallo")
    late = next(m for m in (await desk.room.until("trouble.late")).messages if m.key == "trouble.late")
    desk.room.dialogue.well = True
    desk.room.dialogue.answer = lambda: SAY
    await desk.room.until("small_talk.greet")
    desk.room.dialogue.answer = meanwhile
    await desk.room.tap(late.id, "person")
    assert (await desk.keys())[-1] == "staff.took_over"


async def test_a_message_on_its_way_while_staff_give_back_is_answered_by_the_assistant(desk: Desk) -> None:
    await desk.takes_over()
    gate, original = asyncio.Event(), desk.room.runner._notice_danger

    async def held(turn: Any) -> None:
        await original(turn)
        await gate.wait()

    desk.room.runner._notice_danger = held
    await desk.room.say("Noch etwas")
    await asyncio.sleep(0.1)
    await desk.gives_back()
    gate.set()
    assert (await desk.room.until("small_talk.greet")).state.owner == "assistant"
    assert (await desk.keys())[-3:] == [None, "staff.gave_back", "small_talk.greet"]


async def test_a_dialogue_that_was_overtaken_and_given_back_is_asked_again(desk: Desk) -> None:
    async def there_and_back() -> list[dict[str, Any]]:
        desk.room.dialogue.answer = lambda: SAY
        await desk.takes_over()
        await desk.gives_back()
        raise DialogueSilent("its call was late")

    desk.room.dialogue.answer = there_and_back
    await desk.room.say("Hallo")
    assert (await desk.keys())[-3:] == ["staff.took_over", "staff.gave_back", "small_talk.greet"]


async def test_nobody_is_told_to_wait_for_the_assistant_once_a_person_answers(desk: Desk) -> None:
    desk.room.dialogue.well = False
    await desk.room.runner.stop()
    await desk.room.say("Hallo")
    (turn,) = await waiting(desk.context, desk.room.id)
    await desk.takes_over()
    await tell_late(desk.context, turn, Utterance(key="trouble.late", kind="notice"))
    assert "trouble.late" not in [message.key for message in (await desk.room.read()).messages]
    await desk.room.runner.stop()


async def test_of_two_who_take_over_at_the_same_moment_one_answers(desk: Desk) -> None:
    results = await asyncio.gather(desk.takes_over(0), desk.takes_over(1), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotYours"]
    winner = (await desk.conversation()).owner_staff_id
    written = [write(desk.context, staff, await desk.case_id(), "Guten Tag") for staff in desk.staff]
    results = await asyncio.gather(*written, return_exceptions=True)
    assert [isinstance(result, NotYours) for result in results] == [staff.id != winner for staff in desk.staff]
    assert [m.sender for m in (await desk.room.settled()).messages].count("staff") == 1


async def test_a_takeover_at_the_same_moment_as_a_message_leaves_one_to_answer_it(desk: Desk) -> None:
    for _ in range(5):
        await desk.called()
        await asyncio.gather(desk.room.say("Hallo"), desk.takes_over())
        messages = (await desk.room.settled()).messages
        took = max(message.seq for message in messages if message.key == "staff.took_over")
        assert not [message for message in messages if message.sender == "assistant" and message.seq > took]
        await desk.gives_back()


@pytest.mark.parametrize("leaves", [give_back, close])
async def test_nobody_leaves_before_having_seen_what_the_person_has_just_written(desk: Desk, leaves) -> None:
    await desk.takes_over()
    seen = (await desk.room.read()).messages[-1].seq
    await desk.room.say("Halt, noch etwas")
    await desk.room.settled()
    with pytest.raises(Unread):
        await leaves(desk.context, desk.staff[0], await desk.case_id(), seen)
    assert (await desk.conversation()).owner == "person"
    await leaves(desk.context, desk.staff[0], await desk.case_id(), seen + 1)
    assert (await desk.conversation()).owner == "assistant"


async def test_every_message_of_a_person_ends_with_a_turn_that_is_done_or_read_by_somebody(desk: Desk) -> None:
    async def talks() -> None:
        for number in range(6):
            await desk.room.say(f"Nummer {number}")

    async def changes() -> None:
        for _ in range(3):
            await desk.called()
            await desk.takes_over()
            await desk.gives_back()

    await asyncio.gather(talks(), changes())
    messages = (await desk.room.settled()).messages
    assert sum(message.sender == "person" for message in messages) == 6
    async with desk.context.database.reading() as session:
        longest = await session.scalar(select(func.max(Conversation.last_seq)))
    assert [message.seq for message in messages] == list(range(1, longest + 1))

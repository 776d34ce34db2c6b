"""Works off turns: one after the other within a conversation, many conversations at once, again after every outage."""

import asyncio
import logging
import time
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from actions.scene import Understand
from assistant.engine.client import DialogueSilent, DialogueUnavailable
from assistant.gateway import tongue, turns
from assistant.gateway.turns import TurnContext
from backend.cases.questions import QUESTIONS
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.organisations.directory import helplines
from backend.transcripts.models import Turn
from backend.transcripts.schemas import Choice, Do, Utterance
from locales.wording import Wording
from nlu.text.kinds import MessageKind, dialogue_text, message_kind

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 2.0
AT_ONCE = 24
MOST_SILENCES = 2
#: How long a dialogue that is not there is waited for before the person is told; most restarts are longer than this.
MOMENT_SECONDS = 3.0


class Dialogue(Protocol):
    """Decides what is said next: Rasa, behind its private channel."""

    async def talk(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The payloads of the answers; raises ``DialogueUnavailable`` or ``DialogueSilent``."""

    async def healthy(self) -> bool:
        """Whether a call makes sense now."""


class TurnRunner:
    """Drains the pending turns of every conversation, in order."""

    def __init__(self, context: Context, dialogue: Dialogue, understand: Understand) -> None:
        self._context = context
        self._dialogue = dialogue
        self._understand = understand
        self._draining: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._again: set[uuid.UUID] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._watch: asyncio.Task[None] | None = None
        self._noticing: dict[uuid.UUID, asyncio.Task[Mapping[str, Any]]] = {}

    def start(self) -> None:
        """Take up what an earlier run of the program left, and go on looking."""
        self._watch = asyncio.create_task(self._look_again())

    async def stop(self) -> None:
        """Let go: what is not finished stays pending."""
        tasks = [task for task in (self._watch, *self._draining.values(), *self._noticing.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: uuid.UUID) -> None:
        """There is something to do for this conversation."""
        if conversation_id in self._draining:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._drain(conversation_id))
        self._draining[conversation_id] = task
        task.add_done_callback(lambda _: self._ended(conversation_id))

    def _ended(self, conversation_id: uuid.UUID) -> None:
        task = self._draining.pop(conversation_id)
        if not task.cancelled() and (error := task.exception()):
            logger.error("turn failed", exc_info=error)
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.wake(conversation_id)

    def notice(self, turn: TurnContext) -> None:
        """Look for danger at once, even while an earlier message still waits for the dialogue."""
        task = asyncio.create_task(turns.notice_danger(self._context, self._understand, turn))
        self._noticing[turn.message_id] = task

    async def _look_again(self) -> None:
        while True:
            try:
                await self._look()
            except SQLAlchemyError:
                logger.exception("could not look for waiting turns; it is tried again")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _look(self) -> None:
        for turn in await turns.overdue(self._context, self._context.clock()):
            if turn.owner == "assistant":
                await turns.tell_late(self._context, turn, late())
        if await self._dialogue.healthy():
            for conversation_id in await self._waiting():
                self.wake(conversation_id)

    async def _waiting(self) -> list[uuid.UUID]:
        async with self._context.database.reading() as session:
            query = select(Turn.conversation_id).where(Turn.state == "pending").distinct()
            return list((await session.execute(query)).scalars())

    async def _drain(self, conversation_id: uuid.UUID) -> None:
        async with self._slots:
            try:
                while found := await turns.waiting(self._context, conversation_id, most=1):
                    if not await self._process(found[0]):
                        await self._call_persons(conversation_id)
                        return
            except NotFound:
                return  # erased meanwhile

    async def _process(self, turn: TurnContext) -> bool:
        """One turn through the stages; false if it has to wait for the dialogue."""
        await self._notice_danger(turn)
        said = await turns.done_before(self._context, turn)
        if said is None and turn.stale:
            await turns.set_aside(self._context, turn)
            return True
        said = self._without_words(turn) if said is None else said
        if said is None:
            try:
                said = await self._talk(turn)
            except DialogueUnavailable:
                said = await turns.done_before(self._context, turn)  # the action may have come through all the same
                if said is None:
                    return await self._without_dialogue(turn)
            except turns.Overtaken:
                return True  # still pending: it is looked at again, with whoever answers now
        back = [Utterance(key="trouble.back", kind="status")] if turn.told_late and said else []
        about_language = await self._about_language(turn) if said else []
        await turns.record(self._context, turn, said, before=[*back, *about_language])
        return True

    async def _notice_danger(self, turn: TurnContext) -> None:
        """Understand once: what was noticed on arrival is used again."""
        noticed = self._noticing.pop(turn.message_id, None)
        if noticed:
            turn.understanding = await noticed
        else:
            await turns.notice_danger(self._context, self._understand, turn)

    def _without_words(self, turn: TurnContext) -> list[Utterance] | None:
        """What needs no dialogue: a person answers here, or there is nothing that it could read."""
        if turn.owner == "person" and not turn.is_right:
            return []
        if turn.overtaken(self._context.clock()):
            return [Utterance(key="trouble.moved_on", kind="status")]
        if turn.chosen:
            return None
        foreign = tongue.foreign_language(turn.understanding)
        odd = tongue.unspoken(foreign) if foreign else _odd(turn.text)
        return [odd] if odd else None

    async def _about_language(self, turn: TurnContext) -> list[Utterance]:
        """One question when somebody clearly writes another language; it is not asked again for the same one."""
        wanted = None if turn.chosen else tongue.language_to_offer(turn.understanding, turn.language)
        if wanted is None or wanted in await turns.languages_asked(self._context, turn):
            return []
        return tongue.switch(wanted, turn.language)

    async def _talk(self, turn: TurnContext) -> list[Utterance]:
        """Ask the dialogue. One that is not there gets a moment to come; one that answers nothing is asked again with a
        fresh tracker, then counts as stuck."""
        deadline = time.monotonic() + MOMENT_SECONDS
        sender = await turns.begin_dialogue(self._context, turn, fresh=False)
        silences = 0
        while True:
            try:
                payloads = await self._dialogue.talk(sender, _text(turn), _metadata(turn, sender))
                return [Utterance.model_validate(payload) for payload in payloads]
            except DialogueSilent:
                silences += 1
                if silences > MOST_SILENCES:
                    return [Utterance(key="answer.stuck", choices=(PERSON,))]
                sender = await turns.begin_dialogue(self._context, turn, fresh=True)
            except DialogueUnavailable:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.5)

    async def _without_dialogue(self, turn: TurnContext) -> bool:
        if turn.wants_person:
            await turns.record(self._context, turn, await turns.want_person(self._context, turn))
            return True
        await turns.tell_late(self._context, turn, late())
        return False

    async def _call_persons(self, conversation_id: uuid.UUID) -> None:
        """Nobody has to wait for the dialogue to ask for a person, whatever else of theirs waits for it."""
        for turn in await turns.waiting(self._context, conversation_id):
            if turn.wants_person:
                await turns.record(self._context, turn, await turns.want_person(self._context, turn))


PERSON = Choice(id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"), icon="person")


def late() -> Utterance:
    """The answer will come later; until then there are numbers to call and a person to ask for."""
    numbers = tuple(helplines()[code] for code in ("EMERGENCY_112", "POLICE_110"))
    return Utterance(key="trouble.late", kind="notice", contacts=numbers, choices=(PERSON,))


def _odd(text: str) -> Utterance | None:
    """A kind answer to what has no words, or looks like a command; the dialogue never sees it."""
    kind = message_kind(text)
    if kind is MessageKind.COMMAND:
        return Utterance(key="answer.not_understood")
    return Utterance(key="error.unsupported_emoji") if kind is not MessageKind.ORDINARY else None


def _text(turn: TurnContext) -> str:
    """What the dialogue sees: only the gateway makes payloads, and only from choices that were offered."""
    return f"/{turn.chosen.do.intent}" if turn.chosen else dialogue_text(turn.text)


def _asked_for_own_words(turn: TurnContext) -> bool:
    """Whether the open question is to be answered in any words at all, such as what somebody wants to reach."""
    question = QUESTIONS.get(turn.open_question or "")
    return question is not None and question.answer == "text" and not question.technical


def _metadata(turn: TurnContext, sender: str) -> dict[str, Any]:
    return {
        "message_id": str(turn.message_id),
        "conversation_id": str(turn.conversation_id),
        "epoch": int(sender.rpartition(".")[2]),
        "language": turn.language,
        "understanding": {**turn.understanding, "own_words": _asked_for_own_words(turn)},
        "choice": turn.chosen.model_dump(mode="json", exclude={"label"}) if turn.chosen else None,
    }

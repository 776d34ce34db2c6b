"""One turn: the context object, and the stages that a stored message passes through.

understanding -> safety -> ownership -> dialogue -> record. Each stage is a short transaction of its own, or none:
while Rasa works, nothing is held that an action could need.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions import speech
from actions.scene import Understand
from assistant.gateway import tongue
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.delivery import outbox
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.responsibility.model import Facts
from backend.responsibility.safety import needs_reporting_warning, safety_answers
from backend.transcripts import service as transcripts
from backend.transcripts.models import SAFETY_EFFECT, Conversation, Effect, Message, Turn
from backend.transcripts.schemas import ALWAYS, ASKED_BY_STAFF, Chosen, Utterance

#: Entities that safety rules look at, named as the attributes are.
SAID_AT_ONCE = frozenset({"age", "birth_date", "residence_title", "lives_in", "unaccompanied", "eu_status"})
MOST_WAITING = 50
#: After that a message is not worked off any more; the person is told, and asked to write again.
TOO_LATE = timedelta(days=1)
#: A person is told within ten seconds that the answer will be late, however many wait with them.
TELL_AFTER = timedelta(seconds=7)


@dataclass
class TurnContext:
    """One incoming message on its way."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    seq: int
    text: str
    language: str
    chosen: Chosen | None
    owner: str
    owner_epoch: int
    open_question: str | None
    told_late: bool
    received_at: datetime
    understanding: Mapping[str, Any] = field(default_factory=dict)

    def overtaken(self, now: datetime) -> bool:
        """Whether so much time has passed that an answer would only confuse."""
        return now - self.received_at > TOO_LATE

    @property
    def wants_person(self) -> bool:
        """Whether the button for a person was tapped."""
        return self.chosen is not None and self.chosen.do.intent == "ask_human"

    @property
    def stale(self) -> bool:
        """Whether it belongs, as a choice, to a question that is no longer open."""
        if self.chosen is None or self.chosen.question is None or self.chosen.do.intent in ALWAYS:
            return False
        return self.chosen.question != self.open_question

    @property
    def is_right(self) -> bool:
        """Whether a choice was taken that nobody may keep waiting: a person, one's data, one's consent, one's goals."""
        chosen = self.chosen
        return chosen is not None and (chosen.do.intent in ALWAYS or chosen.question in ASKED_BY_STAFF)


async def waiting(context: Context, conversation_id: uuid.UUID, most: int = MOST_WAITING) -> list[TurnContext]:
    """The messages of a conversation that still wait for their turn, the oldest first."""
    async with context.database.reading() as session:
        query = select(Turn).where(Turn.conversation_id == conversation_id, Turn.state == "pending")
        found = (await session.execute(query.order_by(Turn.seq).limit(most))).scalars()
        return [await _context_of(context, session, turn) for turn in found]


async def load_one(context: Context, message_id: uuid.UUID) -> TurnContext | None:
    """The waiting turn of one message, whatever waits before it: danger does not queue."""
    async with context.database.reading() as session:
        turn = await session.get(Turn, message_id)
        return await _context_of(context, session, turn) if turn and turn.state == "pending" else None


async def _context_of(context: Context, session: AsyncSession, turn: Turn) -> TurnContext:
    message = await session.get_one(Message, turn.message_id)
    conversation = await session.get_one(Conversation, turn.conversation_id)
    case = await session.get_one(CaseRecord, conversation.case_id)
    vault = await context.vault(session, conversation.case_id)
    return TurnContext(
        conversation_id=conversation.id,
        message_id=message.id,
        seq=message.seq,
        text=transcripts.text_of(message, vault),
        language=conversation.language,
        chosen=transcripts.chosen_in(message, vault),
        owner=conversation.owner,
        owner_epoch=conversation.owner_epoch,
        open_question=case.open_question,
        told_late=turn.told_late_at is not None,
        received_at=message.created_at,
    )


async def notice_danger(context: Context, understand: Understand, turn: TurnContext) -> Mapping[str, Any]:
    """Understand the text and answer danger at once: system messages, sent whoever owns the conversation, and the desk
    is alerted. Happens once per message, also if it is called again after a crash. Returns the understanding."""
    if turn.chosen:
        return turn.understanding
    turn.understanding = await understand(turn.text, turn.language)
    flags = turn.understanding.get("urgency", [])
    if flags:
        await _answer_danger(context, turn, flags)
    return turn.understanding


async def _answer_danger(context: Context, turn: TurnContext, flags: list[str]) -> None:
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, turn.conversation_id)
        if await session.get(Effect, (turn.message_id, SAFETY_EFFECT, 0)):
            return
        for utterance in _safety_utterances(file, flags, turn.understanding):
            _say(file, utterance, turn.message_id, sender="system")
        file.want_person("danger")
        done = file.vault.seal("effect.result", {"flags": list(flags)})
        session.add(Effect(message_id=turn.message_id, action=SAFETY_EFFECT, ordinal=0, result=done))
    await woken(context, file)


def _safety_utterances(file: CaseFile, flags: list[str], understanding: Mapping[str, Any]) -> list[Utterance]:
    facts = _with_what_was_just_said(file.facts.for_decision(), understanding)
    answers = safety_answers(flags, facts, file.today, file.locality)
    said = [speech.safety(file, answer) for answer in answers]
    if needs_reporting_warning(answers, facts):
        said.append(Utterance(key="safety.reporting_warning", kind="safety"))
    return said


def _with_what_was_just_said(facts: Facts, understanding: Mapping[str, Any]) -> Facts:
    """A child's age or missing papers in the very message decide who may be named. Nothing is recorded here, and who
    has kept the title back stays protected whatever paper a message speaks of."""
    hidden = facts.hidden_status
    for entity in understanding.get("entities", ()):
        known = entity["type"] in SAID_AT_ONCE and entity["value"] != "unknown"
        if known and not (hidden and entity["type"] == "residence_title"):
            facts = facts.with_answer(entity["type"], entity["value"])
    return facts


def _say(file: CaseFile, utterance: Utterance, reply_to: uuid.UUID, sender: str = "assistant") -> None:
    transcripts.say(
        file.session,
        file.conversation,
        file.vault,
        file.context.catalogs,
        utterance,
        now=file.now,
        sender=sender,
        reply_to=reply_to,
    )


async def done_before(context: Context, turn: TurnContext) -> list[Utterance] | None:
    """What an action has done and said for this message already, if the answer was lost on its way; None if nothing."""
    async with context.database.reading() as session:
        query = select(Effect).where(Effect.message_id == turn.message_id, Effect.action != SAFETY_EFFECT)
        effects = list((await session.execute(query.order_by(Effect.ordinal))).scalars())
        if not effects:
            return None
        conversation = await session.get_one(Conversation, turn.conversation_id)
        vault = await context.vault(session, conversation.case_id)
        results = [vault.open("effect.result", effect.result) for effect in effects]
    return [Utterance.model_validate(said) for result in results for said in result["said"]]


async def languages_asked(context: Context, turn: TurnContext) -> set[str]:
    """The languages about which this conversation was asked already, or told that they are not spoken here."""
    query = select(Message).where(
        Message.conversation_id == turn.conversation_id, Message.key.in_((tongue.ASKED, tongue.UNSPOKEN))
    )
    async with context.database.reading() as session:
        conversation = await session.get_one(Conversation, turn.conversation_id)
        vault = await context.vault(session, conversation.case_id)
        said = [transcripts.utterance_of(message, vault) for message in (await session.execute(query)).scalars()]
    return {utterance.params["language"]["language"] for utterance in said if utterance}


class Overtaken(Exception):
    """The conversation has changed hands since the turn was loaded."""


async def begin_dialogue(context: Context, turn: TurnContext, *, fresh: bool) -> str:
    """The dialogue's sender id for this turn. The epoch is raised, and with it the tracker started afresh, after N
    turns, after a long pause, or when ``fresh`` is asked for. Raises ``Overtaken``."""
    settings = context.settings
    async with context.database.writing() as session:
        conversation = await transcripts.locked(session, turn.conversation_id)
        if conversation.owner_epoch != turn.owner_epoch:
            raise Overtaken
        pause = timedelta(minutes=settings.epoch_idle_minutes)
        now = context.clock()
        idle = conversation.epoch_used_at is not None and now - conversation.epoch_used_at > pause
        if fresh or idle or conversation.epoch_turns >= settings.epoch_turns:
            conversation.next_epoch()
        conversation.epoch_turns += 1
        conversation.epoch_used_at = now
        return f"{conversation.id}.{conversation.epoch}"


async def record(context: Context, turn: TurnContext, said: list[Utterance], before: Sequence[Utterance] = ()) -> None:
    """Store and send the answers, with what is said ``before`` them, and end the turn.

    If the conversation has changed hands meanwhile, nobody talks in between. Where staff answer now, the message is
    theirs to answer, and only what was done for it already is still told (``status``); where the assistant answers
    again, the turn stays pending and is taken up anew.
    """
    try:
        async with context.database.writing() as session:
            file = await CaseFile.open(session, context, turn.conversation_id)
            waiting = await session.get(Turn, turn.message_id, populate_existing=True)
            if waiting is None or waiting.state != "pending":
                return
            same_hands = file.conversation.owner_epoch == turn.owner_epoch
            if not same_hands and file.conversation.owner == "assistant":
                return
            kept = same_hands or (turn.is_right and not turn.wants_person)
            told = [*before, *said] if kept else [utterance for utterance in said if utterance.kind == "status"]
            sender = "system" if file.conversation.owner == "person" else "assistant"
            for utterance in told:
                _say(file, utterance, turn.message_id, sender)
            waiting.state = "done" if kept else "superseded"
            waiting.finished_at = file.now
    except NotFound:
        return  # erased while the dialogue was thinking
    await woken(context, file)


async def set_aside(context: Context, turn: TurnContext) -> None:
    """The conversation has moved on: the message stays in the transcript and is not worked off."""
    async with context.database.writing() as session:
        waiting = await session.get(Turn, turn.message_id)
        if waiting and waiting.state == "pending":
            waiting.state = "superseded"
            waiting.finished_at = context.clock()
    await context.bus.publish(f"conversation:{turn.conversation_id}")


async def overdue(context: Context, now: datetime) -> list[TurnContext]:
    """Turns that have waited so long that the person has to be told, the oldest first."""
    async with context.database.reading() as session:
        query = (
            select(Turn)
            .join(Message, Message.id == Turn.message_id)
            .where(Turn.state == "pending", Turn.told_late_at.is_(None), Message.created_at < now - TELL_AFTER)
        )
        found = (await session.execute(query.order_by(Message.created_at).limit(MOST_WAITING))).scalars()
        return [await _context_of(context, session, turn) for turn in found]


async def tell_late(context: Context, turn: TurnContext, late: Utterance) -> None:
    """Tell the person, once per outage, that the answer will come later; the turn goes on waiting."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, turn.conversation_id)
        query = select(Turn).where(Turn.conversation_id == turn.conversation_id, Turn.state == "pending")
        waiting = list((await session.execute(query)).scalars())
        taken_over = file.conversation.owner == "person" and turn.owner == "assistant"
        if not taken_over and not any(other.told_late_at for other in waiting):
            _say(file, late, turn.message_id, "system")
        for other in waiting:
            other.told_late_at = other.told_late_at or file.now
    await woken(context, file)


async def want_person(context: Context, turn: TurnContext) -> list[Utterance]:
    """A person is wanted while the dialogue is down: the gateway itself calls one."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, turn.conversation_id)
        if file.conversation.owner == "person":
            return [Utterance(key="human.is_here", kind="status")]
        file.want_person("asked")
    await woken(context, file)
    return speech.person_called(file)


async def woken(context: Context, file: CaseFile) -> None:
    """Tell the person's page, the teams with whom the case lies, and the desk if a person is wanted."""
    await context.bus.publish(f"conversation:{file.conversation.id}")
    query = select(Handover.team_id).where(Handover.case_id == file.case.id, Handover.status.in_(OPEN))
    async with context.database.reading() as session:
        lies = set((await session.execute(query)).scalars())
    teams = {team for team in lies if team}
    if None in lies:  # it goes to somebody outside
        await context.bus.publish(outbox.TOPIC)
    desk = file.directory.service("MENSCH")
    if desk and desk.team_id and file.case.person_wanted_at:
        teams.add(desk.team_id)
    for team in teams:
        await context.bus.publish(f"team:{team}")

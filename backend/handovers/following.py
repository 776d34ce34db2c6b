"""Asking whether somebody has been in touch, and what follows from the answer."""

import uuid
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers import service as handovers
from backend.handovers.models import FollowUp, Handover
from backend.handovers.rounds import ANSWERS, MOST_ROUNDS, WAIT, Answer, Asked, next_time
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.reminders import service as reminders
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Choice, Do, Utterance
from backend.transcripts.service import say
from locales.wording import Wording

BATCH = 100
#: Nobody comes back to a conversation at a device of everybody's.
NOBODY_READS = ("kiosk",)


async def ask_due(context: Context) -> int:
    """Ask in every conversation where it is time, each in a transaction of its own; returns how often it was asked."""
    async with context.database.reading() as session:
        found = await _due(session, context.clock())
    return sum([await _ask(context, handover_id, conversation_id) for handover_id, conversation_id in found])


async def _due(session: AsyncSession, now: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Handovers that may be due, with their conversations; where a person answers, that is contact enough."""
    asked_enough = (
        select(FollowUp.handover_id)
        .where(or_(FollowUp.round >= MOST_ROUNDS, FollowUp.answer == "yes", FollowUp.asked_at > now - WAIT))
        .distinct()
    )
    query = (
        select(Handover.id, Handover.conversation_id)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .where(
            Handover.status.in_(OPEN),
            Handover.first_contact_at.is_(None),
            func.coalesce(Handover.responded_at, Handover.requested_at) <= now - WAIT,
            Handover.id.not_in(asked_enough),
            Conversation.owner == "assistant",
            Conversation.ended_at.is_(None),
            Conversation.channel.not_in(NOBODY_READS),
        )
        .order_by(Handover.requested_at)
        .limit(BATCH)
    )
    return [(row.id, row.conversation_id) for row in await session.execute(query)]


async def _ask(context: Context, handover_id: uuid.UUID, conversation_id: uuid.UUID) -> bool:
    """Ask, if it is still due under the lock of the conversation."""
    try:
        async with context.database.writing() as session:
            file = await CaseFile.open(session, context, conversation_id)
            if handover_id not in {due for due, _ in await _due(session, file.now)}:
                return False
            handover = await session.get_one(Handover, handover_id)
            rounds = await _asked(session, handover_id)
            if not _is_time(handover, rounds, file.now):
                return False
            await _put_question(file, handover, len(rounds) + 1)
    except NotFound:
        return False  # erased meanwhile
    await context.bus.publish(f"conversation:{conversation_id}")
    return True


def _is_time(handover: Handover, rounds: list[FollowUp], now: datetime) -> bool:
    asked = [Asked(one.asked_at, _answer(one.answer)) for one in rounds]
    due = next_time(handover.responded_at or handover.requested_at, asked)
    return due is not None and due <= now


def _answer(stored: str | None) -> Answer | None:
    return next((answer for answer in ANSWERS if answer == stored), None)


async def _asked(session: AsyncSession, handover_id: uuid.UUID) -> list[FollowUp]:
    query = select(FollowUp).where(FollowUp.handover_id == handover_id).order_by(FollowUp.round)
    return list((await session.execute(query)).scalars())


async def _put_question(file: CaseFile, handover: Handover, round_: int) -> None:
    asked = FollowUp(
        id=uuid.uuid4(), case_id=handover.case_id, handover_id=handover.id, round=round_, asked_at=file.now
    )
    file.session.add(asked)
    service = await file.session.get_one(Service, handover.service_id)
    name = Wording.of("destination", service.destination, "name").to_json()
    question = Utterance(
        key="follow_up.asked",
        params={"service": name, "reference": handover.reference},
        kind="notice",
        choices=tuple(_choice(handover, answer) for answer in ANSWERS),
    )
    say(file.session, file.conversation, file.vault, file.context.catalogs, question, now=file.now, sender="system")
    reminders.put(file.session, file.conversation, "follow_up", asked.id, file.now)


def _choice(handover: Handover, answer: Answer) -> Choice:
    return Choice(
        id=answer,
        label=Wording.of("value.contacted", answer).to_json(),
        do=Do(intent="ask_status_of_my_case", value={"contacted": answer, "handover": str(handover.id)}),
        icon={"yes": "yes", "no": "no", "not_yet": "clock"}[answer],
        style="primary" if answer == "yes" else "secondary",
    )


async def answered(file: CaseFile, handover: Handover, answer: Answer) -> bool:
    """Take the answer; a later one corrects it. False if nothing was asked, or it lies with nobody any more."""
    rounds = await _asked(file.session, handover.id)
    if not rounds or handover.status not in OPEN:
        return False
    before, last = rounds[-1].answered_at, rounds[-1]
    if last.answer == answer:
        return True
    if before is not None and handover.first_contact_at == before:  # what the person takes back
        handover.first_contact_at = None
        events.note(file.session, file.case, "contact.taken_back", file.now, events.PERSON, about=handover.id)
    last.answer, last.answered_at = answer, file.now
    if answer == "yes":
        _note_contact(file, handover)
    elif answer == "no":
        await _reopen(file, handover)
    return True


def _note_contact(file: CaseFile, handover: Handover) -> None:
    if handover.first_contact_at is None:
        handover.first_contact_at = file.now
        events.note(file.session, file.case, "contact.first", file.now, events.PERSON, about=handover.id)


async def _reopen(file: CaseFile, handover: Handover) -> None:
    """It waits for the recipient again, by its opening hours, and the desk looks after it too."""
    service = await file.session.get_one(Service, handover.service_id)
    handover.contact_missing_at = file.now
    handover.due_at, handover.overdue_told_at = handovers.due_now(file, service, urgent=handover.urgent), None
    file.want_person("decision")
    events.note(file.session, file.case, "contact.missing", file.now, events.PERSON, about=handover.id)

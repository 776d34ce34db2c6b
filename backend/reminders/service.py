"""Telling somebody who is not in the conversation that there is news: at most one mail for it, never at night.

The mail says that there is something to read and where, and nothing else: who else sees it must not learn who writes,
to whom the person has turned or why. It is sent only where the person has chosen mail and says that nobody else reads
theirs. Telephone and SMS have no way yet: who chose them is sent nothing (``Way``).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urljoin

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.core.clock import LOCAL_ZONE
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.mail.outbox import NotSent, Outbox, plain_mail
from backend.reminders.models import Reminder
from backend.transcripts.models import Conversation, Message
from locales.wording import Wording

type Event = Literal["follow_up", "handover", "staff"]

#: Whoever is there reads it there: so long they have time to come back by themselves.
PATIENCE = timedelta(minutes=15)
#: Local hours between which nobody is woken.
FROM_HOUR, TO_HOUR = 8, 20
#: After one mail, so long no other.
QUIET = timedelta(days=1)
AGAIN_AFTER = timedelta(hours=1)
MOST_TRIES = 5
BATCH = 100


@dataclass(frozen=True)
class Address:
    """Where somebody may be told, and in which language."""

    channel: str
    value: str
    language: str


class Way(Protocol):
    """A way to tell somebody that there is news."""

    def reaches(self, address: Address) -> bool:
        """Whether this is a way to that address."""

    async def tell(self, address: Address) -> None:
        """Tell it, without any content. Raises ``NotSent``."""


class ByMail:
    """A mail that could be about anything, from a sender without a name."""

    def __init__(self, context: Context, outbox: Outbox) -> None:
        self._context = context
        self._outbox = outbox

    def reaches(self, address: Address) -> bool:
        """Mail addresses alone."""
        return address.channel == "email"

    async def tell(self, address: Address) -> None:
        """Send it. Raises ``NotSent``."""
        settings, catalogs = self._context.settings, self._context.catalogs
        link = urljoin(settings.public_url, f"?l={address.language}")
        text = catalogs.say(Wording("mail.news.text"), address.language)
        subject = catalogs.say(Wording("mail.news.subject"), address.language)
        try:
            mail = plain_mail(
                settings, self._context.clock, address.value, subject, f"{text}\n\n{link}\n", settings.mail_neutral_from
            )
        except ValueError as error:
            raise NotSent("no mail address") from error
        await self._outbox.send(mail)


def ways(context: Context, outbox: Outbox | None) -> list[Way]:
    """The ways there are here: a mail needs a server, a sender that betrays nobody and a page to link to."""
    settings = context.settings
    return [ByMail(context, outbox)] if outbox and settings.mail_neutral_from and settings.public_url else []


def put(session: AsyncSession, conversation: Conversation, event: Event, about: uuid.UUID, now: datetime) -> None:
    """There is news in a conversation; in the caller's transaction. ``about``: what the news is, once for each."""
    session.add(
        Reminder(
            id=uuid.uuid4(),
            case_id=conversation.case_id,
            conversation_id=conversation.id,
            event=event,
            about_id=about,
            created_at=now,
            due_at=now + PATIENCE,
            tries=0,
        )
    )


def at_night(moment: datetime) -> bool:
    """Whether people sleep, by the time of the place."""
    return not FROM_HOUR <= moment.astimezone(LOCAL_ZONE).hour < TO_HOUR


async def send_due(context: Context, by: list[Way]) -> int:
    """Tell everybody for whom it is time, once for all their news; returns how many were told.

    That it is told is kept before it is, and taken back if it could not be: nobody is told twice.
    """
    if at_night(context.clock()):
        return 0
    async with context.database.reading() as session:
        due = select(Reminder.conversation_id).where(Reminder.sent_at.is_(None), Reminder.due_at <= context.clock())
        found = list((await session.execute(due.distinct().limit(BATCH))).scalars())
    return sum([await _tell(context, by, conversation_id) for conversation_id in found])


async def _tell(context: Context, by: list[Way], conversation_id: uuid.UUID) -> bool:
    now = context.clock()
    async with context.database.writing() as session:
        rows = await _waiting(session, conversation_id, now)
        address = await _address(context, session, conversation_id, rows) if rows else None
        way = next((way for way in by if address and way.reaches(address)), None)
        if address is None or way is None:
            await session.execute(delete(Reminder).where(Reminder.id.in_([row.id for row in rows])))
            return False
        for row in rows:
            row.sent_at, row.tries = now, row.tries + 1
    try:
        await way.tell(address)
    except NotSent:
        await _later(context, [row.id for row in rows], now)
        return False
    return True


async def _waiting(session: AsyncSession, conversation_id: uuid.UUID, now: datetime) -> list[Reminder]:
    query = select(Reminder).where(
        Reminder.conversation_id == conversation_id, Reminder.sent_at.is_(None), Reminder.due_at <= now
    )
    return list((await session.execute(query.with_for_update())).scalars())


async def _address(
    context: Context, session: AsyncSession, conversation_id: uuid.UUID, rows: list[Reminder]
) -> Address | None:
    """Where they may be told; None if nowhere, or if they have been here since."""
    conversation = await session.get_one(Conversation, conversation_id)
    came = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.sender == "person",
        Message.created_at >= max(row.created_at for row in rows),
    )
    gone = conversation.ended_at is not None or conversation.channel == "kiosk"
    if gone or (await session.execute(came.limit(1))).first() or await _told_lately(context, session, conversation_id):
        return None
    try:
        vault = await context.vault(session, conversation.case_id)
    except NotFound:
        return None
    case = await session.get_one(CaseRecord, conversation.case_id)
    return _allowed(await FactBook.of(session, case, vault), conversation.language)


async def _told_lately(context: Context, session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    """Whether they were told within a day: what has come since, they find there as well."""
    query = select(Reminder.id).where(
        Reminder.conversation_id == conversation_id, Reminder.sent_at > context.clock() - QUIET
    )
    return (await session.execute(query.limit(1))).first() is not None


def _allowed(facts: FactBook, language: str) -> Address | None:
    """Only what the person has chosen, and where nobody else reads along; in doubt, others do."""
    channel, value = facts.value("contact_channel"), facts.value("contact_value")
    if channel is None or value is None or facts.value("contact_shared") != "private":
        return None
    return None if facts.value("contact_allowed") == "call_only" else Address(str(channel), str(value), language)


async def _later(context: Context, ids: list[uuid.UUID], now: datetime) -> None:
    """What could not be sent is tried again for a few hours; after that it is no news any more."""
    async with context.database.writing() as session:
        for row in (await session.execute(select(Reminder).where(Reminder.id.in_(ids)))).scalars():
            if row.tries >= MOST_TRIES:
                await session.delete(row)
            else:
                row.sent_at, row.due_at = None, now + AGAIN_AFTER

"""What people write, put into another language by machine: what is wanted, what is due, what came of it.

A translation is a line of the transcript of its own (kind ``translation``), in reply to its original: sealed, never
changed, erased with the case, and seen by nobody who may not see the original. It is made only of what staff open, or
write to somebody who reads another language. Nothing waits for it.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import NotFound
from backend.privacy.sealing import Vault
from backend.transcripts.models import Conversation, Message, TranslationTask
from backend.transcripts.service import add_translation, locked, text_of
from locales.languages import base_of

#: Wakes whoever translates.
TOPIC = "translations"
#: Waits between the tries, each at least as long as a try may take; after the last one the task has failed.
DELAYS = (timedelta(seconds=40), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
#: A task that has failed is taken up again when somebody opens the line later than this.
AGAIN_AFTER = timedelta(hours=1)
LEAST_LETTERS = 2


@dataclass(frozen=True)
class Job:
    """A text to translate, taken up for one try. ``source`` and ``into`` are base languages."""

    message_id: uuid.UUID
    conversation_id: uuid.UUID
    into: str
    source: str
    text: str
    tries: int


def is_foreign(message: Message, vault: Vault, into: str) -> bool:
    """Whether a line is somebody's own words in another language; numbers and smileys need no translation."""
    if message.key is not None or message.kind != "text" or base_of(message.language) == base_of(into):
        return False
    return sum(letter.isalpha() for letter in text_of(message, vault)) >= LEAST_LETTERS


async def want(session: AsyncSession, vault: Vault, messages: Iterable[Message], into: str, now: datetime) -> None:
    """Ask for translations of those lines that are in another language, each once; one that failed, again."""
    language = base_of(into)
    lines = [message.id for message in messages if is_foreign(message, vault, language)]
    if not lines:
        return
    known = {task.message_id: task for task in await _tasks(session, lines) if task.language == language}
    fresh = [line for line in lines if line not in known]
    for task in known.values():
        if task.state == "failed" and task.next_try_at + AGAIN_AFTER < now:
            task.state, task.tries, task.next_try_at = "wanted", 0, now
    if fresh:
        insert = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name].insert(TranslationTask)
        rows = [
            {"message_id": line, "language": language, "state": "wanted", "tries": 0, "next_try_at": now}
            for line in fresh
        ]
        await session.execute(insert.values(rows).on_conflict_do_nothing())  # somebody else may be opening the case too


async def states(session: AsyncSession, lines: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    """(line, language) -> ``wanted``, ``done`` or ``failed``."""
    return {(task.message_id, task.language): task.state for task in await _tasks(session, lines)}


async def _tasks(session: AsyncSession, lines: Collection[uuid.UUID]) -> list[TranslationTask]:
    query = select(TranslationTask).where(TranslationTask.message_id.in_(lines))
    return list((await session.execute(query)).scalars())


async def take(context: Context, most: int) -> list[Job]:
    """Take up what is due, the newest lines first: somebody may be waiting for them. Counts as a try, and nobody else
    takes the same until the next is due, so that a process that dies over it loses nothing."""
    now = context.clock()
    jobs = []
    async with context.database.writing() as session:
        query = (
            select(TranslationTask, Message)
            .join(Message, Message.id == TranslationTask.message_id)
            .where(TranslationTask.state == "wanted", TranslationTask.next_try_at <= now)
            .order_by(Message.created_at.desc(), Message.seq.desc())
            .limit(most)
            .with_for_update(of=TranslationTask, skip_locked=True)
        )
        for task, message in (await session.execute(query)).all():
            task.tries += 1
            task.next_try_at = now + DELAYS[min(task.tries, len(DELAYS)) - 1]
            try:
                vault = await context.vault(session, message.case_id)
            except NotFound:
                continue  # being erased
            source, text = base_of(message.language), text_of(message, vault)
            jobs.append(Job(message.id, message.conversation_id, task.language, source, text, task.tries))
    return jobs


async def keep(context: Context, job: Job, text: str) -> None:
    """Store a translation as a line of the transcript. Raises ``NotFound`` if the case was erased meanwhile."""
    async with context.database.writing() as session:
        conversation = await locked(session, job.conversation_id)
        task = await session.get(TranslationTask, (job.message_id, job.into), populate_existing=True)
        if task is None or task.state == "done":
            return
        task.state = "done"
        if text.strip() != job.text.strip():
            original = await session.get_one(Message, job.message_id)
            vault = await context.vault(session, conversation.case_id)
            now = context.clock()
            add_translation(session, conversation, vault, original, text=text, language=job.into, now=now)


async def give_up(context: Context, job: Job, *, for_good: bool) -> None:
    """A try has failed; the next comes by itself, unless it was the last or would be in vain (``for_good``)."""
    if not for_good and job.tries < len(DELAYS):
        return
    async with context.database.writing() as session:
        task = await session.get(TranslationTask, (job.message_id, job.into))
        if task and task.state == "wanted":
            task.state = "failed"


async def of_staff(session: AsyncSession, conversation: Conversation) -> list[Message]:
    """What staff have written in a conversation, in order."""
    query = select(Message).where(
        Message.conversation_id == conversation.id, Message.sender == "staff", Message.kind == "text"
    )
    return list((await session.execute(query.order_by(Message.seq))).scalars())

"""Looks through every case once a week: dates come by themselves, and nobody has to write for that.

A case is opened under its lock, in a transaction of its own, as everywhere; what is told goes into its conversation.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.changes import tasks, telling
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.transcripts.models import Conversation
from backend.transcripts.service import say

logger = logging.getLogger(__name__)
EVERY = timedelta(days=7)
BATCH = 200


async def look_through(context: Context) -> int:
    """Look through the cases whose turn it is; returns how many there were."""
    looked = 0
    while True:
        async with context.database.reading() as session:
            found = await _due(session, context)
        for conversation_id in found:
            looked += await _look(context, conversation_id)
        if len(found) < BATCH:
            return looked


async def _due(session: AsyncSession, context: Context) -> Sequence[uuid.UUID]:
    """The latest conversation of each case in which somebody was named, and that nobody has looked at for a week."""
    before = local_date(context.clock()) - EVERY
    due = or_(CaseRecord.changes_looked_on.is_(None), CaseRecord.changes_looked_on <= before)
    named = CaseRecord.told_revision.is_not(None)
    turn = select(CaseRecord.id).where(named, due).order_by(CaseRecord.changes_looked_on).limit(BATCH).subquery()
    last = func.row_number().over(partition_by=Conversation.case_id, order_by=Conversation.last_active_at.desc())
    ranked = select(Conversation.id, last.label("rank")).where(Conversation.case_id.in_(select(turn.c.id))).subquery()
    return (await session.execute(select(ranked.c.id).where(ranked.c.rank == 1))).scalars().all()


async def _look(context: Context, conversation_id: uuid.UUID) -> bool:
    try:
        async with context.database.writing() as session:
            file = await CaseFile.open(session, context, conversation_id)
            await tasks.follow(file)
            told = await telling.tell(file) if _is_read(file.conversation) else []
            for utterance in told:
                say(
                    session,
                    file.conversation,
                    file.vault,
                    context.catalogs,
                    utterance,
                    now=file.now,
                    sender="system",
                    activity=False,
                )
    except NotFound:
        return False  # erased meanwhile
    if told:
        await context.bus.publish(f"conversation:{conversation_id}")
    return True


def _is_read(conversation: Conversation) -> bool:
    """Whether the person can come back to it, and the assistant answers there: it is told then, or at the next look."""
    return conversation.ended_at is None and conversation.channel != "kiosk" and conversation.owner == "assistant"

"""Keeping nothing longer than the first screen says: a daily look, erasing what is over its time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.models import OPEN, Handover
from backend.privacy.erasure import erase
from backend.transcripts.models import Conversation

#: Days after the last message; told on the first screen.
CONTACT_DAYS = 30
BATCH = 100


async def overdue(session: AsyncSession, now: datetime) -> list[UUID]:
    """Cases without a message for ``CONTACT_DAYS`` and without a consent that is still in force.

    A consent keeps the case for as long as its recipient may use what was released.
    """
    last = func.max(Conversation.last_active_at)
    in_force = select(Consent.case_id).where(Consent.revoked_at.is_(None), Consent.valid_until >= local_date(now))
    query = (
        select(CaseRecord.id)
        .join(Conversation, Conversation.case_id == CaseRecord.id)
        .where(CaseRecord.id.not_in(in_force))
        .group_by(CaseRecord.id)
        .having(last < now - timedelta(days=CONTACT_DAYS))
        .limit(BATCH)
    )
    return list((await session.execute(query)).scalars())


async def end_consents(session: AsyncSession, now: datetime) -> None:
    """A consent that has run out ends what its recipient may see, like one that was taken back."""
    over = select(Consent.id).where(Consent.valid_until < local_date(now))
    ended = update(Handover).where(Handover.consent_id.in_(over), Handover.status.in_(OPEN))
    await session.execute(ended.values(status="revoked", responded_at=now))


async def keep_promises(context: Context) -> int:
    """End consents that are over, and erase what is overdue, each case in a transaction of its own.

    Returns how many cases were erased.
    """
    async with context.database.writing() as session:
        await end_consents(session, context.clock())
    erased = 0
    while True:
        async with context.database.reading() as session:
            cases = await overdue(session, context.clock())
        for case_id in cases:
            async with context.database.writing() as session:
                await erase(session, case_id, requested_by="retention", now=context.clock())
            erased += 1
        if len(cases) < BATCH:
            return erased

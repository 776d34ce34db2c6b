"""Keeping nothing longer than the first screen says: looked at every few hours, what is over its time goes."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery import outbox, partners, visits
from backend.handovers.models import Handover
from backend.handovers.service import revoke
from backend.handovers.states import OPEN
from backend.offers.upkeep import uploads
from backend.organisations.models import Service
from backend.privacy.erasure import erase, lock_case
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from locales.wording import Wording

#: Days after the last message; told on the first screen.
CONTACT_DAYS = 30
BATCH = 100


async def overdue(session: AsyncSession, now: datetime, only: UUID | None = None) -> list[UUID]:
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
    if only:
        query = query.where(CaseRecord.id == only)
    return list((await session.execute(query)).scalars())


async def end_consents(context: Context) -> None:
    """A consent that has run out ends like one that was taken back: the recipient sees nothing, the person is told."""
    today = local_date(context.clock())
    over = select(Consent.id).where(Consent.valid_until < today)
    query = select(Handover.id, Handover.conversation_id).where(
        Handover.consent_id.in_(over), Handover.status.in_(OPEN)
    )
    async with context.database.reading() as session:
        ended = list((await session.execute(query)).all())
    for handover_id, conversation_id in ended:
        async with context.database.writing() as session:
            file = await CaseFile.open(session, context, conversation_id)
            handover = await session.get_one(Handover, handover_id)
            if not await _has_run_out(session, handover, file.today):
                continue
            await revoke(file, handover, by="system")
            service = await session.get_one(Service, handover.service_id)
            name = Wording.of("destination", service.destination, "name").to_json()
            told = Utterance(key="consent.ended", params={"service": name}, kind="status")
            say(session, file.conversation, file.vault, context.catalogs, told, now=file.now, sender="system")
        for topic in (f"conversation:{conversation_id}", f"team:{handover.team_id}"):
            await context.bus.publish(topic)


async def _has_run_out(session: AsyncSession, handover: Handover, today: date) -> bool:
    """Whether it is still so, with the conversation locked: the person may have agreed anew or taken it back."""
    consent = await session.get_one(Consent, handover.consent_id)
    return handover.status in OPEN and consent.valid_until < today


async def keep_promises(context: Context) -> int:
    """End consents that are over, forget files that nobody has taken over, and erase what is overdue, each case in a
    transaction of its own.

    Returns how many cases were erased.
    """
    await end_consents(context)
    async with context.database.writing() as session:
        await uploads.forget(session, context.clock())
        await outbox.forget(session, context.clock())
        await partners.forget(session, context.clock())
        await visits.forget(session, context.clock())
    erased = 0
    while True:
        async with context.database.reading() as session:
            cases = await overdue(session, context.clock())
        for case_id in cases:
            async with context.database.writing() as session:
                await lock_case(session, case_id)
                if case_id in await overdue(session, context.clock(), case_id):  # nobody came back meanwhile
                    await erase(session, case_id, requested_by="retention", now=context.clock())
                    erased += 1
        if len(cases) < BATCH:
            return erased

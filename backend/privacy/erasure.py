"""Erasing a case: its data key first, then every row. While the erasure is open the database lets the rows go."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord, Fact
from backend.casework.models import Agreement, CaseNote, Measure
from backend.consent.models import Consent
from backend.delivery import outbox
from backend.delivery.models import PartnerCode, PartnerLink, PartnerVisit
from backend.handovers.models import AskBack, FollowUp, Handover, StatusTry
from backend.handovers.states import OPEN
from backend.privacy.models import CaseKey, Erasure
from backend.reminders.models import Reminder
from backend.responsibility.models import DecisionRecord
from backend.transcripts.models import Conversation, Effect, Message, TranslationTask, Turn


async def lock_case(session: AsyncSession, case_id: uuid.UUID) -> None:
    """Lock the conversations of a case, as everything does first that changes one: no two wait for each other."""
    query = select(Conversation.id).where(Conversation.case_id == case_id).order_by(Conversation.id).with_for_update()
    await session.execute(query)


async def erase(session: AsyncSession, case_id: uuid.UUID, *, requested_by: str, now: datetime) -> list[uuid.UUID]:
    """Erase everything of a case; returns the teams in whose inboxes it lay, so that they can be woken.

    What remains is the row that says that it happened, audit entries, which hold no content, and what tells partners
    that something was taken back.
    """
    await lock_case(session, case_id)
    lay = select(Handover.team_id).where(Handover.case_id == case_id, Handover.team_id.is_not(None))
    teams = [team for team in (await session.execute(lay)).scalars() if team]
    lies = select(Handover).where(Handover.case_id == case_id, Handover.status.in_(OPEN))
    for handover in (await session.execute(lies)).scalars().all():
        await outbox.recall(session, handover, now)  # Art. 19 GDPR: whoever got something is told
    erasure = Erasure(id=uuid.uuid4(), case_id=case_id, requested_by=requested_by, started_at=now)
    session.add(erasure)
    await session.flush()
    await session.execute(delete(CaseKey).where(CaseKey.case_id == case_id))
    messages = select(Message.id).where(Message.case_id == case_id)
    for table in (Effect, Turn, TranslationTask):
        await session.execute(delete(table).where(table.message_id.in_(messages)))
    handed_over = select(Handover.id).where(Handover.case_id == case_id)
    for opens in (PartnerLink, PartnerCode, PartnerVisit):  # the link first: who holds it may be adding the others
        await session.execute(delete(opens).where(opens.handover_id.in_(handed_over)))
    talks = select(Conversation.id).where(Conversation.case_id == case_id)
    await session.execute(delete(StatusTry).where(StatusTry.conversation_id.in_(talks)))
    for owned in (
        Agreement, Measure, CaseNote, DecisionRecord, Fact, Reminder, FollowUp, AskBack, Handover, Consent, Message,
        Conversation,
    ):  # fmt: skip
        await session.execute(delete(owned).where(owned.case_id == case_id))
    await session.execute(delete(CaseRecord).where(CaseRecord.id == case_id))
    erasure.finished_at = now
    return teams

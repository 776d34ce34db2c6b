"""Erasing a case: its data key first, then every row. While the erasure is open the database lets the rows go."""

import uuid
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.models import CaseRecord, Fact
from backend.casework.models import Agreement, CaseNote, Measure
from backend.changes.models import ChangeTask, MeasureDecision
from backend.consent.models import Consent
from backend.delivery import outbox
from backend.delivery.models import PartnerCode, PartnerLink, PartnerVisit
from backend.gaps.models import GapReport
from backend.handovers.models import AskBack, FollowUp, Handover, StatusTry
from backend.handovers.states import OPEN
from backend.interpreting.models import InterpreterRequest
from backend.merging.models import CaseMerge, ContactMark, NotSame
from backend.privacy.models import CaseKey, Erasure
from backend.reminders.models import Reminder
from backend.responsibility.models import DecisionRecord
from backend.transcripts.models import Conversation, Draft, Effect, Message, TranslationTask, Turn


async def lock_case(session: AsyncSession, *case_ids: uuid.UUID) -> None:
    """Lock the conversations of cases, as everything does first that changes one: no two wait for each other."""
    query = select(Conversation.id).where(Conversation.case_id.in_(case_ids)).order_by(Conversation.id)
    await session.execute(query.with_for_update())


async def erase(session: AsyncSession, case_id: uuid.UUID, *, requested_by: str, now: datetime) -> list[uuid.UUID]:
    """Erase everything of a case; returns the teams in whose inboxes it lay, so that they can be woken.

    What remains is the row that says that it happened, audit entries and the log of the case, which hold no content,
    what tells partners that something was taken back, and reports of gaps, which name nobody, without the way back to
    the case. Whatever lay with somebody lies there no longer: the log says so, or reports would count it as forgotten.
    """
    await lock_case(session, case_id)
    lay = select(Handover.team_id).where(Handover.case_id == case_id, Handover.team_id.is_not(None))
    teams = [team for team in (await session.execute(lay)).scalars() if team]
    lies = select(Handover).where(Handover.case_id == case_id, Handover.status.in_(OPEN))
    case = await session.get_one(CaseRecord, case_id)
    by = events.PERSON if requested_by == "person" else events.SYSTEM
    for handover in (await session.execute(lies)).scalars().all():
        await outbox.recall(session, handover, now)  # Art. 19 GDPR: whoever got something is told
        events.note(session, case, "handover.revoked", now, by, about=handover.id, codes={"why": "erased"})
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
    await session.execute(update(GapReport).where(GapReport.case_id == case_id).values(case_id=None))
    links = delete(CaseMerge).where(or_(CaseMerge.part_id == case_id, CaseMerge.kept_id == case_id))
    verdicts = delete(NotSame).where(or_(NotSame.one_id == case_id, NotSame.other_id == case_id))
    for between in (links, verdicts):
        await session.execute(between)
    for owned in (
        ContactMark, Agreement, Measure, CaseNote, MeasureDecision, ChangeTask, DecisionRecord, Fact, Reminder,
        FollowUp, AskBack, InterpreterRequest, Draft, Handover, Consent, Message, Conversation,
    ):  # fmt: skip
        await session.execute(delete(owned).where(owned.case_id == case_id))
    await session.execute(delete(CaseRecord).where(CaseRecord.id == case_id))
    erasure.finished_at = now
    return teams

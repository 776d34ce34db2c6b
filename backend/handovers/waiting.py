"""Lines of lists: people who wait for the first-contact desk. Nothing of what they said."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import URGENT_REASONS, CaseRecord
from backend.handovers.access import before_desk
from backend.organisations.models import Municipality, Staff, Team
from backend.transcripts.models import Conversation


@dataclass(frozen=True)
class WaitingRow:
    """A line of a list: a person who waits for the first-contact desk."""

    case_id: uuid.UUID
    language: str
    town: str | None
    reason: str
    urgent: bool
    since: datetime
    owner: str | None


def waits_for(desk: Team) -> ColumnElement[bool]:
    """The cases, each once, that a desk may see."""
    return exists().where(Conversation.case_id == CaseRecord.id, before_desk(desk)).correlate(CaseRecord)


def is_attended() -> ColumnElement[bool]:
    """Somebody answers, so that ``WaitingRow.owner`` says who; for the database."""
    answered = and_(Conversation.case_id == CaseRecord.id, Conversation.owner == "person")
    return exists().where(answered).correlate(CaseRecord)


def is_urgent() -> ColumnElement[bool]:
    """The same as ``WaitingRow.urgent``, for the database."""
    return CaseRecord.person_wanted_reason.in_(sorted(URGENT_REASONS))


async def waiting_of(session: AsyncSession, desk: Team, cases: Sequence[uuid.UUID]) -> list[WaitingRow]:
    """The lines of these cases, in this order; each with its latest conversation that the desk may see."""
    query = (
        select(CaseRecord, Conversation.language, Municipality.name, Conversation.owner, Staff.name)
        .join(Conversation, Conversation.case_id == CaseRecord.id)
        .outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        .outerjoin(Staff, Staff.id == Conversation.owner_staff_id)
        .where(CaseRecord.id.in_(cases), before_desk(desk))
        .order_by(Conversation.last_active_at)
    )
    found = {
        case.id: WaitingRow(
            case_id=case.id,
            language=language,
            town=town,
            reason=case.person_wanted_reason or "asked",
            urgent=case.person_wanted_reason in URGENT_REASONS,
            since=case.person_wanted_at or case.created_at,
            owner=name if owner == "person" else None,
        )
        for case, language, town, owner, name in await session.execute(query)
    }
    return [found[wanted] for wanted in cases if wanted in found]

"""The inbox: what lies with the teams of a member of staff, and who waits for the first-contact desk."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import URGENT_REASONS, CaseRecord
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery.review import count_dead
from backend.handovers.access import before_desk, lies_with, own_desk, own_teams
from backend.handovers.coordination import Stuck, stuck
from backend.handovers.fields import fields_of_action
from backend.handovers.models import Handover
from backend.organisations.models import Municipality, Service, Staff, Team
from backend.privacy.models import CaseKey
from backend.transcripts.models import Conversation

#: How long it is shown that something was taken back.
TAKEN_BACK_SHOWN = timedelta(days=14)
#: How long a team sees that it has ended something.
ENDED_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class HandoverRow:
    """A line of the inbox: a package that lies with one of the teams."""

    case_id: uuid.UUID
    reference: str
    service: str
    #: Fields of action that the concerns belong to.
    fields: tuple[str, ...]
    language: str
    town: str | None
    urgent: bool
    since: datetime
    status: str
    #: Until when an answer is due; None once there is one. And whether that is over.
    due: datetime | None
    overdue: bool
    #: Who is answering in the conversation at the moment.
    owner: str | None
    #: The person has said that nobody has been in touch; they have added something.
    contact_missing: bool = False
    updated: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is for the team to do something."""
        return self.status == "requested" or self.contact_missing


@dataclass(frozen=True)
class WaitingRow:
    """A line of the inbox: a person who waits for the first-contact desk. Nothing of what they said."""

    case_id: uuid.UUID
    language: str
    town: str | None
    reason: str
    urgent: bool
    since: datetime
    owner: str | None


@dataclass(frozen=True)
class TakenBackRow:
    """A line of the inbox: a package that is not theirs to see any more. Nothing of what was in it."""

    reference: str
    when: datetime


@dataclass(frozen=True)
class EndedRow:
    """A line of the inbox: what a team has brought to an end. Its number, and what became of it; no content."""

    reference: str
    service: str
    outcome: str
    ended_at: datetime


@dataclass(frozen=True)
class Inbox:
    """Everything that lies with the teams of one member of staff, what they ended, and what is stuck elsewhere."""

    handovers: list[HandoverRow]
    waiting: list[WaitingRow]
    taken_back: list[TakenBackRow]
    ended: list[EndedRow]
    stuck: list[Stuck]
    #: How much did not reach a partner and is tried no more; only for those who see to it.
    undelivered: int = 0

    @property
    def open(self) -> int:
        """How many lines nobody has taken on yet."""
        return sum(row.waits for row in self.handovers) + sum(row.owner is None for row in self.waiting)


async def inbox(context: Context, staff: Staff) -> Inbox:
    """What is overdue first, then what is urgent, then what has waited longest; what was taken on comes last."""
    async with context.database.reading() as session:
        handovers = await _handovers(context, session, staff)
        desk = await own_desk(session, staff)
        waiting = await _waiting(session, desk) if desk else []
        taken_back = await _taken_back(session, staff, context.clock())
        ended = await _ended(session, staff, context.clock())
        late = await stuck(session, staff, context.clock())
        undelivered = await count_dead(session, staff)
    handovers.sort(key=lambda row: (not row.waits, not row.overdue, not row.urgent, row.since))
    waiting.sort(key=lambda row: (row.owner is not None, not row.urgent, row.since))
    return Inbox(handovers, waiting, taken_back, ended, late, undelivered)


async def _handovers(context: Context, session: AsyncSession, staff: Staff) -> list[HandoverRow]:
    query = (
        select(Handover, Service.name, Conversation.language, Staff.name, CaseKey.wrapped)
        .join(Service, Service.id == Handover.service_id)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .join(CaseKey, CaseKey.case_id == Handover.case_id)
        .outerjoin(Staff, Staff.id == Conversation.owner_staff_id)
        .where(lies_with(staff, local_date(context.clock())))
    )
    rows = []
    for handover, service, language, owner, wrapped in await session.execute(query):
        package = context.master_key.open_vault(handover.case_id, wrapped).open("handover.package", handover.package)
        rows.append(
            HandoverRow(
                case_id=handover.case_id,
                reference=handover.reference,
                service=service,
                fields=fields_of_action(package["attributes"]),
                language=language,
                town=place(package["attributes"].get("municipality")),
                urgent=handover.urgent,
                since=handover.requested_at,
                status=handover.status,
                due=due(handover),
                overdue=overdue(handover, context.clock()),
                owner=owner,
                contact_missing=handover.contact_missing,
                updated=handover.updated_at is not None,
            )
        )
    return rows


async def _taken_back(session: AsyncSession, staff: Staff, now: datetime) -> list[TakenBackRow]:
    """What ended with its consent in the last days, the latest first: whoever wrote something down must learn of it."""
    query = select(Handover.reference, Handover.responded_at).where(
        Handover.team_id.in_(own_teams(staff)),
        Handover.status == "revoked",
        Handover.responded_at > now - TAKEN_BACK_SHOWN,
    )
    found = await session.execute(query.order_by(Handover.responded_at.desc()))
    return [TakenBackRow(reference, when) for reference, when in found if when]


def due(handover: Handover) -> datetime | None:
    """Until when an answer is due, while none was given, or nobody has been in touch."""
    return handover.due_at if handover.status == "requested" or handover.contact_missing else None


def overdue(handover: Handover, now: datetime) -> bool:
    """Whether an answer is due and has not come."""
    until = due(handover)
    return until is not None and until < now


async def _ended(session: AsyncSession, staff: Staff, now: datetime) -> list[EndedRow]:
    """What was ended lately, the latest first: a team can still see that it has done it, and nothing of the person."""
    query = (
        select(Handover, Service.name)
        .join(Service, Service.id == Handover.service_id)
        .where(Handover.team_id.in_(own_teams(staff)), Handover.ended_at > now - ENDED_SHOWN_FOR)
        .order_by(Handover.ended_at.desc())
    )
    return [
        EndedRow(row.reference, service, row.outcome, row.ended_at)
        for row, service in await session.execute(query)
        if row.outcome and row.ended_at
    ]


async def _waiting(session: AsyncSession, desk: Team) -> list[WaitingRow]:
    query = (
        select(CaseRecord, Conversation.language, Municipality.name, Conversation.owner, Staff.name)
        .join(Conversation, Conversation.case_id == CaseRecord.id)
        .outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        .outerjoin(Staff, Staff.id == Conversation.owner_staff_id)
        .where(before_desk(desk))
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
    return list(found.values())


def place(value: Any) -> str | None:
    """The name of a town, if that is what the answer was."""
    return str(value["name"]) if isinstance(value, dict) and "name" in value else None

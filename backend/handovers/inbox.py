"""The inbox: what lies with the teams of a member of staff, and who waits for the first-contact desk."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import URGENT_REASONS, CaseRecord
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.access import before_desk, lies_with, own_desk
from backend.handovers.fields import fields_of_action
from backend.handovers.models import Handover
from backend.organisations.models import Municipality, Service, Staff, Team
from backend.privacy.models import CaseKey
from backend.transcripts.models import Conversation


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
    #: Who is answering in the conversation at the moment.
    owner: str | None


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
class Inbox:
    """Everything that lies with the teams of one member of staff."""

    handovers: list[HandoverRow]
    waiting: list[WaitingRow]

    @property
    def open(self) -> int:
        """How many lines nobody has taken on yet."""
        return sum(row.status == "requested" for row in self.handovers) + sum(row.owner is None for row in self.waiting)


async def inbox(context: Context, staff: Staff) -> Inbox:
    """Urgent lines first, then those that have waited longest; what was taken on comes last."""
    async with context.database.reading() as session:
        handovers = await _handovers(context, session, staff)
        desk = await own_desk(session, staff)
        waiting = await _waiting(session, desk) if desk else []
    handovers.sort(key=lambda row: (row.status != "requested", not row.urgent, row.since))
    waiting.sort(key=lambda row: (row.owner is not None, not row.urgent, row.since))
    return Inbox(handovers, waiting)


async def _handovers(context: Context, session: AsyncSession, staff: Staff) -> list[HandoverRow]:
    query = (
        select(Handover, Service.name, Conversation.language, Municipality.name, Staff.name, CaseKey.wrapped)
        .join(Service, Service.id == Handover.service_id)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .join(CaseRecord, CaseRecord.id == Handover.case_id)
        .join(CaseKey, CaseKey.case_id == Handover.case_id)
        .outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        .outerjoin(Staff, Staff.id == Conversation.owner_staff_id)
        .where(lies_with(staff, local_date(context.clock())))
    )
    rows = []
    for handover, service, language, came_by, owner, wrapped in await session.execute(query):
        package = context.master_key.open_vault(handover.case_id, wrapped).open("handover.package", handover.package)
        rows.append(
            HandoverRow(
                case_id=handover.case_id,
                reference=handover.reference,
                service=service,
                fields=fields_of_action(package["attributes"]),
                language=language,
                town=place(package["attributes"].get("municipality")) or came_by,
                urgent=handover.urgent,
                since=handover.requested_at,
                status=handover.status,
                owner=owner,
            )
        )
    return rows


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

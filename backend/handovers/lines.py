"""Lines of lists: handovers as whoever may see them sees them listed. No package is opened for a line."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.handovers.brief import Brief, opened
from backend.handovers.models import Handover
from backend.organisations.models import Service, Staff
from backend.transcripts.models import Conversation

#: Who answers in the conversation, and who has the case in hand.
ANSWERING, HOLDING = aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class HandoverRow:
    """A line of a list: a package that lies with one of the teams."""

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
    #: Who of the team has it in hand; None while it lies in the team's queue.
    holder: str | None = None
    #: The state of the case, where this team holds it.
    state: str | None = None
    #: Destination code of the service.
    destination: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is for the team to do something."""
        return self.status == "requested" or self.contact_missing


def due(handover: Handover) -> datetime | None:
    """Until when an answer is due, while none was given, or nobody has been in touch."""
    return handover.due_at if handover.status == "requested" or handover.contact_missing else None


def overdue(handover: Handover, now: datetime) -> bool:
    """Whether an answer is due and has not come."""
    until = due(handover)
    return until is not None and until < now


def is_waiting() -> ColumnElement[bool]:
    """The same as ``HandoverRow.waits``, for the database."""
    missing = and_(Handover.contact_missing_at.is_not(None), Handover.first_contact_at.is_(None))
    return or_(Handover.status == "requested", missing)


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """The same as ``overdue``, for the database."""
    return and_(Handover.due_at < now, is_waiting())


def first(*pressing: SQLColumnExpression[bool]) -> list[ColumnElement[int]]:
    """An order in which what is so stands before what is not."""
    return [case((so, 0), else_=1) for so in pressing]


def is_held() -> ColumnElement[bool]:
    """The team that the handover lies with holds the case; joined with the case."""
    return CaseRecord.holder_team_id == Handover.team_id


def holder() -> ColumnElement[uuid.UUID | None]:
    """Who has it in hand: where the team helps with a case that others hold, whoever accepted its part."""
    return case((is_held(), CaseRecord.holder_id), else_=Handover.responded_by_id)


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Handover, Service.name, Service.destination, Conversation.language, ANSWERING.name, HOLDING.name,
            case((is_held(), CaseRecord.state)),
        )
        .join(Service, Service.id == Handover.service_id)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .join(CaseRecord, CaseRecord.id == Handover.case_id)
        .outerjoin(ANSWERING, ANSWERING.id == Conversation.owner_staff_id)
        .outerjoin(HOLDING, HOLDING.id == holder())
    )  # fmt: skip


async def lines_of(context: Context, session: AsyncSession, handovers: Sequence[uuid.UUID]) -> list[HandoverRow]:
    """The lines of these handovers, in this order. Whether the reader may see them, the caller has looked at."""
    found = await session.execute(_lines().where(Handover.id.in_(handovers)))
    rows = {row[0].id: row for row in found}
    ordered = [rows[wanted] for wanted in handovers if wanted in rows]
    return [_line(row, await _brief(context, session, row[0]), context.clock()) for row in ordered]


async def _brief(context: Context, session: AsyncSession, handover: Handover) -> Brief:
    if handover.fields is None:
        return opened(handover, await context.vault(session, handover.case_id))
    return Brief(tuple(handover.fields), handover.town)


def _line(row: Row[*tuple[Any, ...]], shown: Brief, now: datetime) -> HandoverRow:
    handover, service, destination, language, answering, holding, state = row
    accepted = handover.status != "requested"
    return HandoverRow(
        case_id=handover.case_id,
        reference=handover.reference,
        service=service,
        fields=shown.fields,
        language=language,
        town=shown.town,
        urgent=handover.urgent,
        since=handover.requested_at,
        status=handover.status,
        due=due(handover),
        overdue=overdue(handover, now),
        owner=answering,
        contact_missing=handover.contact_missing,
        updated=handover.updated_at is not None,
        holder=holding if accepted else None,
        state=state if accepted else None,
        destination=destination,
    )

"""What staff see: the inbox of their teams, and a case as far as it is theirs to see."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import StoredFact, history
from backend.cases.models import CaseRecord
from backend.cases.questions import QUESTIONS
from backend.core.context import Context
from backend.handovers.access import Sight, own_desk, own_teams, visible_case
from backend.handovers.models import OPEN, Handover
from backend.organisations.models import Municipality, Service, Staff
from backend.privacy import audit
from backend.privacy.models import CaseKey
from backend.privacy.sealing import Vault
from backend.transcripts.models import Conversation, Message
from backend.transcripts.service import messages_after

#: Reasons for which a person is wanted that do not wait behind the others.
URGENT_REASONS = ("danger", "letter", "minor")


@dataclass(frozen=True)
class HandoverRow:
    """A line of the inbox: a package that lies with one of the teams."""

    case_id: uuid.UUID
    reference: str
    service: str
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


@dataclass(frozen=True)
class Declined:
    """An earlier answer of a service, for the desk that looks for another way."""

    service: str
    reason: str
    note: str | None


@dataclass(frozen=True)
class OpenedCase:
    """A case as its page shows it; nothing in here goes beyond what ``sight`` allows."""

    sight: Sight
    vault: Vault
    town: str | None
    service: str | None
    owner: str | None
    responded_by: str | None
    #: The sealed package, opened; empty for the desk.
    package: dict[str, Any]
    facts: list[StoredFact]
    messages: list[Message]
    declined: list[Declined]


async def inbox(context: Context, staff: Staff) -> Inbox:
    """Urgent lines first, then those that have waited longest; what was taken on comes last."""
    async with context.database.reading() as session:
        handovers = await _handovers(context, session, staff)
        waiting = await _waiting(session, staff) if await own_desk(session, staff) else []
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
        .where(Handover.team_id.in_(own_teams(staff)), Handover.status.in_(OPEN))
    )
    rows = []
    for handover, service, language, came_by, owner, wrapped in await session.execute(query):
        package = context.master_key.open_vault(handover.case_id, wrapped).open("handover.package", handover.package)
        rows.append(
            HandoverRow(
                case_id=handover.case_id,
                reference=handover.reference,
                service=service,
                language=language,
                town=_place(package["attributes"].get("municipality")) or came_by,
                urgent=handover.urgent,
                since=handover.requested_at,
                status=handover.status,
                owner=owner,
            )
        )
    return rows


async def _waiting(session: AsyncSession, staff: Staff) -> list[WaitingRow]:
    query = (
        select(CaseRecord, Conversation.language, Municipality.name, Conversation.owner, Staff.name)
        .join(Conversation, Conversation.case_id == CaseRecord.id)
        .outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        .outerjoin(Staff, Staff.id == Conversation.owner_staff_id)
        .where(CaseRecord.tenant_id == staff.tenant_id, CaseRecord.person_wanted_at.is_not(None))
        .where(or_(CaseRecord.person_answered_at.is_(None), Conversation.owner == "person"))
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


async def open_case(context: Context, staff: Staff, case_id: uuid.UUID, action: str = "case.opened") -> OpenedCase:
    """A case with everything its page shows; reading it is written down as ``action``.

    Raises ``NotFound`` if it is not theirs.
    """
    async with context.database.writing() as session:
        sight = await visible_case(session, staff, case_id)
        audit.record(
            session,
            context.clock,
            tenant_id=staff.tenant_id,
            actor=("staff", staff.id),
            action=action,
            subject=("case_record", case_id),
        )
        vault = await context.vault(session, case_id)
        return await _opened(session, sight, vault)


async def _opened(session: AsyncSession, sight: Sight, vault: Vault) -> OpenedCase:
    handover, conversation = sight.handover, sight.conversation
    package = vault.open("handover.package", handover.package) if handover else {}
    service = await session.get_one(Service, handover.service_id) if handover else None
    came_by = await session.get(Municipality, sight.case.municipality_id) if sight.case.municipality_id else None
    return OpenedCase(
        sight=sight,
        vault=vault,
        town=_place(package.get("attributes", {}).get("municipality")) or (came_by.name if came_by else None),
        service=service.name if service else None,
        owner=await _name(session, conversation.owner_staff_id),
        responded_by=await _name(session, handover.responded_by_id) if handover else None,
        package=package,
        facts=_released(sight, await history(session, sight.case.id, vault)),
        messages=_visible(sight, await messages_after(session, conversation.id)),
        declined=await _declined(session, sight, vault) if sight.attended else [],
    )


async def _name(session: AsyncSession, staff_id: uuid.UUID | None) -> str | None:
    return await session.scalar(select(Staff.name).where(Staff.id == staff_id))


def _released(sight: Sight, facts: list[StoredFact]) -> list[StoredFact]:
    """To a service only the attributes that the person has released to it; to the desk, once it attends, all."""
    if sight.attended:
        return [fact for fact in facts if not _steers(fact.attribute)]
    released = set(sight.consent.attributes) if sight.consent else set()
    return [fact for fact in facts if fact.attribute in released]


def _visible(sight: Sight, messages: list[Message]) -> list[Message]:
    """The whole transcript if it was released; else only what was said while staff took part."""
    if sight.reads_transcript:
        return messages
    if sight.handover is None:
        return []
    together, with_staff = [], False
    for message in messages:
        with_staff = with_staff or message.key == "staff.took_over"
        if with_staff and message.created_at >= sight.handover.requested_at:
            together.append(message)
        with_staff = with_staff and message.key != "staff.gave_back"
    return together


async def _declined(session: AsyncSession, sight: Sight, vault: Vault) -> list[Declined]:
    query = select(Handover, Service.name).join(Service, Service.id == Handover.service_id)
    query = query.where(Handover.case_id == sight.case.id, Handover.status == "declined").order_by(
        Handover.responded_at
    )
    return [
        Declined(
            service=service,
            reason=handover.decline_reason or "other",
            note=vault.open("handover.decline_note", handover.decline_note) if handover.decline_note else None,
        )
        for handover, service in await session.execute(query.order_by(Handover.responded_at))
    ]


def _steers(attribute: str) -> bool:
    """Answers that only steer the conversation say nothing about the person, and a code is nobody's to read."""
    question = QUESTIONS.get(attribute)
    return question is not None and (question.technical or question.secret)


def _place(value: Any) -> str | None:
    return str(value["name"]) if isinstance(value, dict) and "name" in value else None

"""A case opened by staff: as far as it is theirs to see, and every reading of it written down."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import StoredFact, history
from backend.cases.questions import QUESTIONS
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.access import Sight, visible_case
from backend.handovers.inbox import place
from backend.handovers.models import Handover
from backend.organisations.models import Municipality, Service, Staff
from backend.privacy import audit
from backend.privacy.sealing import Vault
from backend.transcripts.models import Message
from backend.transcripts.service import messages_after


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


async def open_case(context: Context, staff: Staff, case_id: uuid.UUID, action: str = "case.opened") -> OpenedCase:
    """A case with everything its page shows; reading it is written down as ``action``.

    Raises ``NotFound`` if it is not theirs.
    """
    async with context.database.writing() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
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


async def follow_case(context: Context, staff: Staff, case_id: uuid.UUID, seen: int) -> OpenedCase | None:
    """The case again, if its page may show lines beyond number ``seen``; else nothing is read and nothing written down.

    Raises ``NotFound`` if it is not theirs any more.
    """
    async with context.database.reading() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
        conversation = sight.conversation
        if conversation.last_seq <= seen:
            return None
        lines = _visible(sight, await messages_after(session, conversation.id))
    if not lines or lines[-1].seq <= seen:
        return None
    return await open_case(context, staff, case_id, "case.followed")


async def _opened(session: AsyncSession, sight: Sight, vault: Vault) -> OpenedCase:
    handover, conversation = sight.handover, sight.conversation
    package = vault.open("handover.package", handover.package) if handover else {}
    service = await session.get_one(Service, handover.service_id) if handover else None
    came_by = await session.get(Municipality, sight.case.municipality_id) if sight.case.municipality_id else None
    return OpenedCase(
        sight=sight,
        vault=vault,
        town=place(package.get("attributes", {}).get("municipality")) or (came_by.name if came_by else None),
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
    query = query.where(Handover.case_id == sight.case.id, Handover.status == "declined")
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

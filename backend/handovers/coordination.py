"""What the coordination looks after: handovers that nobody moves on. Numbers, names of services, days; never content.

A handover is late when it was not answered in time, when the person has said that nobody was in touch and it has stayed
so, or when it was sent on and has not reached the other service in time.
Whoever has been sent on twice is shown as well, until somebody accepts.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.cases.events import SYSTEM, note
from backend.cases.file import CaseFile
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers.access import desk_teams, in_force, own_desk
from backend.handovers.models import Handover
from backend.organisations.models import COORDINATOR, Service, Staff
from backend.privacy import audit

type Cause = Literal["not_answered", "not_contacted", "not_moved_on", "sent_on_twice"]

#: From so many on the coordination looks, whatever the deadlines say.
SENT_ON_TOO_OFTEN = 2
#: What nobody has moved for so long is no news any more; the person has heard nothing since, and their case goes.
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Stuck:
    """A line for the coordination."""

    reference: str
    service: str
    cause: Cause
    since: datetime


def topic(tenant_id: uuid.UUID) -> str:
    """Woken when there is something new for the coordination of a tenant."""
    return f"coordination:{tenant_id}"


async def coordinates(session: AsyncSession, staff: Staff) -> bool:
    """Whether somebody sees what is stuck: coordinators, and the first-contact desk that finds another way."""
    return staff.role == COORDINATOR or await own_desk(session, staff) is not None


async def stuck(session: AsyncSession, staff: Staff, now: datetime) -> list[Stuck]:
    """What is stuck in the tenant of a member of staff, the oldest first; nothing for those who do not coordinate."""
    if not await coordinates(session, staff):
        return []
    query = select(Handover, Service.name).join(Service, Service.id == Handover.service_id)
    query = query.where(Handover.tenant_id == staff.tenant_id, or_(_late(now), _sent_on_too_often(now)))
    found = [_line(handover, service, now) for handover, service in await session.execute(query)]
    return sorted(found, key=lambda line: line.since)


def _line(handover: Handover, service: str, now: datetime) -> Stuck:
    if handover.status == "requested":
        return Stuck(handover.reference, service, "not_answered", handover.requested_at)
    missing = _missing_since(handover, now)
    if missing is not None:
        return Stuck(handover.reference, service, "not_contacted", missing)
    often = handover.redirections >= SENT_ON_TOO_OFTEN
    since = handover.redirected_at or handover.requested_at
    return Stuck(handover.reference, service, "sent_on_twice" if often else "not_moved_on", since)


def _missing_since(handover: Handover, now: datetime) -> datetime | None:
    """Since when nobody has been in touch, where time for that is over and nothing was moved since."""
    since, moved = handover.contact_missing_at, handover.redirected_at
    over = handover.due_at is not None and handover.due_at < now
    return since if handover.contact_missing and over and since and (moved is None or moved < since) else None


def _late(now: datetime) -> ColumnElement[bool]:
    """Over its time, and still somebody's turn."""
    waits = and_(or_(Handover.status == "requested", _uncontacted()), in_force(local_date(now)))
    return and_(Handover.due_at < now, or_(waits, and_(_sent_on(now), ~_followed())))


def _uncontacted() -> ColumnElement[bool]:
    """Taken on, and the person says that nobody was in touch; while another service has to answer it is that one's
    turn."""
    later = aliased(Handover)
    elsewhere = select(later.id).where(later.redirected_from_id == Handover.id, later.status == "requested")
    missing = and_(Handover.contact_missing_at.is_not(None), Handover.first_contact_at.is_(None))
    return and_(Handover.status == "accepted", missing, ~elsewhere.exists())


def _sent_on(now: datetime) -> ColumnElement[bool]:
    return and_(Handover.status.in_(("accepted", "redirected")), Handover.redirected_at > now - SHOWN_FOR)


def _followed() -> ColumnElement[bool]:
    """The service that it was sent on to has it, or has answered."""
    later = aliased(Handover)
    return select(later.id).where(later.redirected_from_id == Handover.id).exists()


def _sent_on_too_often(now: datetime) -> ColumnElement[bool]:
    later = aliased(Handover)
    settled = select(later.id).where(
        later.case_id == Handover.case_id,
        later.status.in_(("accepted", "ended")),
        later.responded_at > Handover.redirected_at,
    )
    return and_(_sent_on(now), Handover.redirections >= SENT_ON_TOO_OFTEN, ~settled.exists())


async def tell_overdue(context: Context) -> int:
    """Tell the coordination of every handover whose time is over, each once and in a transaction of its own.

    Returns how many there were.
    """
    async with context.database.reading() as session:
        query = select(Handover.id, Handover.conversation_id).where(
            _late(context.clock()), Handover.overdue_told_at.is_(None)
        )
        found = list((await session.execute(query.order_by(Handover.due_at))).all())
    told = 0
    for handover_id, conversation_id in found:
        topics = await _tell_one(context, handover_id, conversation_id)
        for woken in topics:
            await context.bus.publish(woken)
        told += bool(topics)
    return told


async def _tell_one(context: Context, handover_id: uuid.UUID, conversation_id: uuid.UUID) -> list[str]:
    """Whom to wake; nobody if it was answered, told or erased meanwhile."""
    async with context.database.writing() as session:
        try:
            file = await CaseFile.open(session, context, conversation_id)
        except NotFound:
            return []
        query = select(Handover).where(
            Handover.id == handover_id, _late(context.clock()), Handover.overdue_told_at.is_(None)
        )
        handover = (await session.execute(query)).scalar_one_or_none()
        if handover is None:
            return []
        handover.overdue_told_at = file.now
        note(session, file.case, "handover.overdue", file.now, SYSTEM, about=handover.id)
        audit.record(
            session,
            context.clock,
            tenant_id=handover.tenant_id,
            actor=SYSTEM,
            action="handover.overdue",
            subject=("handover", handover.id),
        )
        teams = {handover.team_id, *(desk.id for desk in await desk_teams(session, handover.tenant_id))}
    return [topic(handover.tenant_id), *(f"team:{team}" for team in teams if team)]

"""Sending on: a service names another one that suits better. Nothing moves without the person's yes.

What was only asked for goes back to the first-contact desk at once, as when it is declined. What was taken on stays
with whoever took it on until the new service accepts: nobody is without somebody responsible in between (R51).
"""

import uuid
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook
from backend.handovers.access import DESK
from backend.handovers.cooperation import agreed
from backend.handovers.models import Handover
from backend.handovers.states import ANOTHER_WAY, OPEN
from backend.organisations.directory import Directory
from backend.organisations.models import Service
from backend.responsibility.loading import rulebook


async def followed(session: AsyncSession, case_id: uuid.UUID, service: Service) -> Service:
    """The service itself, or the one to which it, and perhaps the next, has sent this case on."""
    seen = {service.id}
    while (target := await _sent_on_to(session, case_id, service.id)) is not None and target.id not in seen:
        seen.add(target.id)
        service = target
    return service


async def _sent_on_to(session: AsyncSession, case_id: uuid.UUID, service_id: uuid.UUID) -> Service | None:
    latest = select(Handover).where(Handover.case_id == case_id, Handover.service_id == service_id)
    latest = latest.order_by(Handover.requested_at.desc()).limit(1)
    handover = (await session.execute(latest)).scalar_one_or_none()
    if handover is None or handover.redirect_to_id is None or handover.status not in {"accepted", "redirected"}:
        return None
    return await session.get_one(Service, handover.redirect_to_id)


async def lost(session: AsyncSession, case_id: uuid.UUID) -> Handover | None:
    """The last handover that came to nothing."""
    came_to_nothing = or_(
        Handover.status == "declined",
        and_(Handover.status == "ended", Handover.outcome_reason.in_(ANOTHER_WAY)),
    )
    query = select(Handover).where(Handover.case_id == case_id, came_to_nothing)
    query = query.order_by(Handover.responded_at.desc()).limit(1)
    found: Handover | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def named(session: AsyncSession, case_id: uuid.UUID) -> Service | None:
    """The service that the first-contact desk has named after the last no, for as long as it is its turn.

    It goes before what the rules would name now: somebody has looked at the case.
    """
    before = await lost(session, case_id)
    if before is None or not named_since(before):
        return None
    query = select(Handover.status).where(Handover.redirected_from_id == before.id)
    since = await session.scalar(query.order_by(Handover.requested_at.desc()).limit(1))
    return None if since not in {None, *OPEN} else await session.get(Service, before.redirect_to_id)


def named_since(handover: Handover) -> bool:
    """Whether the first-contact desk has named another service after this one came to nothing (``another_way.py``)."""
    over = handover.ended_at or handover.responded_at
    named = handover.redirected_at
    return handover.status in {"declined", "ended"} and named is not None and over is not None and named >= over


async def sent_from(session: AsyncSession, case_id: uuid.UUID, service_id: uuid.UUID) -> Handover | None:
    """The handover that was last sent on to this service, if it still waits for it."""
    query = select(Handover).where(Handover.case_id == case_id, Handover.redirect_to_id == service_id)
    latest: Handover | None = await session.scalar(query.order_by(Handover.redirected_at.desc()).limit(1))
    waits = latest is not None and (latest.status in {"accepted", "redirected"} or named_since(latest))
    return latest if waits else None


async def under_way(session: AsyncSession, handover: Handover) -> bool:
    """Whether the service that this one was sent on to has it and has not answered yet."""
    if handover.redirect_to_id is None:
        return False
    query = select(Handover.id).where(Handover.redirected_from_id == handover.id, Handover.status == "requested")
    return (await session.execute(query.limit(1))).first() is not None


async def targets(
    session: AsyncSession, facts: FactBook, directory: Directory, handover: Handover, day: date
) -> list[Service]:
    """The services that a handover may be sent on to: those of the person's town that take handovers into an inbox, by
    an agreement that holds on ``day``, and have not had this case yet. To people without papers only such as need not
    report them (responsibility, G1)."""
    query = select(Handover.service_id).where(Handover.case_id == handover.case_id, Handover.status != "revoked")
    tried = {*(await session.execute(query)).scalars()}
    harmless = rulebook().no_reporting_duty if facts.for_decision().hidden_status else None
    return [
        service
        for service in directory.services
        if service.destination != DESK
        and service.id not in tried
        and (harmless is None or (service.no_reporting_duty and service.destination in harmless))
        and await _takes_into_inbox(session, service, day)
    ]


async def _takes_into_inbox(session: AsyncSession, service: Service, day: date) -> bool:
    agreement = await agreed(session, service, day)
    return agreement is not None and agreement.team_id is not None

"""What did not reach a partner, for those who see to it: the coordination and the first-contact desk."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import IllegalState, NotFound
from backend.delivery import outbox
from backend.delivery.models import OutboxItem
from backend.handovers.access import own_desk
from backend.organisations.models import COORDINATOR, Organization, Service, Staff
from backend.privacy import audit


@dataclass(frozen=True)
class Undelivered:
    """What could not be delivered: no word of what is in it. ``next_try``: None where it is tried no more."""

    id: uuid.UUID
    reference: str
    event: str
    way: str
    organization: str
    service: str
    since: datetime
    tries: int
    trouble: str | None
    status: int | None
    next_try: datetime | None


async def oversees(session: AsyncSession, staff: Staff) -> bool:
    """Whether a member of staff sees to what was not delivered."""
    return staff.role == COORDINATOR or await own_desk(session, staff) is not None


async def undelivered(session: AsyncSession, staff: Staff) -> Sequence[Undelivered]:
    """What is given up on, then what still fails, the oldest first. Raises ``NotFound`` for who does not oversee it."""
    if not await oversees(session, staff):
        raise NotFound
    failing = OutboxItem.state.in_(("dead", "waiting")) & OutboxItem.trouble.is_not(None)
    query = (
        select(OutboxItem, Organization.name, Service.name)
        .join(Service, Service.id == OutboxItem.service_id)
        .join(Organization, Organization.id == Service.organization_id)
        .where(OutboxItem.tenant_id == staff.tenant_id, failing)
        .order_by(OutboxItem.state, OutboxItem.created_at)
    )
    return [_row(*row) for row in (await session.execute(query)).all()]


def _row(item: OutboxItem, organization: str, service: str) -> Undelivered:
    return Undelivered(
        id=item.id,
        reference=item.reference,
        event=item.event,
        way=item.way,
        organization=organization,
        service=service,
        since=item.created_at,
        tries=item.tries,
        trouble=item.trouble,
        status=item.status,
        next_try=item.due_at if item.state == "waiting" else None,
    )


async def count_dead(session: AsyncSession, staff: Staff) -> int:
    """How much waits for staff to see to it; 0 for who does not oversee it."""
    if not await oversees(session, staff):
        return 0
    query = select(func.count()).select_from(OutboxItem)
    query = query.where(OutboxItem.tenant_id == staff.tenant_id, OutboxItem.state == "dead")
    return await session.scalar(query) or 0


async def send_again(context: Context, staff: Staff, item_id: uuid.UUID) -> None:
    """Try it again from now on, as at the beginning. Raises ``NotFound``, ``IllegalState`` if it is not given up on."""
    async with context.database.writing() as session:
        item = await _dead(session, staff, item_id)
        item.state, item.due_at, item.done_at = "waiting", context.clock(), None
        item.tries = 1  # and not 0: something may have arrived
        _audit(context, session, staff, item, "delivery.tried_again")
    await context.bus.publish(outbox.TOPIC)


async def give_up(context: Context, staff: Staff, item_id: uuid.UUID) -> None:
    """It is not sent any more: somebody has seen to it in another way. Raises as ``send_again`` does."""
    async with context.database.writing() as session:
        item = await _dead(session, staff, item_id)
        item.state, item.done_at = "ended", context.clock()
        _audit(context, session, staff, item, "delivery.given_up")


async def _dead(session: AsyncSession, staff: Staff, item_id: uuid.UUID) -> OutboxItem:
    query = select(OutboxItem).where(OutboxItem.id == item_id, OutboxItem.tenant_id == staff.tenant_id)
    item = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if item is None or not await oversees(session, staff):
        raise NotFound
    if item.state != "dead":
        raise IllegalState
    return item


def _audit(context: Context, session: AsyncSession, staff: Staff, item: OutboxItem, action: str) -> None:
    audit.by_staff(session, context.clock, staff, action, ("outbox_item", item.id))

"""The outbox: what is to leave is a row of the same transaction as what it tells of. Neither is ever without the other.

It is sent at least once. Items of one handover go in their order, each when the one before has arrived.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.delivery.models import LEAVING, OutboxItem
from backend.handovers.models import Handover
from backend.handovers.states import OPEN

#: Wakes whoever delivers.
TOPIC = "deliveries"
#: Waits between the tries, each longer than a try may take; about three days together, then it is for staff to look.
DELAYS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25), timedelta(hours=2), timedelta(hours=6),
    timedelta(hours=12), timedelta(days=1), timedelta(days=1),
)  # fmt: skip
#: Longer than a try takes: what withdraws something starts when a try that is under way has ended.
UNDER_WAY = timedelta(seconds=45)
#: What a person is told of a request that has not arrived, by the state of its item.
ON_THE_WAY = {"waiting": "on_its_way", "dead": "stuck", "ended": "stuck"}
#: How long what has arrived is remembered once its handover is over.
REMEMBERED = timedelta(days=30)


async def put(session: AsyncSession, handover: Handover, event: str, cooperation_id: uuid.UUID, now: datetime) -> None:
    """Have a partner told of ``event``, in the caller's transaction; nothing for what goes into an inbox of ours.

    An item that nobody has begun to send will tell of the present state anyhow.
    """
    if handover.way not in LEAVING:
        return
    untouched = select(OutboxItem.id).where(_of(handover.id), OutboxItem.tries == 0).with_for_update()
    if (await session.execute(untouched)).first() is None:
        session.add(_item(handover, event, cooperation_id, handover.way, now, due_at=now))


async def recall(session: AsyncSession, handover: Handover, now: datetime) -> None:
    """Nothing of a handover is sent any more, in the caller's transaction; whoever may have got something is told, by
    the way by which they got it: the handover itself may go another one by now."""
    query = select(OutboxItem).where(OutboxItem.handover_id == handover.id).with_for_update()
    items = list((await session.execute(query.order_by(OutboxItem.created_at))).scalars())
    if any(item.event == "handover.revoked" for item in items):
        return
    told = [item for item in items if item.tries]
    under_way = any(item.state == "waiting" for item in told)
    for item in items:
        if item.state != "sent":
            await session.delete(item)
    due_at = now + UNDER_WAY if under_way else now
    for item in {item.cooperation_id: item for item in told}.values():
        session.add(_item(handover, "handover.revoked", item.cooperation_id, item.way, now, due_at=due_at))


def _item(
    handover: Handover, event: str, cooperation_id: uuid.UUID, way: str, now: datetime, *, due_at: datetime
) -> OutboxItem:
    return OutboxItem(
        id=uuid.uuid4(),
        tenant_id=handover.tenant_id,
        cooperation_id=cooperation_id,
        service_id=handover.service_id,
        handover_id=handover.id,
        reference=handover.reference,
        way=way,
        event=event,
        state="waiting",
        tries=0,
        due_at=due_at,
        created_at=now,
    )


async def is_anything_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a try should begin now."""
    return (await session.execute(_due(now).limit(1))).first() is not None


async def due(session: AsyncSession, now: datetime, most: int) -> list[OutboxItem]:
    """What is due, locked, the oldest first; what another process is about is passed over."""
    query = _due(now).order_by(OutboxItem.created_at).limit(most).with_for_update(of=OutboxItem, skip_locked=True)
    return list((await session.execute(query)).scalars())


def _due(now: datetime) -> Select[OutboxItem]:
    before = aliased(OutboxItem)
    behind = exists().where(
        before.handover_id == OutboxItem.handover_id,
        before.state == "waiting",
        before.created_at < OutboxItem.created_at,
    )
    return select(OutboxItem).where(OutboxItem.state == "waiting", OutboxItem.due_at <= now, ~behind)


def begin_try(item: OutboxItem, now: datetime) -> None:
    """Count a try before it is made; if nobody notes what came of it, the next comes by itself."""
    item.tries += 1
    item.due_at = now + DELAYS[min(item.tries, len(DELAYS)) - 1]


def is_last_try(item: OutboxItem) -> bool:
    """Whether no further try follows by itself."""
    return item.tries > len(DELAYS)


async def told_status(session: AsyncSession, handover: Handover) -> str:
    """Where a handover stands, as its person is told: what has not arrived is not said to be there."""
    if handover.way not in LEAVING or handover.status != "requested":
        return handover.status
    query = select(OutboxItem.state).where(
        OutboxItem.handover_id == handover.id, OutboxItem.event == "handover.requested"
    )
    state = (await session.execute(query)).scalar_one_or_none()
    return ON_THE_WAY.get(state or "sent", handover.status)


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what arrived, or was ended, long ago, and whose handover is over."""
    lies = select(Handover.id).where(Handover.status.in_(OPEN))
    over = and_(OutboxItem.state.in_(("sent", "ended")), OutboxItem.done_at < now - REMEMBERED)
    await session.execute(delete(OutboxItem).where(over, OutboxItem.handover_id.not_in(lies)))


def _of(handover_id: uuid.UUID) -> ColumnElement[bool]:
    """What waits to tell of a handover."""
    return and_(
        OutboxItem.handover_id == handover_id, OutboxItem.state == "waiting", OutboxItem.event != "handover.revoked"
    )

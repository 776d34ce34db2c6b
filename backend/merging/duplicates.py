"""Cases of a team that are possibly the same person's, because the same number or address was released with both."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.access import lies_with
from backend.handovers.models import Handover
from backend.merging.links import joined, taken_on
from backend.merging.models import ContactMark, NotSame
from backend.organisations.models import Staff
from backend.privacy import audit


@dataclass(frozen=True)
class Possible:
    """A case that is possibly the same person's."""

    case_id: uuid.UUID
    reference: str
    #: Since when the team has it.
    since: datetime
    #: What is the same: phone or email.
    why: str


async def possible(session: AsyncSession, staff: Staff, case_id: uuid.UUID, today: date) -> list[Possible]:
    """What the same team has taken on with the same number or address, the oldest first.

    Left out: what is joined already, and what the team has found to be somebody else's. Raises ``NotFound`` unless
    one of their teams has taken the case on.
    """
    own = await taken_on(session, staff, case_id, today)
    query = select(ContactMark.mark).join(Handover, Handover.id == ContactMark.handover_id)
    given = query.where(Handover.case_id == case_id, Handover.team_id == own.team_id, lies_with(staff, today))
    done = {one.handover.case_id for one in await joined(session, staff, case_id, today)}
    done |= await _not_same(session, own.team_id, done)
    same = (
        select(Handover, ContactMark.kind)
        .join(ContactMark, ContactMark.handover_id == Handover.id)
        .where(
            lies_with(staff, today),
            Handover.status == "accepted",
            Handover.team_id == own.team_id,
            Handover.case_id.not_in(done),
            ContactMark.mark.in_(given),
        )
        .order_by(Handover.requested_at, Handover.reference)
    )
    found: dict[uuid.UUID, Possible] = {}
    for handover, why in await session.execute(same):
        found.setdefault(handover.case_id, Possible(handover.case_id, handover.reference, handover.requested_at, why))
    return list(found.values())


async def _not_same(
    session: AsyncSession, team_id: uuid.UUID | None, case_ids: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """The cases that are not the same person's as any of these."""
    found: set[uuid.UUID] = set()
    for mine, other in ((NotSame.one_id, NotSame.other_id), (NotSame.other_id, NotSame.one_id)):
        query = select(other).where(NotSame.team_id == team_id, mine.in_(case_ids))
        found |= set((await session.execute(query)).scalars())
    return found


async def not_the_same(context: Context, staff: Staff, case_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Keep that two cases are not the same person's; said once more, it stays as it is.

    Raises ``NotFound`` unless the same of their teams has taken both on.
    """
    async with context.database.writing() as session:
        today = local_date(context.clock())
        own, other = [await taken_on(session, staff, one, today) for one in (case_id, other_id)]
        pair = sorted((own.case_id, other.case_id))
        if pair[1] in await _not_same(session, own.team_id, pair[:1]):
            return
        session.add(
            NotSame(
                team_id=own.team_id,
                one_id=pair[0],
                other_id=pair[1],
                found_at=context.clock(),
                found_by_id=staff.id,
            )
        )
        for one in pair:
            audit.by_staff(session, context.clock, staff, "case.not_same", ("case_record", one))

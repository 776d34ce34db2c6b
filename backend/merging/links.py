"""Which cases a team has joined. A link opens nothing: it is read only by those who may see both ends anyway.

Links of a team make trees: a case is part of one other at most, and of none that is a part of it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFound
from backend.handovers.access import lies_with
from backend.handovers.models import Handover
from backend.merging import marks
from backend.merging.models import CaseMerge
from backend.organisations.models import Staff


@dataclass(frozen=True)
class Joined:
    """A case among those that belong together: the handover that opens it, and its link; None for the kept case."""

    handover: Handover
    link: CaseMerge | None


async def taken_on(session: AsyncSession, staff: Staff, case_id: uuid.UUID, today: date) -> Handover:
    """The handover by which one of their teams has taken a case on; raises ``NotFound`` for every other case."""
    found = await _taken_on(session, staff, [case_id], today)
    if not found:
        raise NotFound
    return found[0]


async def _taken_on(
    session: AsyncSession, staff: Staff, case_ids: Collection[uuid.UUID], today: date, team_id: uuid.UUID | None = None
) -> list[Handover]:
    """The latest first; of one team, if it is named."""
    query = select(Handover).where(
        Handover.case_id.in_(case_ids), lies_with(staff, today), Handover.status == "accepted"
    )
    if team_id is not None:
        query = query.where(Handover.team_id == team_id)
    query = query.order_by(Handover.requested_at.desc()).execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def joined(session: AsyncSession, staff: Staff, case_id: uuid.UUID, today: date) -> list[Joined]:
    """The cases that belong together with this one and are theirs to see, the kept one first; at least this one.

    Whatever links say, only what the same team has taken on, on a consent in force. Raises ``NotFound``.
    """
    own = await taken_on(session, staff, case_id, today)
    links = await _tree(session, own.team_id, case_id)
    seen = await _taken_on(session, staff, list(links), today, own.team_id)
    opened = {handover.case_id: handover for handover in reversed(seen)}
    found = [(opened[case], link) for case, link in links.items() if case in opened]
    return [Joined(handover, link if at else None) for at, (handover, link) in enumerate(found)]


async def _tree(
    session: AsyncSession, team_id: uuid.UUID | None, case_id: uuid.UUID
) -> dict[uuid.UUID, CaseMerge | None]:
    """Every case of the tree with its link, the root first, then by the time when it was joined."""
    top = case_id
    while (above := await _link(session, team_id, top)) is not None:
        top = above.kept_id
    found: dict[uuid.UUID, CaseMerge | None] = {top: None}
    level = [top]
    while level:
        query = select(CaseMerge).where(CaseMerge.team_id == team_id, CaseMerge.kept_id.in_(level))
        links = list((await session.execute(query.order_by(CaseMerge.merged_at, CaseMerge.id))).scalars())
        found |= {link.part_id: link for link in links}
        level = [link.part_id for link in links]
    return found


async def _link(session: AsyncSession, team_id: uuid.UUID | None, part_id: uuid.UUID) -> CaseMerge | None:
    query = select(CaseMerge).where(CaseMerge.team_id == team_id, CaseMerge.part_id == part_id)
    return (await session.execute(query)).scalar_one_or_none()


async def let_go(session: AsyncSession, handover: Handover) -> None:
    """A team has nothing of this handover any more: no mark of it, and no link of a case that it does not see."""
    await marks.remove(session, handover)
    still = select(Handover.id).where(
        Handover.case_id == handover.case_id,
        Handover.team_id == handover.team_id,
        Handover.id != handover.id,
        Handover.status == "accepted",
    )
    if handover.team_id is None or (await session.execute(still)).first() is not None:
        return
    theirs = or_(CaseMerge.part_id == handover.case_id, CaseMerge.kept_id == handover.case_id)
    await session.execute(delete(CaseMerge).where(CaseMerge.team_id == handover.team_id, theirs))

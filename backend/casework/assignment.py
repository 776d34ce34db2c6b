"""Who of the team manages a case; without anybody it lies in the team's queue, never in nobody's."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import note
from backend.cases.holding import hold
from backend.casework.access import working
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.organisations.funding import demand_own_kim, may_own_kim
from backend.organisations.models import Staff, Team, TeamMember


async def assign(context: Context, staff: Staff, case_id: uuid.UUID, to: uuid.UUID | None) -> None:
    """Give the case to one of the team, or back to its queue (``None``).

    Raises ``NotFound`` for somebody who is not of the team or does not work here any more, and ``MayNotOwn`` where the
    post of either is paid for another task.
    """
    async with working(context, staff, case_id, "case.assigned", managed=False) as work:
        if to is not None:
            demand_own_kim(await _colleague(work.file.session, work.team, to))
        hold(work.file.session, work.case, work.team.id, to, work.file.now, work.actor)
        codes = {"to": "staff" if to else "queue"}
        note(work.file.session, work.case, "case.assigned", work.file.now, work.actor, about=to, codes=codes)


async def colleagues(session: AsyncSession, team: Team) -> list[Staff]:
    """Who of a team may be given a case, by name."""
    query = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id)
    query = query.where(TeamMember.team_id == team.id, Staff.active).order_by(Staff.name)
    return [member for member in (await session.execute(query)).scalars() if may_own_kim(member)]


async def _colleague(session: AsyncSession, team: Team, staff_id: uuid.UUID) -> Staff:
    query = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id)
    query = query.where(TeamMember.team_id == team.id, Staff.id == staff_id, Staff.active)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found

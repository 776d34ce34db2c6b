"""What the filters of a list can be set to, and to whom of their teams somebody may give cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.casework.access import CASE_MANAGEMENT
from backend.casework.assignment import colleagues
from backend.handovers.access import own_teams
from backend.organisations.directory import municipalities
from backend.organisations.funding import may_own_kim
from backend.organisations.models import Service, Staff, Team, TeamMember


@dataclass(frozen=True)
class Choices:
    """For the fields of the forms on a list."""

    towns: Sequence[str]
    services: Sequence[Service]
    #: Everybody in their teams, also who does not work here any more: their cases are to be found.
    holders: Sequence[Staff]
    #: The teams that manage cases, with those who may be given one; empty if they may assign none themselves.
    colleagues: Sequence[tuple[Team, Sequence[Staff]]]


async def choices(session: AsyncSession, staff: Staff) -> Choices:
    """What a member of staff may choose from."""
    mine = own_teams(staff)
    services = select(Service).where(Service.team_id.in_(mine)).order_by(Service.name)
    members = select(TeamMember.staff_id).where(TeamMember.team_id.in_(mine))
    holders = select(Staff).where(Staff.id.in_(members)).order_by(Staff.name)
    managing = select(Service.team_id).where(Service.destination == CASE_MANAGEMENT)
    teams = select(Team).where(Team.id.in_(mine), Team.id.in_(managing)).order_by(Team.name)
    found = (await session.execute(teams)).scalars().all() if may_own_kim(staff) else []
    return Choices(
        towns=[town.name for town in await municipalities(session, staff.tenant_id)],
        services=(await session.execute(services)).scalars().all(),
        holders=(await session.execute(holders)).scalars().all(),
        colleagues=[(team, await colleagues(session, team)) for team in found],
    )

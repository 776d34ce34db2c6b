"""Who of the team manages a case; without anybody it lies in the team's queue, never in nobody's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import note
from backend.cases.holding import hold
from backend.casework.access import working
from backend.core.context import Context
from backend.core.errors import Conflict, LotseError, NotFound
from backend.handovers.access import own_teams
from backend.handovers.models import Handover
from backend.organisations.funding import MayNotOwn, demand_own_kim, may_own_kim
from backend.organisations.models import Staff, Team, TeamMember
from locales.wording import Wording


class NotOfTeam(NotFound):
    """Whoever is to manage the case is not of its team, or does not work here any more."""

    code = "not_of_team"


class HeldElsewhere(Conflict):
    """Another team holds the case, and this one helps with a part of it."""

    code = "held_elsewhere"
    wording = Wording("console.refused.held_elsewhere")


#: Why a case was not assigned, by what was raised; what is not theirs does not exist for them.
REFUSED: dict[type[LotseError], str] = {
    NotOfTeam: "not_of_team", HeldElsewhere: "held_elsewhere", MayNotOwn: "may_not_own", NotFound: "not_yours",
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """A case that was not assigned: its number, if it ever lay with one of their teams, and a code of ``REFUSED``."""

    reference: str | None
    reason: str


@dataclass(frozen=True)
class Assigned:
    """What became of several cases."""

    done: int
    refused: tuple[Refused, ...]


async def assign(context: Context, staff: Staff, case_id: uuid.UUID, to: uuid.UUID | None) -> None:
    """Give the case to one of the team, or back to its queue (``None``).

    Raises ``NotFound``, ``NotOfTeam`` for somebody who is not of the team or does not work here any more,
    ``HeldElsewhere``, and ``MayNotOwn`` where the post of either is paid for another task.
    """
    async with working(context, staff, case_id, "case.assigned", managed=False) as work:
        if work.case.holder_team_id not in {None, work.team.id}:
            raise HeldElsewhere
        if to is not None:
            demand_own_kim(await _colleague(work.file.session, work.team, to))
        hold(work.file.session, work.case, work.team.id, to, work.file.now, work.actor)
        codes = {"to": "staff" if to else "queue"}
        note(work.file.session, work.case, "case.assigned", work.file.now, work.actor, about=to, codes=codes)


async def assign_all(context: Context, staff: Staff, cases: Sequence[uuid.UUID], to: uuid.UUID | None) -> Assigned:
    """The same for several cases, each in a transaction of its own: what one of them refuses, the others do not."""
    refused = []
    wanted = list(dict.fromkeys(cases))
    for case_id in wanted:
        try:
            await assign(context, staff, case_id, to)
        except tuple(REFUSED) as error:
            reason = next(code for kind, code in REFUSED.items() if isinstance(error, kind))
            refused.append(Refused(await _reference(context, staff, case_id), reason))
    return Assigned(len(wanted) - len(refused), tuple(refused))


async def _reference(context: Context, staff: Staff, case_id: uuid.UUID) -> str | None:
    """The number under which one of their teams knows the case, also if it is not theirs any more."""
    query = select(Handover.reference).where(Handover.case_id == case_id, Handover.team_id.in_(own_teams(staff)))
    async with context.database.reading() as session:
        return await session.scalar(query.order_by(Handover.requested_at.desc()).limit(1))


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
        raise NotOfTeam
    return found

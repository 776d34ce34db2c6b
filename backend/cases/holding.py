"""In whose hands a case is: at every moment in exactly one team's, or in those of the first-contact desk (R51).

It comes into a team's hands only because that team says so. Whoever held it before stays responsible until then; when
the work ends, or the person takes their consent back, it goes to another service that has accepted it, else to the
desk.
"""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import Actor, note
from backend.cases.models import CaseRecord
from backend.cases.states import MANAGED
from backend.handovers.models import Handover


def hold(
    session: AsyncSession,
    case: CaseRecord,
    team_id: uuid.UUID | None,
    staff_id: uuid.UUID | None,
    now: datetime,
    actor: Actor,
) -> None:
    """Put a case into the hands of a team, and of somebody there or its queue (None); without a team, of the desk."""
    if (case.holder_team_id, case.holder_id) == (team_id, staff_id):
        return
    codes = {"before": _code(case.holder_team_id), "now": _code(team_id)}
    case.holder_team_id, case.holder_id = team_id, staff_id
    note(session, case, "case.held", now, actor, codes=codes)


def take(
    session: AsyncSession, case: CaseRecord, handover: Handover, former: Handover | None, now: datetime, actor: Actor
) -> None:
    """A team has accepted a handover: it holds the case from now on.

    A case that somebody manages stays with them while others help with a part of it, unless they sent it on
    themselves (``former``). Who has no inbox here can hold nothing here.
    """
    managed = case.state in MANAGED and case.holder_team_id is not None
    sent_on = former is not None and former.team_id == case.holder_team_id
    if handover.team_id is not None and (sent_on or not managed):
        hold(session, case, handover.team_id, handover.responded_by_id, now, actor)


async def give_back(session: AsyncSession, case: CaseRecord, handover: Handover, now: datetime, actor: Actor) -> None:
    """A handover is over: its team holds the case no longer, unless it has accepted another one of it."""
    if handover.team_id is None or case.holder_team_id != handover.team_id:
        return
    still = select(Handover.team_id).where(
        Handover.case_id == case.id,
        Handover.id != handover.id,
        Handover.status == "accepted",
        Handover.team_id.is_not(None),
    )
    teams = list((await session.execute(still.order_by(Handover.responded_at.desc()))).scalars())
    if case.holder_team_id not in teams:
        hold(session, case, teams[0] if teams else None, None, now, actor)


def _code(team_id: uuid.UUID | None) -> str | None:
    return str(team_id) if team_id else None

"""Whether help went on without a gap: of one change when it is settled, and of all of them in figures.

A gap is the time between the end of the old office's responsibility and the new one's yes. An office that never had the
case from here leaves none: whoever holds the case held it throughout.
"""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseEvent
from backend.changes.models import ChangeTask
from backend.handovers.models import Handover
from backend.handovers.states import OPEN


@dataclass(frozen=True)
class Figures:
    """Changes of one kind in a time: noticed, settled, and of these without a gap."""

    opened: int = 0
    done: int = 0
    without_gap: int = 0


async def gap_of(session: AsyncSession, task: ChangeTask, now: datetime) -> int:
    """Days, begun ones counted, in which neither the old nor the new office of a task was responsible by ``now``."""
    query = select(Handover).where(Handover.case_id == task.case_id)
    handovers = list((await session.execute(query)).scalars())
    ended = _end_of([one for one in handovers if one.service_id == task.old_service_id and _was_taken_on(one)])
    if ended is None:
        return 0
    taken_on = [one.responded_at for one in handovers if one.service_id == task.new_service_id and _is_taken_on(one)]
    begun = min((moment for moment in taken_on if moment), default=now)
    return max(0, math.ceil((begun - ended) / timedelta(days=1)))


def _end_of(handovers: Sequence[Handover]) -> datetime | None:
    """When the last of them ended; None while one is open, or if there was none."""
    if any(one.status in OPEN for one in handovers):
        return None
    return max((end for one in handovers if (end := one.ended_at or one.responded_at)), default=None)


def _was_taken_on(handover: Handover) -> bool:
    """What was taken back or led elsewhere may have been taken on before: then somebody has answered it."""
    answered = handover.responded_by_id is not None and handover.status in {"revoked", "redirected"}
    return answered or _is_taken_on(handover)


def _is_taken_on(handover: Handover) -> bool:
    return handover.status in {"accepted", "ended"}


async def by_kind(
    session: AsyncSession, tenant_id: uuid.UUID, since: datetime, until: datetime
) -> Mapping[str, Figures]:
    """Figures for each kind of change, from ``since`` to before ``until``; from the log, which outlives cases."""
    query = select(CaseEvent).where(
        CaseEvent.tenant_id == tenant_id,
        CaseEvent.kind.in_(("task.opened", "task.done")),
        CaseEvent.at >= since,
        CaseEvent.at < until,
    )
    found: dict[str, Figures] = {}
    for event in (await session.execute(query)).scalars():
        before = found.get(event.codes["kind"], Figures())
        settled = event.kind == "task.done"
        found[event.codes["kind"]] = Figures(
            opened=before.opened + (not settled),
            done=before.done + settled,
            without_gap=before.without_gap + (settled and event.codes["gap_days"] == 0),
        )
    return found

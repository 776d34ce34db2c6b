"""What happens to a case, as a log of codes: for the people who work on it and for figures, never for content.

It outlives the case: nothing in it says who somebody is or what they said.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseEvent, CaseRecord

type Kind = Literal[
    "case.opened", "case.moved", "case.refused", "case.proposed", "case.held", "case.assigned", "case.merged",
    "case.parted", "case.intensity", "case.review_set", "agreement.proposed", "agreement.agreed", "agreement.refused",
    "handover.requested", "handover.delivered", "handover.overdue", "handover.accepted", "handover.declined",
    "handover.redirected", "handover.asked_back", "handover.updated", "handover.ended", "handover.revoked",
    "handover.taken_over", "contact.first", "contact.missing", "contact.taken_back", "task.opened", "task.done",
    "task.dropped", "gap.reported", "interpreter.wanted", "interpreter.found", "interpreter.not_found",
    "interpreter.withdrawn", "measure.continued", "measure.replaced", "measure.ended", "measure.added",
    "measure.changed",
]  # fmt: skip
#: person | staff | partner | system, and who of the staff.
type Actor = tuple[str, uuid.UUID | None]

SYSTEM: Actor = ("system", None)
PERSON: Actor = ("person", None)


def note(
    session: AsyncSession,
    case: CaseRecord,
    kind: Kind,
    now: datetime,
    actor: Actor,
    *,
    about: uuid.UUID | None = None,
    codes: Mapping[str, str | int | None] | None = None,
) -> None:
    """Write down that something happened, in the caller's transaction.

    ``about``: the handover, task or measure; ``codes``: states, reasons, destinations, never words of somebody.
    """
    session.add(
        CaseEvent(
            tenant_id=case.tenant_id,
            case_id=case.id,
            at=now,
            kind=kind,
            actor_kind=actor[0],
            actor_id=actor[1],
            about_id=about,
            codes=dict(codes or {}),
        )
    )


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> list[CaseEvent]:
    """What happened to a case, in order."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.at, CaseEvent.id)
    return list((await session.execute(query)).scalars())

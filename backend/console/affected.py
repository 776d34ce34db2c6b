"""Which cases were decided by law that nobody had confirmed, as far as a member of staff may know."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.handovers.access import before_desk, lies_with, own_desk
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Staff
from backend.responsibility.models import DecisionRecord
from backend.transcripts.models import Conversation


@dataclass(frozen=True)
class CaseLine:
    """A case: with a link for those who may see it; for everybody else its number alone."""

    reference: str | None
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class Affected:
    """What turned on one switch while nobody had confirmed it."""

    decisions: int = 0
    cases: tuple[CaseLine, ...] = ()
    #: Further cases of others, without a number that could be told.
    others: int = 0


async def affected(session: AsyncSession, staff: Staff, today: date) -> dict[str, Affected]:
    """The decisions of the tenant that turned on unconfirmed law, by switch."""
    rows = (await session.execute(_turned(staff.tenant_id))).all()
    visible = await _visible(session, staff, today)
    references = await _references(session, staff.tenant_id, today)
    counted: dict[str, int] = {}
    cases: dict[str, dict[uuid.UUID, None]] = {}
    for case_id, switches in rows:
        for switch in switches:
            counted[switch] = counted.get(switch, 0) + 1
            cases.setdefault(switch, {})[case_id] = None
    return {switch: _lines(counted[switch], cases[switch], visible, references) for switch in counted}


def _lines(
    decisions: int, cases: Mapping[uuid.UUID, None], visible: set[uuid.UUID], references: Mapping[uuid.UUID, str]
) -> Affected:
    """Those that can be opened first."""
    own = [CaseLine(references.get(case), case) for case in cases if case in visible]
    numbers = [CaseLine(references[case], None) for case in cases if case not in visible and case in references]
    return Affected(decisions, (*own, *numbers), len(cases) - len(own) - len(numbers))


def _turned(tenant_id: uuid.UUID) -> Select[uuid.UUID, list[str]]:
    query = select(DecisionRecord.case_id, DecisionRecord.unverified)
    query = query.join(CaseRecord, CaseRecord.id == DecisionRecord.case_id)
    some = cast(DecisionRecord.unverified, String) != "[]"
    return query.where(CaseRecord.tenant_id == tenant_id, some).order_by(DecisionRecord.made_at.desc())


async def _visible(session: AsyncSession, staff: Staff, today: date) -> set[uuid.UUID]:
    """The cases that this member of staff may open (``handovers/access.py``)."""
    found = set((await session.execute(select(Handover.case_id).where(lies_with(staff, today)))).scalars())
    desk = await own_desk(session, staff)
    if desk:
        query = select(CaseRecord.id).join(Conversation, Conversation.case_id == CaseRecord.id).where(before_desk(desk))
        found |= set((await session.execute(query)).scalars())
    return found


async def _references(session: AsyncSession, tenant_id: uuid.UUID, today: date) -> dict[uuid.UUID, str]:
    """The numbers of open handovers on a consent in force, the newest of each case."""
    in_force = select(Consent.id).where(Consent.revoked_at.is_(None), Consent.valid_until >= today)
    query = select(Handover.case_id, Handover.reference).where(
        Handover.tenant_id == tenant_id, Handover.status.in_(OPEN), Handover.consent_id.in_(in_force)
    )
    return dict((await session.execute(query.order_by(Handover.requested_at))).all())

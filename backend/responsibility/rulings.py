"""What the people of a tenant found out about law that changes by date: each finding is added, the latest holds."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import Clock
from backend.core.errors import Invalid
from backend.organisations.models import Staff, Tenant
from backend.privacy import audit
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Ruling
from backend.responsibility.models import RULING_STATUSES, SOURCE_MAX, SwitchRuling
from locales.wording import Wording


async def history(session: AsyncSession, tenant_id: uuid.UUID) -> Sequence[SwitchRuling]:
    """All rulings of a tenant on the switches that the rules know, the latest first."""
    query = select(SwitchRuling).where(
        SwitchRuling.tenant_id == tenant_id, SwitchRuling.switch.in_(tuple(rulebook().switches))
    )
    return (await session.execute(query.order_by(SwitchRuling.number.desc()))).scalars().all()


async def rulings(session: AsyncSession, tenant_id: uuid.UUID) -> dict[str, Ruling]:
    """The ruling that holds, for each switch on which the tenant has ruled."""
    found: dict[str, Ruling] = {}
    for row in await history(session, tenant_id):
        ruling = Ruling(row.status, row.start, row.until)  # type: ignore[arg-type]  # held by the table
        found.setdefault(row.switch, ruling)
    return found


async def rule(
    session: AsyncSession,
    clock: Clock,
    staff: Staff,
    switch: str,
    status: str,
    *,
    start: date | None = None,
    until: date | None = None,
    source: str = "",
) -> SwitchRuling:
    """Add a ruling in the caller's transaction; it holds from now on for all municipalities of the tenant.

    What is denied never begins, so its dates are not kept. Raises ``Invalid``.
    """
    source = source.strip()
    _check(switch, status, start, until, source)
    await session.execute(select(Tenant.id).where(Tenant.id == staff.tenant_id).with_for_update())  # one after another
    same = (SwitchRuling.tenant_id == staff.tenant_id, SwitchRuling.switch == switch)
    last = await session.scalar(select(func.max(SwitchRuling.number)).where(*same))
    dated = status != "denied"
    ruling = SwitchRuling(
        id=uuid.uuid4(),
        tenant_id=staff.tenant_id,
        switch=switch,
        number=(last or 0) + 1,
        status=status,
        start=start if dated else None,
        until=until if dated else None,
        source=source,
        staff_id=staff.id,
        at=clock(),
    )
    session.add(ruling)
    await session.flush()
    audit.by_staff(session, clock, staff, f"switch.{status}", ("switch_ruling", ruling.id))
    return ruling


def _check(switch: str, status: str, start: date | None, until: date | None, source: str) -> None:
    known = rulebook().switches.get(switch)
    if known is None:
        raise Invalid(Wording("console.law.problem.switch"))
    if status not in RULING_STATUSES:
        raise Invalid(Wording("console.law.problem.status"))
    if status == "confirmed" and start is None:
        raise Invalid(Wording("console.law.problem.start"))
    if status != "denied" and until is not None and until <= (start or known.start):
        raise Invalid(Wording("console.law.problem.until"))
    if status != "unverified" and not source:
        raise Invalid(Wording("console.law.problem.source"))
    if len(source) > SOURCE_MAX:
        raise Invalid(Wording("console.law.problem.source_too_long", {"max": SOURCE_MAX}))

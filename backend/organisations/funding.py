"""Out of which money a post is paid, and what may be done in it.

Counselling by JMD and MBE stays apart from case management, and teachers lent to the KI stay outside of it: nothing is
paid twice (Handlungskonzept KIM, 1.3 and 2.2; R81).
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import Clock
from backend.core.errors import LotseError, NotFound
from backend.organisations.accounts import normal_login
from backend.organisations.models import Staff, Tenant
from backend.privacy import audit
from locales.wording import Wording

#: Whether somebody in such a post may manage cases of KIM.
MAY_OWN_KIM: Mapping[str, bool] = {
    "kim": True, "municipal": True, "other": True, "jmd": False, "mbe": False, "ki_teacher": False,
}  # fmt: skip


class MayNotOwn(LotseError):
    """This post is paid for another task than managing cases of KIM."""

    code = "may_not_own"
    status = 403
    wording = Wording("console.casework.problem.funding")


def may_own_kim(staff: Staff) -> bool:
    """Whether a member of staff may manage cases of KIM."""
    return MAY_OWN_KIM[staff.funding]


def demand_own_kim(staff: Staff) -> None:
    """Raise ``MayNotOwn`` unless a member of staff may manage cases of KIM."""
    if not may_own_kim(staff):
        raise MayNotOwn


async def fund(session: AsyncSession, clock: Clock, tenant: Tenant, login: str, source: str) -> None:
    """Say out of which money somebody's post is paid.

    ``source``: one of ``FUNDINGS``. What they own already stays theirs until somebody else takes it over: no case is
    left to nobody. Raises ``NotFound`` for an unknown login.
    """
    query = select(Staff).where(Staff.tenant_id == tenant.id, Staff.login == normal_login(login))
    staff = (await session.execute(query)).scalar_one_or_none()
    if staff is None:
        raise NotFound
    staff.funding = source
    audit.record(
        session, clock, tenant_id=tenant.id, actor=("system", None), action="staff.funded", subject=("staff", staff.id)
    )

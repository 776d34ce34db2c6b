"""What is written in a report and about it: checked, and sealed under a key that no erasure of a case destroys."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import Invalid
from backend.organisations.models import Staff
from backend.privacy.personal import demand_impersonal
from backend.privacy.sealing import Vault
from locales.wording import Wording

TEXT_MAX = 2000


def vault_of(context: Context, report_id: uuid.UUID) -> Vault:
    """What opens the words of one report."""
    return context.master_key.vault_for("gap report", report_id)


async def fit_to_keep(session: AsyncSession, staff: Staff, text: str) -> str:
    """A text as it is kept.

    Raises ``Invalid`` for more than ``TEXT_MAX`` characters, and ``PointsToSomebody``, for a colleague as well.
    """
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > TEXT_MAX:
        raise Invalid(Wording("console.gaps.problem.too_long", {"max": TEXT_MAX}))
    names = (await session.execute(select(Staff.name).where(Staff.tenant_id == staff.tenant_id))).scalars()
    demand_impersonal(text, names)
    return text

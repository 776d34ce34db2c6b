"""The data keys of cases, in the database."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFound
from backend.privacy.models import CaseKey
from backend.privacy.sealing import MasterKey, Vault


def create_vault(session: AsyncSession, master: MasterKey, case_id: uuid.UUID) -> Vault:
    """A data key for a new case."""
    vault, wrapped = master.new_vault(case_id)
    session.add(CaseKey(case_id=case_id, wrapped=wrapped))
    return vault


async def open_vault(session: AsyncSession, master: MasterKey, case_id: uuid.UUID) -> Vault:
    """The vault of a case; raises ``NotFound`` when the key is gone, for then the case is erased."""
    row = await session.get(CaseKey, case_id)
    if row is None:
        raise NotFound
    return master.open_vault(case_id, row.wrapped)

"""Finding a case by its reference number, and by nothing else: nobody looks for people here."""

import uuid

from sqlalchemy import select

from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers.access import lies_with
from backend.handovers.models import Handover
from backend.handovers.service import normalise_reference
from backend.organisations.models import Staff


async def case_by_reference(context: Context, staff: Staff, reference: str) -> uuid.UUID:
    """The case that a number belongs to, however it is typed. Raises ``NotFound`` unless it lies with their teams."""
    query = select(Handover.case_id).where(
        Handover.reference == normalise_reference(reference), lies_with(staff, local_date(context.clock()))
    )
    async with context.database.reading() as session:
        found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found

"""Files of offers that wait for the word to take them over: one for each coordinator, and for an hour at most."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFound
from backend.offers.exchange.taking import File
from backend.offers.models import OfferUpload
from backend.organisations.models import COORDINATOR, Staff
from locales.wording import Wording

LASTS = timedelta(hours=1)


class NoSuchUpload(NotFound):
    """There is no such file, there is none any more, or it is somebody else's."""

    wording = Wording("console.error.no_upload")


async def keep(session: AsyncSession, staff: Staff, file: File, now: datetime) -> uuid.UUID:
    """Keep a file in place of the one that its sender sent before; returns its id."""
    await session.execute(delete(OfferUpload).where(OfferUpload.staff_id == staff.id))
    upload = OfferUpload(
        id=uuid.uuid4(), staff_id=staff.id, name=file.name, source=file.source, content=file.content, made_at=now
    )
    session.add(upload)
    return upload.id


async def upload_of(session: AsyncSession, staff: Staff, upload_id: uuid.UUID, now: datetime) -> File:
    """A file that somebody has sent. Raises ``NoSuchUpload``."""
    row = await _found(session, staff, upload_id, now)
    return File(row.name, row.source, row.content)


async def take(session: AsyncSession, staff: Staff, upload_id: uuid.UUID, now: datetime) -> None:
    """Let go of a file that is taken over in this transaction: of two words at once, one comes too late.

    Raises ``NoSuchUpload``.
    """
    await session.delete(await _found(session, staff, upload_id, now, to_write=True))


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what is over its time."""
    await session.execute(delete(OfferUpload).where(OfferUpload.made_at < now - LASTS))


async def _found(
    session: AsyncSession, staff: Staff, upload_id: uuid.UUID, now: datetime, *, to_write: bool = False
) -> OfferUpload:
    theirs = (OfferUpload.id == upload_id, OfferUpload.staff_id == staff.id, OfferUpload.made_at >= now - LASTS)
    query = select(OfferUpload).where(*theirs)
    row = (await session.execute(query.with_for_update() if to_write else query)).scalar_one_or_none()
    if row is None or staff.role != COORDINATOR:
        raise NoSuchUpload
    return row

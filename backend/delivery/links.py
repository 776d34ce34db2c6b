"""Links in mails to partners. The token is made of the handover, so that every mail about it bears the same link."""

import base64
import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFound
from backend.core.settings import Settings
from backend.delivery.models import PartnerLink
from backend.privacy.sealing import MasterKey

#: Counted from the last mail. A mailbox is read by more people than one thinks, and for longer.
VALID_FOR = timedelta(days=30)


def token(master: MasterKey, handover_id: uuid.UUID) -> str:
    """What the link to a handover bears; nobody can make it without the master key."""
    made = hmac.new(master.derive("partner links"), handover_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def address(settings: Settings, master: MasterKey, handover_id: uuid.UUID) -> str:
    """The link itself; ``public_url`` of the settings must be set."""
    return f"{settings.public_url.rstrip('/')}/partner/{token(master, handover_id)}"


async def allow(session: AsyncSession, master: MasterKey, handover_id: uuid.UUID, now: datetime) -> None:
    """Let the link open the handover from now on for ``VALID_FOR``."""
    link = PartnerLink(
        handover_id=handover_id, token_hash=_hashed(token(master, handover_id)), expires_at=now + VALID_FOR
    )
    await session.merge(link)


async def opened_by(session: AsyncSession, sent: str, now: datetime) -> uuid.UUID:
    """The handover that a link opens. Raises ``NotFound`` for one that is unknown or too old.

    Whether its consent is in force is for the caller to see: a link opens nothing by itself.
    """
    query = select(PartnerLink.handover_id).where(PartnerLink.token_hash == _hashed(sent), PartnerLink.expires_at > now)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _hashed(sent: str) -> str:
    return hashlib.sha256(sent.encode()).hexdigest()

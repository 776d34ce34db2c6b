"""Links in mails to partners. The token is made of the handover, so that every mail about it bears the same link.

One that has become too old is replaced by another, and then leads nowhere.
"""

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


def token(master: MasterKey, handover_id: uuid.UUID, number: int = 0) -> str:
    """What the link to a handover bears; nobody can make it without the master key."""
    made = hmac.new(master.derive("partner links"), f"{handover_id}/{number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def address(settings: Settings, master: MasterKey, handover_id: uuid.UUID, number: int = 0) -> str:
    """The link itself; ``public_url`` of the settings must be set."""
    return f"{settings.public_url.rstrip('/')}/partner/{token(master, handover_id, number)}"


async def allow(session: AsyncSession, master: MasterKey, handover_id: uuid.UUID, now: datetime) -> None:
    """Let the link lead to the handover from now on for ``VALID_FOR``."""
    link = await session.get(PartnerLink, handover_id)
    if link is None:
        link = PartnerLink(handover_id=handover_id, token_hash=hashed(token(master, handover_id)))
        session.add(link)
    link.expires_at = now + VALID_FOR


async def number_of(session: AsyncSession, handover_id: uuid.UUID) -> int:
    """Which link to a handover is the one that holds; the first, where nothing is known of any."""
    link = await session.get(PartnerLink, handover_id)
    return link.number if link else 0


def replace(link: PartnerLink, master: MasterKey, number: int, now: datetime) -> None:
    """Let another link lead there from now on for ``VALID_FOR``, and none before it."""
    link.number, link.expires_at = number, now + VALID_FOR
    link.token_hash = hashed(token(master, link.handover_id, number))


async def find(session: AsyncSession, sent: str, *, lock: bool = False) -> PartnerLink:
    """The link with this token, also when it is too old. Raises ``NotFound``.

    Whether its consent is in force is for the caller to see: a link opens nothing by itself.
    """
    query = select(PartnerLink).where(PartnerLink.token_hash == hashed(sent))
    found = (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def hashed(sent: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(sent.encode()).hexdigest()

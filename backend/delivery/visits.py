"""A visit: somebody of a partner without an account has typed in the code, and may read and answer one handover for
half an hour."""

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import NotAllowed
from backend.delivery.doors import Door, Shut, unlock
from backend.delivery.links import hashed
from backend.delivery.models import PartnerCode, PartnerVisit
from backend.delivery.partners import Partner
from backend.delivery.posting import KEPT, hash_code
from backend.privacy import audit
from locales.wording import Wording

#: Wrong codes, after which a new one is needed.
MOST_TRIES = 5
VALID_FOR = timedelta(minutes=30)


class WrongCode(NotAllowed):
    """Not the code that was mailed last."""

    wording = Wording("console.visit.code.wrong")


class NoCode(NotAllowed):
    """No code holds: none was sent, or it is too old, or it was used, or too often a wrong one was typed in."""

    wording = Wording("console.visit.code.over")


@dataclass(frozen=True)
class Visit:
    """Who visits which handover, until when, and the token that the forms carry."""

    partner: Partner
    handover_id: uuid.UUID
    token_hash: str
    csrf: str
    until: datetime


async def begin(context: Context, token: str, code: str) -> str:
    """Begin a visit with the code that was mailed; returns the cookie's token, told once. A code opens once.

    Raises ``NotFound``, ``Shut``, ``WrongCode``, ``NoCode``.
    """
    now, opened = context.clock(), secrets.token_urlsafe(32)
    async with context.database.writing() as session:
        door = await unlock(session, token, now)
        tried = await _try(context, session, door.link.handover_id, code, now)
        if tried is True:
            _open(context, session, door, opened, now)
    if tried is None:  # not before the try is counted
        raise NoCode
    if not tried:
        raise WrongCode
    return opened


async def _try(
    context: Context, session: AsyncSession, handover_id: uuid.UUID, code: str, now: datetime
) -> bool | None:
    """Whether it is the code that holds; None if none does. The link is locked, so tries come one after the other."""
    query = select(PartnerCode).where(PartnerCode.handover_id == handover_id, PartnerCode.expires_at > now)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    row.tries += 1
    right = hmac.compare_digest(row.code_hash, hash_code(context.master_key, row.id, "".join(code.split())))
    if right or row.tries >= MOST_TRIES:
        row.expires_at = now
    return right


def _open(context: Context, session: AsyncSession, door: Door, opened: str, now: datetime) -> None:
    session.add(
        PartnerVisit(
            token_hash=hashed(opened),
            handover_id=door.link.handover_id,
            cooperation_id=door.partner.cooperation_id,
            csrf=secrets.token_urlsafe(32),
            until=now + VALID_FOR,
        )
    )
    audit.record(
        session,
        context.clock,
        tenant_id=door.tenant.id,
        actor=("partner", door.partner.cooperation_id),
        action="partner.visited",
        subject=("handover", door.link.handover_id),
    )


async def visiting(context: Context, door: Door, cookie: str | None) -> Visit:
    """Who is behind a door with this cookie. Raises ``Shut``, and ``NotAllowed`` if nobody is, or not any more."""
    if door.leads != "open":
        raise Shut
    partner = door.partner
    query = select(PartnerVisit).where(
        PartnerVisit.token_hash == hashed(cookie or ""),
        PartnerVisit.handover_id == door.link.handover_id,
        PartnerVisit.cooperation_id == partner.cooperation_id,
        PartnerVisit.until > context.clock(),
    )
    async with context.database.reading() as session:
        row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotAllowed
    return Visit(partner, row.handover_id, row.token_hash, row.csrf, row.until)


async def leave(context: Context, visit: Visit) -> None:
    """End a visit; its cookie is worthless from now on."""
    async with context.database.writing() as session:
        await session.execute(delete(PartnerVisit).where(PartnerVisit.token_hash == visit.token_hash))


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete visits that are over, and codes that count for nothing any more."""
    await session.execute(delete(PartnerVisit).where(PartnerVisit.until <= now))
    await session.execute(delete(PartnerCode).where(PartnerCode.sent_at <= now - KEPT))

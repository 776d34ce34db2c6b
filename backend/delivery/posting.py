"""What the pages for partners send: a code for a link, or a new link. Only ever to the address that was agreed on."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import LotseError, TooMany
from backend.delivery import links
from backend.delivery.doors import unlock
from backend.delivery.models import PartnerCode
from backend.mail.outbox import NotSent, Outbox, plain_mail
from backend.privacy import audit
from backend.privacy.sealing import MasterKey
from locales.wording import Wording

CODE_DIGITS = 6
CODE_MINUTES = 15
#: How many codes are sent for one link within which time: nobody floods a mailbox, or guesses for long.
MOST_CODES = ((timedelta(minutes=15), 3), (timedelta(days=1), 10))
KEPT = timedelta(days=1)


class NotPosted(LotseError):
    """The mail could not be handed over."""

    code = "not_posted"
    status = 503
    wording = Wording("console.visit.not_posted")


class TooManyCodes(TooMany):
    """Codes enough were sent for this link."""

    wording = Wording("console.visit.too_many_codes")


async def send_code(context: Context, mail: Outbox | None, token: str) -> None:
    """Mail a fresh code for a link; one that was sent before is worthless from now on.

    Raises ``NotFound``, ``Shut``, ``TooManyCodes``, ``NotPosted``.
    """
    now, code = context.clock(), "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    async with context.database.writing() as session:
        door = await unlock(session, token, now)
        handover_id = door.link.handover_id
        await _slow_down(session, handover_id, now)
        valid = (PartnerCode.handover_id == handover_id, PartnerCode.expires_at > now)
        await session.execute(update(PartnerCode).where(*valid).values(expires_at=now))
        row = PartnerCode(
            id=uuid.uuid4(),
            handover_id=handover_id,
            sent_at=now,
            expires_at=now + timedelta(minutes=CODE_MINUTES),
            tries=0,
        )
        row.code_hash = hash_code(context.master_key, row.id, code)
        session.add(row)
        _audit(context, session, door.tenant.id, handover_id, "partner.code_sent")
    text = Wording("console.visit.mail.code", {"code": code, "n": CODE_MINUTES})
    await _post(context, mail, door.email, "code", text)


async def send_link(context: Context, mail: Outbox | None, token: str) -> None:
    """Mail a new link instead of one that is too old, which then leads nowhere.

    The old one holds until the mail is gone: whoever has neither could not ask again. Raises ``NotFound``, ``Shut`` if
    it is not too old, ``NotPosted``.
    """
    async with context.database.writing() as session:
        door = await unlock(session, token, context.clock(), "expired")
    handover_id, number = door.link.handover_id, door.link.number + 1
    new = links.address(context.settings, context.master_key, handover_id, number)
    text = Wording("console.visit.mail.link", {"n": links.VALID_FOR.days})
    await _post(context, mail, door.email, "link", text, new)
    async with context.database.writing() as session:
        again = await unlock(session, token, context.clock(), "expired")
        links.replace(again.link, context.master_key, number, context.clock())
        _audit(context, session, door.tenant.id, handover_id, "partner.link_sent")


def hash_code(master: MasterKey, code_id: uuid.UUID, code: str) -> str:
    """How a code is kept: under a key, for six digits are soon tried out."""
    return hmac.new(master.derive("partner codes"), f"{code_id}/{code}".encode(), hashlib.sha256).hexdigest()


async def _slow_down(session: AsyncSession, handover_id: uuid.UUID, now: datetime) -> None:
    for within, most in MOST_CODES:
        sent = select(func.count()).select_from(PartnerCode)
        sent = sent.where(PartnerCode.handover_id == handover_id, PartnerCode.sent_at > now - within)
        if (await session.scalar(sent) or 0) >= most:
            raise TooManyCodes


async def _post(
    context: Context, mail: Outbox | None, to: str, kind: str, text: Wording, link: str | None = None
) -> None:
    """Hand a mail over at once: what is in it is of use only to whoever waits for it now."""
    settings, said = context.settings, context.catalogs.say
    if mail is None or not settings.public_url:
        raise NotPosted
    language = settings.mail_language
    parts = [said(Wording("console.mail.greeting"), language), said(text, language)]
    parts += [link] if link else []
    parts.append(said(Wording("console.delivery.mail.end"), language))
    subject = said(Wording.of("console", "visit", "subject", kind), language)
    try:
        await mail.send(plain_mail(settings, context.clock, to, subject, "\n\n".join(parts) + "\n"))
    except (NotSent, ValueError) as error:
        raise NotPosted from error


def _audit(context: Context, session: AsyncSession, tenant_id: uuid.UUID, handover_id: uuid.UUID, action: str) -> None:
    """Nobody knows who holds a link: what it sent off is the system's."""
    audit.record(
        session,
        context.clock,
        tenant_id=tenant_id,
        actor=("system", None),
        action=action,
        subject=("handover", handover_id),
    )

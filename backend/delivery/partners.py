"""Partners without an account, as far as they may answer: what was sent to them, each call of a system once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict, NotAllowed, NotFound
from backend.delivery import signing
from backend.delivery.models import PartnerCall
from backend.handovers.cooperation import agreed, secret_of
from backend.handovers.models import Cooperation, Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from locales.wording import Wording

#: Longer than any call that is signed may be on its way.
REMEMBERED = timedelta(days=30)


class Repeated(Conflict):
    """This call was carried out before; nothing was changed."""

    code = "repeated"
    wording = Wording("error.conflict")


@dataclass(frozen=True)
class Partner:
    """Who may answer the handovers that went to a service by an agreement: a system, or somebody with a link."""

    tenant_id: uuid.UUID
    cooperation_id: uuid.UUID
    service_id: uuid.UUID
    #: By which the handovers went: one of ``LEAVING``.
    way: str
    #: The signed call of a system that this is; None for somebody with a link.
    call: str | None = None

    async def handover(self, session: AsyncSession, handover_id: uuid.UUID, today: date) -> Handover:
        """A handover that was sent there, as it is in the database now, while its consent is in force. Raises
        ``NotFound`` for every other."""
        query = select(Handover).join(Consent, Consent.id == Handover.consent_id)
        query = query.where(
            Handover.id == handover_id,
            Handover.service_id == self.service_id,
            Handover.way == self.way,
            Handover.status.in_(OPEN),
            Consent.revoked_at.is_(None),
            Consent.valid_until >= today,
        )
        found = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
        if found is None:
            raise NotFound
        return found

    async def remember(self, session: AsyncSession, now: datetime) -> None:
        """Keep, in the transaction of its effect, that a call was carried out. Raises ``Repeated``."""
        if self.call is None:
            return
        if await session.get(PartnerCall, (self.cooperation_id, self.call)):
            raise Repeated
        session.add(PartnerCall(cooperation_id=self.cooperation_id, key=self.call, at=now))


async def recognise(
    context: Context, reference: str, headers: Mapping[str, str], body: bytes
) -> tuple[Partner, uuid.UUID]:
    """Who has signed a call about the handover with this number, and which handover that is.

    Raises ``NotAllowed`` for a wrong signature and for a number that was not sent to anybody alike.
    """
    now = context.clock()
    async with context.database.reading() as session:
        query = select(Handover, Service).join(Service, Service.id == Handover.service_id)
        row = (await session.execute(query.where(Handover.reference == reference))).one_or_none()
        if row is None:
            raise NotAllowed
        handover, service = row
        agreement = await agreed(session, service, local_date(now))
        if agreement is None or agreement.way != "webhook":
            raise NotAllowed
        cooperation = await session.get_one(Cooperation, agreement.cooperation_id)
    try:
        call = signing.check(secret_of(context.master_key, cooperation), headers, now, body)
    except signing.BadSignature:
        raise NotAllowed from None
    return Partner(service.tenant_id, cooperation.id, service.id, agreement.way, call), handover.id


async def is_repeated(context: Context, partner: Partner) -> bool:
    """Whether this call was carried out before."""
    async with context.database.reading() as session:
        return await session.get(PartnerCall, (partner.cooperation_id, partner.call)) is not None


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what is remembered of old calls."""
    await session.execute(delete(PartnerCall).where(PartnerCall.at < now - REMEMBERED))

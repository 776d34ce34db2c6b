"""Where a link in a mail leads today. Behind it is a handover; in front of it stands nothing but whose Lotse it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict
from backend.delivery import links
from backend.delivery.models import PartnerLink
from backend.delivery.partners import Partner
from backend.handovers.cooperation import agreed
from backend.handovers.models import Cooperation, Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service, Tenant
from locales.wording import Wording

#: ``expired``: the link is too old; ``revoked``: the person, the end of their consent; ``closed``: it was declined or
#: ended, or goes another way by now.
type Leads = Literal["open", "expired", "revoked", "closed"]


class Shut(Conflict):
    """The link does not lead there any more."""

    wording = Wording("console.error.conflict")


@dataclass(frozen=True)
class Door:
    """What a link leads to. ``agreement``: the one by which its mails go today, if there is one."""

    link: PartnerLink
    tenant: Tenant
    service: Service
    leads: Leads
    agreement: Cooperation | None

    @property
    def partner(self) -> Partner:
        """As whom one answers behind it. Raises ``Shut`` without an agreement."""
        return Partner(self.tenant.id, self._by.id, self.service.id, self._by.way)

    @property
    def email(self) -> str:
        """Where its mails go. Raises ``Shut`` without an agreement."""
        return str(self._by.email)

    @property
    def _by(self) -> Cooperation:
        if self.agreement is None:
            raise Shut
        return self.agreement


async def look(context: Context, token: str) -> Door:
    """The door of a link. Raises ``NotFound`` for a token that no link bears."""
    async with context.database.reading() as session:
        return await _door(session, await links.find(session, token), context.clock())


async def unlock(session: AsyncSession, token: str, now: datetime, leads: Leads = "open") -> Door:
    """The same, with the link locked in the caller's transaction. Raises ``NotFound``, and ``Shut`` if it leads
    elsewhere."""
    door = await _door(session, await links.find(session, token, lock=True), now)
    if door.leads != leads:
        raise Shut
    return door


async def _door(session: AsyncSession, link: PartnerLink, now: datetime) -> Door:
    query = (
        select(Handover, Consent, Service, Tenant)
        .join(Consent, Consent.id == Handover.consent_id)
        .join(Service, Service.id == Handover.service_id)
        .join(Tenant, Tenant.id == Handover.tenant_id)
        .where(Handover.id == link.handover_id)
    )
    handover, consent, service, tenant = (await session.execute(query)).one()
    agreement = await _by_mail(session, service, handover, now)
    leads = _leads(handover, consent, now) if agreement else "closed"
    if leads == "open" and link.expires_at <= now:
        leads = "expired"
    return Door(link, tenant, service, leads, agreement)


async def _by_mail(session: AsyncSession, service: Service, handover: Handover, now: datetime) -> Cooperation | None:
    agreement = await agreed(session, service, local_date(now))
    if agreement is None or not agreement.way == handover.way == "mail":
        return None
    return await session.get_one(Cooperation, agreement.cooperation_id)


def _leads(handover: Handover, consent: Consent, now: datetime) -> Leads:
    lies = handover.status in OPEN
    in_force = consent.revoked_at is None and consent.valid_until >= local_date(now)
    if handover.status == "revoked" or (lies and not in_force):
        return "revoked"
    return "open" if lies else "closed"

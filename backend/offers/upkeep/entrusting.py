"""Who is to keep which entries: teams the ones of an organisation, coordinators all. Said by whoever runs Lotse."""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import Clock
from backend.core.errors import NotFound
from backend.offers.models import OfferKeeper, OfferOrganization
from backend.organisations.accounts import normal_login
from backend.organisations.models import COORDINATOR, MEMBER, Staff, Team, Tenant
from backend.privacy import audit


async def entrust(
    session: AsyncSession, clock: Clock, tenant: Tenant, organization: str, team: str, *, ends: bool = False
) -> None:
    """Let a team keep the entries of an organisation, both by their keys, or no longer. Raises ``NotFound``."""
    wanted = select(OfferOrganization.id).where(
        OfferOrganization.tenant_id == tenant.id, OfferOrganization.key == organization
    )
    organization_id = await session.scalar(wanted)
    team_id = await session.scalar(select(Team.id).where(Team.tenant_id == tenant.id, Team.key == team))
    if organization_id is None or team_id is None:
        raise NotFound
    if ends:
        same = (OfferKeeper.organization_id == organization_id, OfferKeeper.team_id == team_id)
        await session.execute(delete(OfferKeeper).where(*same))
    else:
        await session.merge(OfferKeeper(organization_id=organization_id, team_id=team_id))
    action = "offers.withdrawn" if ends else "offers.entrusted"
    _audit(session, clock, tenant, action, ("offer_organization", organization_id))


async def appoint(session: AsyncSession, clock: Clock, tenant: Tenant, login: str, *, ends: bool = False) -> None:
    """Make a member of staff a coordinator, or no longer. Raises ``NotFound``."""
    query = select(Staff).where(Staff.tenant_id == tenant.id, Staff.login == normal_login(login))
    staff = (await session.execute(query)).scalar_one_or_none()
    if staff is None:
        raise NotFound
    staff.role = MEMBER if ends else COORDINATOR
    _audit(session, clock, tenant, f"staff.{staff.role}", ("staff", staff.id))


def _audit(session: AsyncSession, clock: Clock, tenant: Tenant, action: str, subject: tuple[str, uuid.UUID]) -> None:
    audit.record(session, clock, tenant_id=tenant.id, actor=("system", None), action=action, subject=subject)

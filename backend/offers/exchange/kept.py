"""The directory as it is kept at one moment: what a file is compared with."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers.entries import all_of
from backend.offers.models import Offer, OfferOrganization
from backend.organisations.directory import municipalities
from backend.organisations.models import Tenant


@dataclass(frozen=True)
class KeptOrganization:
    """Who makes offers."""

    id: str
    key: str
    hsds: dict[str, Any]


@dataclass(frozen=True)
class KeptOffer:
    """An offer, and what of it somebody here has changed."""

    id: str
    key: str
    revision: int
    source: str | None
    edited: tuple[str, ...]
    hsds: dict[str, Any]
    extension: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """Everything of a tenant. ``elsewhere``: ids of other tenants' entries, which no entry here can have."""

    tenant: str
    organizations: Mapping[str, KeptOrganization]
    offers: Mapping[str, KeptOffer]
    #: Names of the tenant's towns by their keys.
    towns: Mapping[str, str]
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def fingerprint(self) -> str:
        """Another one as soon as anything here is another."""
        state = [
            self.tenant,
            sorted((offer.key, offer.revision, offer.edited) for offer in self.offers.values()),
            sorted((one.id, one.key, json.dumps(one.hsds, sort_keys=True)) for one in self.organizations.values()),
            sorted(self.towns.items()),
        ]
        return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()

    @cached_property
    def organization_by_key(self) -> Mapping[str, KeptOrganization]:
        """The organisations by their keys."""
        return {organization.key: organization for organization in self.organizations.values()}

    @cached_property
    def offer_by_id(self) -> Mapping[str, KeptOffer]:
        """The offers by the ids that the standard knows them by."""
        return {offer.id: offer for offer in self.offers.values()}


async def read_kept(session: AsyncSession, tenant: Tenant) -> Kept:
    """The directory of a tenant as it is now."""
    query = select(OfferOrganization).where(OfferOrganization.tenant_id == tenant.id)
    organizations = (await session.execute(query)).scalars()
    towns = await municipalities(session, tenant.id)
    return Kept(
        tenant=tenant.key,
        organizations={str(row.id): KeptOrganization(str(row.id), row.key, row.hsds) for row in organizations},
        offers={row.key: _offer(row) for row in await all_of(session, tenant.id)},
        towns={town.key: town.name for town in towns},
        elsewhere=await _elsewhere(session, tenant),
    )


def _offer(row: Offer) -> KeptOffer:
    return KeptOffer(str(row.id), row.key, row.revision, row.source, tuple(row.edited), row.hsds, row.extension)


async def _elsewhere(session: AsyncSession, tenant: Tenant) -> frozenset[str]:
    offers = await session.execute(select(Offer.id).where(Offer.tenant_id != tenant.id))
    makers = await session.execute(select(OfferOrganization.id).where(OfferOrganization.tenant_id != tenant.id))
    return frozenset(str(key) for key in (*offers.scalars(), *makers.scalars()))

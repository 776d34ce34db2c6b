"""The offers of a tenant, opened once and kept until one of them changes."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers.entries import Entry, all_of, spots_of_towns
from backend.offers.matching import Spot
from backend.offers.models import Offer, OfferOrganization


@dataclass(frozen=True)
class Shelved:
    """Everything of a tenant."""

    entries: dict[str, Entry]
    organizations: dict[uuid.UUID, str]
    spots: dict[str, Spot]


@dataclass
class Shelf:
    """Opening an entry takes longer than reading it: that is done when something has changed, not at every question."""

    _kept: dict[uuid.UUID, tuple[tuple[datetime | None, int, int | None], Shelved]] = field(default_factory=dict)

    async def of(self, session: AsyncSession, tenant_id: uuid.UUID) -> Shelved:
        """The offers as they are now."""
        query = select(func.max(Offer.changed_at), func.count(), func.sum(Offer.revision))
        newest, count, changes = (await session.execute(query.where(Offer.tenant_id == tenant_id))).one()
        known = self._kept.get(tenant_id)
        if known and known[0] == (newest, count, changes):
            return known[1]
        opened = [Entry.of(row) for row in await all_of(session, tenant_id)]
        names = select(OfferOrganization.id, OfferOrganization.name).where(OfferOrganization.tenant_id == tenant_id)
        shelved = Shelved(
            entries={entry.extension.key: entry for entry in opened},
            organizations=dict((await session.execute(names)).all()),
            spots=dict(spots_of_towns(opened)),
        )
        self._kept[tenant_id] = ((newest, count, changes), shelved)
        return shelved

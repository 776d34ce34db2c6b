"""The offers of a tenant, opened once and kept until one of them changes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import local_date
from backend.offers.entries import Entry, all_of, spots_of_towns
from backend.offers.matching import Candidate, Spot, current
from backend.offers.models import Offer, OfferOrganization


@dataclass(frozen=True)
class Shelved:
    """Everything of a tenant."""

    entries: dict[str, Entry]
    organizations: dict[uuid.UUID, str]
    spots: dict[str, Spot]
    _candidates: dict[str, Candidate] = field(default_factory=dict, init=False, repr=False, compare=False)

    def candidates(self, now: datetime) -> Mapping[str, Candidate]:
        """What decides about each entry: made once, and anew only where a date has passed."""
        if not self._candidates:
            self._candidates.update((key, entry.candidate(now)) for key, entry in self.entries.items())
        for key, kept in self._candidates.items():
            if kept.next_date and kept.next_date <= now:
                self._candidates[key] = replace(kept, next_date=self.entries[key].next_date(now))
        return self._candidates

    def current(self, now: datetime) -> list[Entry]:
        """What may be shown today."""
        today, candidates = local_date(now), self.candidates(now)
        return [entry for key, entry in self.entries.items() if current(candidates[key], today)]


@dataclass
class Shelf:
    """Opening an entry takes longer than reading it: that is done when something has changed, not at every question."""

    _kept: dict[uuid.UUID, tuple[tuple[Any, ...], Shelved]] = field(default_factory=dict)

    async def of(self, session: AsyncSession, tenant_id: uuid.UUID) -> Shelved:
        """The offers as they are now."""
        columns = (func.max(Offer.changed_at), func.sum(Offer.revision), func.count())
        offers = tuple((await session.execute(select(*columns).where(Offer.tenant_id == tenant_id))).one())
        query = select(OfferOrganization.id, OfferOrganization.name).where(OfferOrganization.tenant_id == tenant_id)
        names = dict((await session.execute(query)).all())
        state = (offers, names)
        known = self._kept.get(tenant_id)
        if known and known[0] == state:
            return known[1]
        opened = [Entry.of(row) for row in await all_of(session, tenant_id)]
        shelved = Shelved(
            entries={entry.extension.key: entry for entry in opened},
            organizations=names,
            spots=dict(spots_of_towns(opened)),
        )
        self._kept[tenant_id] = (state, shelved)
        return shelved

"""Keeping offers: what is written is checked, kept as the standard has it, and every change is a revision."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers import hsds
from backend.offers.eligibility import Suits, condition
from backend.offers.matching import Candidate, Spot
from backend.offers.models import Offer, OfferOrganization, OfferRevision
from backend.offers.publishing import lacking
from backend.offers.schedules import date_of
from backend.offers.schemas import Extension
from backend.organisations.models import Tenant

POLE, DATE_LINE = 90, 180


@dataclass(frozen=True)
class Change:
    """Who changes an offer, when and why."""

    at: datetime
    staff_id: uuid.UUID | None = None
    why: str = ""
    source: str | None = None


async def put_organization(
    session: AsyncSession, tenant: Tenant, key: str, organization: hsds.Organization
) -> OfferOrganization:
    """Keep an organisation under its key."""
    query = select(OfferOrganization).where(OfferOrganization.tenant_id == tenant.id, OfferOrganization.key == key)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        row = OfferOrganization(id=uuid.UUID(organization.id), tenant_id=tenant.id, key=key)
        session.add(row)
    row.name, row.hsds = organization.name, organization.as_kept()
    await session.flush()
    return row


async def put(
    session: AsyncSession, tenant: Tenant, service: hsds.Service, extension: Extension, change: Change
) -> bool:
    """Keep an offer under its key; returns whether anything changed. Raises ``FaultyCondition``.

    Writing what is there already makes no revision.
    """
    condition(extension.when)
    query = select(Offer).where(Offer.tenant_id == tenant.id, Offer.key == extension.key)
    row = (await session.execute(query)).scalar_one_or_none()
    document, added = service.as_kept(), extension.as_kept()
    if row is not None and (row.hsds, row.extension) == (document, added):
        return False
    if row is None:
        row = Offer(id=uuid.UUID(service.id), tenant_id=tenant.id, key=extension.key, revision=0, edited=[])
        session.add(row)
    row.organization_id = uuid.UUID(str(service.organization_id))
    row.name, row.status = service.name, service.status
    row.assured_on = date.fromisoformat(service.assured_date) if service.assured_date else None
    row.valid_until = extension.valid_until
    row.hsds, row.extension = document, added
    row.source = change.source
    row.revision += 1
    row.changed_at = change.at
    await session.flush()
    session.add(
        OfferRevision(
            offer_id=row.id, number=row.revision, at=change.at, staff_id=change.staff_id, why=change.why,
            hsds=document, extension=added,
        )
    )  # fmt: skip
    return True


async def all_of(session: AsyncSession, tenant_id: uuid.UUID) -> list[Offer]:
    """Every entry of a tenant, by key."""
    query = select(Offer).where(Offer.tenant_id == tenant_id).order_by(Offer.key)
    return list((await session.execute(query)).scalars())


@dataclass(frozen=True)
class Entry:
    """An offer as it is kept, opened."""

    row: Offer
    service: hsds.Service
    extension: Extension

    @classmethod
    def of(cls, row: Offer) -> "Entry":
        """Open a row."""
        return cls(row, hsds.Service.model_validate(row.hsds), Extension.model_validate(row.extension))

    @property
    def locations(self) -> list[hsds.Location]:
        """Where it is."""
        return [at.location for at in self.service.service_at_locations or () if at.location]

    def dates(self) -> list[tuple[datetime, datetime]]:
        """The single dates that it has, in the zone of the place."""
        found = [date_of(schedule) for schedule in self.service.schedules or ()]
        return sorted(when for when in found if when)

    def next_date(self, now: datetime) -> datetime | None:
        """The next of its dates."""
        return next((start for start, _ in self.dates() if start > now), None)

    def candidate(self, now: datetime) -> Candidate:
        """What of it decides whether and where it is listed."""
        extension, service = self.extension, self.service
        return Candidate(
            key=extension.key,
            status=service.status,
            complete=not lacking(service, extension),
            suits=Suits(extension.when, service.minimum_age, service.maximum_age, extension.ages_of),
            fields=frozenset(extension.fields),
            needs=frozenset(extension.needs),
            open_to_all=extension.open_to_all,
            safe_without_papers=extension.anonymous or extension.no_reporting_duty,
            free=extension.cost == "free",
            municipalities=frozenset(extension.municipalities),
            places=tuple((town_of(location), _spot(location)) for location in self.locations),
            languages=frozenset(language.code for language in service.languages or () if language.code),
            assured_on=self.row.assured_on,
            valid_until=extension.valid_until,
            next_date=self.next_date(now),
        )


def town_of(location: hsds.Location) -> str | None:
    """Key of the town in which a place is."""
    return location.external_identifier if location.external_identifier_type == "municipality" else None


def _spot(location: hsds.Location) -> Spot | None:
    if location.latitude is None or location.longitude is None:
        return None
    if abs(location.latitude) > POLE or abs(location.longitude) > DATE_LINE:
        return None  # the standard allows it, and no place is there
    return Spot(location.latitude, location.longitude)


def spots_of_towns(entries: Iterable[Entry]) -> Mapping[str, Spot]:
    """Where a town is, as the middle of what is there: nobody has to enter coordinates twice."""
    found: dict[str, list[Spot]] = {}
    for entry in entries:
        for location in entry.locations:
            town, spot = town_of(location), _spot(location)
            if town and spot:
                found.setdefault(town, []).append(spot)
    return {
        town: Spot(sum(s.latitude for s in spots) / len(spots), sum(s.longitude for s in spots) / len(spots))
        for town, spots in found.items()
    }

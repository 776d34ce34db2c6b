"""Who may change which entry, and the only ways to change one: members of a team keep the entries of the organisations
that are theirs, coordinators those of all. Everything else looks as if it were not there."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import Clock, local_date
from backend.core.errors import Conflict, NotFound
from backend.offers import hsds
from backend.offers.drafts import Draft, service_in_standard
from backend.offers.entries import Change, Entry, all_of, put
from backend.offers.keys import free_slug
from backend.offers.models import Offer, OfferKeeper, OfferOrganization, OfferRevision
from backend.offers.publishing import Incomplete, lacking
from backend.offers.schemas import Extension
from backend.offers.upkeep.redrafting import draft_of, in_kept_order, revised
from backend.organisations.models import COORDINATOR, Staff, TeamMember, Tenant
from backend.privacy import audit
from locales.languages import SOURCE
from locales.wording import Wording

ACTIVE, INACTIVE = "active", "inactive"
WHY_MAX = 200

type Organizations = Mapping[uuid.UUID, OfferOrganization]


class NoSuchOffer(NotFound):
    """There is no such entry, or it is somebody else's."""

    wording = Wording("console.error.no_offer")


class MovedOn(Conflict):
    """Somebody else has changed the entry since it was opened."""

    wording = Wording("console.offers.problem.moved_on")


@dataclass(frozen=True)
class Kept:
    """An entry that its reader may change, and who makes the offer."""

    entry: Entry
    organization: OfferOrganization

    @property
    def draft(self) -> Draft:
        """The entry as somebody would write it down."""
        return draft_of(self.entry.service, self.entry.extension, self.organization.key)


@dataclass(frozen=True)
class Writer:
    """Who changes an entry, when, and for what reason."""

    session: AsyncSession
    clock: Clock
    staff: Staff
    why: str = ""


async def organizations_of(session: AsyncSession, staff: Staff) -> Organizations:
    """The organisations whose entries somebody keeps, by name."""
    query = select(OfferOrganization).where(OfferOrganization.tenant_id == staff.tenant_id)
    if staff.role != COORDINATOR:
        theirs = (
            select(OfferKeeper.organization_id)
            .join(TeamMember, TeamMember.team_id == OfferKeeper.team_id)
            .where(TeamMember.staff_id == staff.id)
        )
        query = query.where(OfferOrganization.id.in_(theirs))
    rows = (await session.execute(query.order_by(OfferOrganization.name))).scalars()
    return {row.id: row for row in rows}


async def offers_of(session: AsyncSession, staff: Staff) -> list[Kept]:
    """Every entry that somebody keeps, by key."""
    organizations = await organizations_of(session, staff)
    rows = [row for row in await all_of(session, staff.tenant_id) if row.organization_id in organizations]
    return [Kept(Entry.of(row), organizations[row.organization_id]) for row in rows]


async def offer_of(session: AsyncSession, staff: Staff, offer_id: uuid.UUID, *, to_write: bool = False) -> Kept:
    """One entry that somebody keeps. Raises ``NoSuchOffer``."""
    query = select(Offer).where(Offer.id == offer_id, Offer.tenant_id == staff.tenant_id)
    row = (await session.execute(query.with_for_update() if to_write else query)).scalar_one_or_none()
    organizations = await organizations_of(session, staff)
    if row is None or row.organization_id not in organizations:
        raise NoSuchOffer
    return Kept(Entry.of(row), organizations[row.organization_id])


async def draft_at(session: AsyncSession, kept: Kept, number: int) -> Draft | None:
    """An entry as somebody would have written it down after an earlier change."""
    revision = await _revision(session, kept.entry.row.id, number)
    if revision is None:
        return None
    service, extension = hsds.Service.model_validate(revision.hsds), Extension.model_validate(revision.extension)
    return draft_of(service, extension, kept.organization.key)


async def _revision(session: AsyncSession, offer_id: uuid.UUID, number: int) -> OfferRevision | None:
    query = select(OfferRevision).where(OfferRevision.offer_id == offer_id, OfferRevision.number == number)
    return (await session.execute(query)).scalar_one_or_none()


async def create(writer: Writer, draft: Draft) -> uuid.UUID:
    """Keep a new entry, which nobody is shown before it is put online; returns its id.

    Raises ``NoSuchOffer`` for an organisation that is not the writer's, ``FaultyCondition``.
    """
    organization = await _organization(writer, draft.organization)
    one_by_one = select(Tenant).where(Tenant.id == writer.staff.tenant_id).with_for_update()  # two keys, not one twice
    tenant = (await writer.session.execute(one_by_one)).scalar_one()
    taken = {row.key for row in await all_of(writer.session, writer.staff.tenant_id)}
    keyed = draft.model_copy(update={"key": free_slug(f"{draft.words[SOURCE].name} {organization.key}", taken)})
    service, extension = service_in_standard(tenant.key, keyed)
    service = service.model_copy(update={"organization_id": str(organization.id), "status": INACTIVE})
    await put(writer.session, tenant, service, extension, _change(writer, None))
    _audit(writer, uuid.UUID(service.id), "offer.created")
    return uuid.UUID(service.id)


async def change(writer: Writer, offer_id: uuid.UUID, seen: int, draft: Draft) -> bool:
    """Make an entry what a draft says, and leave alone what a draft cannot say; returns whether anything changed.

    ``seen``: the revision that the draft was made from. Raises ``NoSuchOffer``, ``MovedOn``, ``FaultyCondition``.
    """
    kept = await _seen(writer, offer_id, seen)
    before = kept.draft
    after = in_kept_order(before, draft.model_copy(update={"key": kept.entry.extension.key}))
    tenant = await writer.session.get_one(Tenant, writer.staff.tenant_id)
    service, extension = revised(tenant.key, kept.entry.service, kept.entry.extension, before, after)
    organization = await _organization(writer, after.organization)
    service = service.model_copy(update={"organization_id": str(organization.id)})
    return await _write(writer, kept, service, extension, _differing(before, after), "offer.changed")


async def confirm(writer: Writer, offer_id: uuid.UUID, seen: int) -> bool:
    """Somebody looked at the entry today, and it is right. Raises ``NoSuchOffer``, ``MovedOn``."""
    kept = await _seen(writer, offer_id, seen)
    today = local_date(writer.clock()).isoformat()
    service = kept.entry.service.model_copy(update={"assured_date": today})
    return await _write(writer, kept, service, kept.entry.extension, {"assured_on"}, "offer.confirmed")


async def show(writer: Writer, offer_id: uuid.UUID, seen: int, *, online: bool) -> bool:
    """Put an entry online, or take it offline. Raises ``NoSuchOffer``, ``MovedOn``, ``Incomplete``."""
    kept = await _seen(writer, offer_id, seen)
    if online and (missing := lacking(kept.entry.service, kept.entry.extension)):
        raise Incomplete(missing)
    service = kept.entry.service.model_copy(update={"status": ACTIVE if online else INACTIVE})
    action = "offer.online" if online else "offer.offline"
    return await _write(writer, kept, service, kept.entry.extension, {"status"}, action)


async def restore(writer: Writer, offer_id: uuid.UUID, seen: int, number: int) -> bool:
    """Make an entry what it was after an earlier change, which is a further change. Raises ``NoSuchOffer``,
    ``MovedOn``."""
    kept = await _seen(writer, offer_id, seen)
    revision = await _revision(writer.session, offer_id, number)
    if revision is None:
        raise NoSuchOffer
    service, extension = hsds.Service.model_validate(revision.hsds), Extension.model_validate(revision.extension)
    before, after = kept.draft, draft_of(service, extension, kept.organization.key)
    # Whose offer it is stays: what was another's then is not given back by those who have it now.
    service = service.model_copy(update={"organization_id": str(kept.organization.id)})
    fields = _differing(before, after) | ({"status"} if service.status != kept.entry.service.status else set())
    return await _write(writer, kept, service, extension, fields, "offer.restored")


async def _seen(writer: Writer, offer_id: uuid.UUID, seen: int) -> Kept:
    kept = await offer_of(writer.session, writer.staff, offer_id, to_write=True)
    if kept.entry.row.revision != seen:
        raise MovedOn
    return kept


async def _organization(writer: Writer, key: str) -> OfferOrganization:
    theirs = (await organizations_of(writer.session, writer.staff)).values()
    found = next((row for row in theirs if row.key == key), None)
    if found is None:
        raise NoSuchOffer
    return found


async def _write(
    writer: Writer, kept: Kept, service: hsds.Service, extension: Extension, fields: Iterable[str], action: str
) -> bool:
    row = kept.entry.row
    tenant = await writer.session.get_one(Tenant, writer.staff.tenant_id)
    if not await put(writer.session, tenant, service, extension, _change(writer, row.source)):
        return False
    row.edited = sorted({*row.edited, *fields})
    _audit(writer, row.id, action)
    return True


def _change(writer: Writer, source: str | None) -> Change:
    return Change(at=writer.clock(), staff_id=writer.staff.id, why=writer.why[:WHY_MAX], source=source)


def _audit(writer: Writer, offer_id: uuid.UUID, action: str) -> None:
    audit.by_staff(writer.session, writer.clock, writer.staff, action, ("offer", offer_id))


def _differing(before: Draft, after: Draft) -> set[str]:
    return {name for name in Draft.model_fields if getattr(before, name) != getattr(after, name)}

"""What the pages of an entry need beside the entry, read in one go."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.offers.checking import Known
from backend.console.offers.words import OfferWords
from backend.console.signing import Console
from backend.offers.models import OfferOrganization, OfferRevision
from backend.offers.upkeep import history
from backend.offers.upkeep.keeping import Organizations, organizations_of
from backend.organisations.accounts import SignIn
from backend.organisations.directory import municipalities
from backend.organisations.models import Staff, Tenant


@dataclass(frozen=True)
class Desk:
    """The surroundings of an entry."""

    tenant: Tenant
    organizations: Organizations
    #: Names of towns and of all entries, by key.
    towns: Mapping[str, str]
    offers: Mapping[str, str]
    words: OfferWords

    @property
    def known(self) -> Known:
        """What an entry can refer to."""
        theirs = frozenset(row.key for row in self.organizations.values())
        return Known(frozenset(self.towns), theirs, frozenset(self.offers))


@dataclass(frozen=True)
class Told:
    """A field before and after, in words. ``language``: the name of that of a text."""

    label: str
    before: str
    after: str
    language: str | None


@dataclass(frozen=True)
class Made:
    """A change of an entry, in words. ``by``: None for an import."""

    number: int
    at: datetime
    by: str | None
    why: str
    told: tuple[Told, ...]


async def desk_of(console: Console, session: AsyncSession, who: SignIn) -> Desk:
    """Read it for somebody who is signed in."""
    staff = who.staff
    towns = {town.key: town.name for town in await municipalities(session, staff.tenant_id)}
    shelved = await console.context.shelf.of(session, staff.tenant_id)
    return Desk(
        tenant=await session.get_one(Tenant, staff.tenant_id),
        organizations=await organizations_of(session, staff),
        towns=towns,
        offers={key: entry.row.name for key, entry in shelved.entries.items()},
        words=OfferWords(console.context.catalogs, staff.language, towns),
    )


async def changes_of(session: AsyncSession, desk: Desk, offer_id: uuid.UUID) -> list[Made]:
    """All changes of an entry, the latest first."""
    query = select(OfferRevision).where(OfferRevision.offer_id == offer_id)
    revisions = list((await session.execute(query)).scalars())
    names = select(OfferOrganization.id, OfferOrganization.name).where(OfferOrganization.tenant_id == desk.tenant.id)
    owners = {str(key): name for key, name in (await session.execute(names)).all()}
    people = select(Staff.id, Staff.name).where(Staff.tenant_id == desk.tenant.id)
    by = dict((await session.execute(people)).all())
    return [_made(step, by, desk.words) for step in history.steps(revisions, owners)]


def _made(step: history.Step, by: Mapping[uuid.UUID, str], words: OfferWords) -> Made:
    said = tuple(told(one, words) for one in step.differences)
    return Made(step.number, step.at, by.get(step.staff_id) if step.staff_id else None, step.why, said)


def told(one: history.Difference, words: OfferWords) -> Told:
    """A difference in words."""
    label = words.label(one.field)
    if one.field == history.OTHER:
        return Told(label, "", "", None)
    language = words.spoken(one.language) if one.language else None
    return Told(label, words.value(one.field, one.before), words.value(one.field, one.after), language)

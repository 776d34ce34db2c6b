"""Agreements with organisations: without one that holds today, nothing is handed over automatically (R82)."""

import base64
import secrets
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

import httpx
from pydantic import BaseModel, ConfigDict, EmailStr, Field, model_validator
from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.consent import recipients
from backend.consent.recipients import may_receive
from backend.core.clock import Clock
from backend.core.errors import NotFound
from backend.core.settings import HOME
from backend.handovers.models import Cooperation
from backend.organisations.models import Organization, Service, Tenant
from backend.privacy import audit
from backend.privacy.sealing import MasterKey

SECRET_BYTES = 32
#: How a secret is written down for people, after the Standard Webhooks specification.
SECRET_PREFIX = "whsec_"  # noqa: S105  the mark before one
_PURPOSE, _FIELD = "cooperation secrets", "cooperation.secret"


class Terms(BaseModel):
    """What was agreed. Raises ``ValidationError`` for a way without the address that it needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    way: Literal["inbox", "mail", "webhook", "slip"]
    since: date
    #: The last day.
    until: date | None = None
    #: Where the signed paper is.
    reference: str = Field(default="", max_length=200)
    email: EmailStr | None = Field(default=None, max_length=200)
    url: str | None = Field(default=None, max_length=300)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.email is not None) != (self.way == "mail") or (self.url is not None) != (self.way == "webhook"):
            raise ValueError("a mail address for the way mail, a URL for the way webhook, and neither for another")
        if self.url is not None and not is_safe_address(self.url):
            raise ValueError("a URL begins with https:// and holds no password; http:// only for this machine")
        if self.until is not None and self.until < self.since:
            raise ValueError("it ends before it begins")
        return self


def is_safe_address(url: str) -> bool:
    """Whether a URL is one that a package may be sent to: over TLS, or to this machine, and without a password."""
    try:
        parts = httpx.URL(url)  # as whoever sends it reads it
    except httpx.InvalidURL:
        return False
    if not parts.host or parts.userinfo:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.host in HOME)


@dataclass(frozen=True)
class Agreement:
    """How handovers go to a service today: ``inbox`` into its team's, ``mail`` and ``webhook`` by the outbox."""

    cooperation_id: uuid.UUID
    way: str
    team_id: uuid.UUID | None = None
    #: It names the service itself, and not only its organisation.
    own: bool = False


def holds(day: date) -> ColumnElement[bool]:
    """The agreements that hold on a day."""
    return and_(Cooperation.since <= day, or_(Cooperation.until.is_(None), Cooperation.until >= day))


async def agreed(session: AsyncSession, service: Service, day: date) -> Agreement | None:
    """By which way handovers go to a service on ``day``; None: they do not, and the person takes address or slip along.

    An agreement on the service itself goes before its organisation's, the latest before an earlier one; and one whose
    way is the slip says that nothing is handed over.
    """
    # authorities that decide about people: an agreement with their whole organisation is none with them
    usual = may_receive(recipients.read({}), service.destination)
    whole = Cooperation.service_id.is_(None) if usual else false()
    query = select(Cooperation).where(
        Cooperation.tenant_id == service.tenant_id,
        Cooperation.organization_id == service.organization_id,
        or_(Cooperation.service_id == service.id, whole),
        holds(day),
    )
    newest = (Cooperation.service_id.is_(None), Cooperation.since.desc(), Cooperation.entered_at.desc())
    found = (await session.execute(query.order_by(*newest).limit(1))).scalar_one_or_none()
    if found is None or found.way == "slip" or (found.way == "inbox" and service.team_id is None):
        return None
    team_id = service.team_id if found.way == "inbox" else None
    return Agreement(found.id, found.way, team_id, own=found.service_id is not None)


def new_secret() -> str:
    """A fresh secret, as both sides write it down."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal_secret(master: MasterKey, row: Cooperation, secret: str) -> None:
    """Keep the secret of an agreement sealed."""
    row.secret = master.vault_for(_PURPOSE, row.id).seal(_FIELD, secret)


def secret_of(master: MasterKey, row: Cooperation) -> bytes:
    """The key to sign with. Raises ``CannotOpen`` with another master key, ``ValueError`` where there is none."""
    if row.secret is None:
        raise ValueError("this agreement has no secret")
    written: str = master.vault_for(_PURPOSE, row.id).open(_FIELD, row.secret)
    return base64.b64decode(written.removeprefix(SECRET_PREFIX))


@dataclass(frozen=True)
class Entered:
    """An agreement that was recorded, and for a webhook its secret, told once."""

    cooperation_id: uuid.UUID
    secret: str | None


@dataclass(frozen=True)
class Keeper:
    """What recording needs: the clock, the key, and the name of whoever does it."""

    clock: Clock
    master_key: MasterKey
    name: str


async def enter(
    session: AsyncSession, keeper: Keeper, tenant: Tenant, terms: Terms, organization: str, service: str | None = None
) -> Entered:
    """Record an agreement with an organisation, or with one of its services, both by their names.

    Raises ``NotFound`` if there is not exactly one of that name.
    """
    body = await _one(session, select(Organization.id).where(_of(Organization, tenant, organization)))
    its = select(Service.id).where(_of(Service, tenant, service or ""), Service.organization_id == body)
    row = Cooperation(
        id=uuid.uuid4(),
        tenant_id=tenant.id,
        organization_id=body,
        service_id=await _one(session, its) if service else None,
        entered_by=keeper.name,
        entered_at=keeper.clock(),
        **terms.model_dump(),
    )
    secret = new_secret() if terms.way == "webhook" else None
    if secret:
        seal_secret(keeper.master_key, row, secret)
    session.add(row)
    _audit(session, keeper, row, "cooperation.entered")
    return Entered(row.id, secret)


async def end(session: AsyncSession, keeper: Keeper, tenant: Tenant, cooperation_id: uuid.UUID, last: date) -> None:
    """Let an agreement end with the day ``last``; one that begins later never holds. Raises ``NotFound``."""
    row = await session.get(Cooperation, cooperation_id)
    if row is None or row.tenant_id != tenant.id:
        raise NotFound
    row.until = last
    _audit(session, keeper, row, "cooperation.ended")


@dataclass(frozen=True)
class Listed:
    """An agreement, with the names of whom it is with."""

    row: Cooperation
    organization: str
    service: str | None


async def of_tenant(session: AsyncSession, tenant_id: uuid.UUID) -> list[Listed]:
    """Every agreement of a tenant, also those that are over, by organisation."""
    query = (
        select(Cooperation, Organization.name, Service.name)
        .join(Organization, Organization.id == Cooperation.organization_id)
        .outerjoin(Service, Service.id == Cooperation.service_id)
        .where(Cooperation.tenant_id == tenant_id)
        .order_by(Organization.name, Service.name, Cooperation.since.desc())
    )
    return [Listed(*row) for row in (await session.execute(query)).all()]


def _of(model: type[Organization | Service], tenant: Tenant, name: str) -> ColumnElement[bool]:
    return and_(model.tenant_id == tenant.id, model.name == name)


async def _one(session: AsyncSession, query: Select[uuid.UUID]) -> uuid.UUID:
    found = list((await session.execute(query)).scalars())
    if len(found) != 1:
        raise NotFound
    return found[0]


def _audit(session: AsyncSession, keeper: Keeper, row: Cooperation, action: str) -> None:
    audit.record(
        session,
        keeper.clock,
        tenant_id=row.tenant_id,
        actor=("system", None),
        action=action,
        subject=("cooperation", row.id),
    )

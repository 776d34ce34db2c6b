"""Loads a tenant with its towns, services, teams and demo staff from a TOML file. Loading twice changes nothing."""

import tomllib
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.changes.timing import timings
from backend.consent import recipients
from backend.core.clock import Clock, system_clock
from backend.core.database import Database
from backend.core.errors import NotFound
from backend.handovers.cooperation import Terms
from backend.handovers.models import Cooperation
from backend.organisations.directory import municipality_by_key
from backend.organisations.models import Municipality, Organization, Service, Staff, Team, TeamMember, Tenant
from backend.responsibility import locality
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Misconfigured

DEMO = Path(__file__).with_name("kreis_musterland.toml")
_NOT_OF_A_SERVICE = frozenset({"organization", "team", "municipality", "cooperation"})
#: Known to everybody who reads this: for the demo alone, which refuses to listen on a public address.
DEMO_PASSWORD = "lotse-demo"  # noqa: S105


def read(path: Path = DEMO) -> dict[str, Any]:
    """The file's contents."""
    return tomllib.loads(path.read_text())


async def seed(
    database: Database,
    data: dict[str, Any],
    hash_password: Callable[[str], str],
    password: str,
    clock: Clock = system_clock,
) -> bool:
    """Load ``data`` unless its tenant is there; returns whether anything was loaded.

    ``password`` is the first one of every member of staff in the file. Raises ``Misconfigured``.
    """
    check(data)
    async with database.writing() as session:
        known = await session.scalar(select(Tenant.id).where(Tenant.key == data["tenant"]["key"]))
        if known:
            return False
        tenant = Tenant(id=uuid.uuid4(), **data["tenant"])
        session.add(tenant)
        await session.flush()
        towns = _by_key(session, Municipality, tenant, data["municipality"])
        teams = _by_key(session, Team, tenant, data["team"])
        await session.flush()
        services = await _services(session, tenant, data["service"], towns, teams)
        session.add_all(_agreements(services, clock()))
        await _staff(session, tenant, data["staff"], teams, hash_password(password))
    return True


def check(data: dict[str, Any]) -> None:
    """Raise ``Misconfigured`` for settings that nobody knows, of the tenant or of a municipality, and for an agreement
    that is not whole."""
    of_tenant = data["tenant"].get("settings", {})
    timings(of_tenant)
    for settings in (of_tenant, *({**of_tenant, **town.get("settings", {})} for town in data["municipality"])):
        locality.read(settings, rulebook())
        recipients.read(settings)
    for row in data["service"]:
        if "cooperation" in row:
            _check_agreement(row)


def _check_agreement(row: dict[str, Any]) -> None:
    try:
        terms = Terms.model_validate(row["cooperation"])
    except ValidationError as error:
        raise Misconfigured(f"cooperation of {row['name']}: {error.errors()[0]['msg']}") from None
    if terms.way == "webhook":
        raise Misconfigured(f"cooperation of {row['name']}: a webhook has a secret; record it with lotse cooperation")


async def configure(database: Database, data: dict[str, Any]) -> bool:
    """Take over the settings of a tenant and its municipalities from ``data``, and nothing else; returns whether the
    tenant is there. Raises ``Misconfigured``, and ``NotFound`` for a municipality that is not the tenant's."""
    check(data)
    async with database.writing() as session:
        tenant = await session.scalar(select(Tenant).where(Tenant.key == data["tenant"]["key"]))
        if tenant is None:
            return False
        tenant.settings = data["tenant"].get("settings", {})
        for row in data["municipality"]:
            town = await municipality_by_key(session, tenant.id, row["key"])
            if town is None:
                raise NotFound
            town.settings = row.get("settings", {})
    return True


def _by_key(session: AsyncSession, model: Any, tenant: Tenant, rows: list[dict[str, Any]]) -> dict[str, uuid.UUID]:
    made = {row["key"]: model(id=uuid.uuid4(), tenant_id=tenant.id, **row) for row in rows}
    session.add_all(made.values())
    return {key: row.id for key, row in made.items()}


async def _services(
    session: AsyncSession,
    tenant: Tenant,
    rows: list[dict[str, Any]],
    towns: dict[str, uuid.UUID],
    teams: dict[str, uuid.UUID],
) -> list[tuple[Service, dict[str, Any]]]:
    """Each service that was added, with its row."""
    names = dict.fromkeys(row["organization"] for row in rows)
    organizations = {name: Organization(id=uuid.uuid4(), tenant_id=tenant.id, name=name) for name in names}
    session.add_all(organizations.values())
    await session.flush()
    services = []
    for row in rows:
        fields = {key: value for key, value in row.items() if key not in _NOT_OF_A_SERVICE}
        service = Service(
            id=uuid.uuid4(),
            tenant_id=tenant.id,
            organization_id=organizations[row["organization"]].id,
            team_id=teams.get(row.get("team", "")),
            municipality_id=towns.get(row.get("municipality", "")),
            **fields,
        )
        services.append((service, row))
    session.add_all(service for service, _ in services)
    await session.flush()
    return services


def _agreements(services: list[tuple[Service, dict[str, Any]]], now: datetime) -> Iterable[Cooperation]:
    """What the file says was agreed on a service; without it nothing is handed over to it."""
    for service, row in services:
        if "cooperation" in row:
            yield Cooperation(
                tenant_id=service.tenant_id,
                organization_id=service.organization_id,
                service_id=service.id,
                entered_by="lotse seed",
                entered_at=now,
                **Terms.model_validate(row["cooperation"]).model_dump(),
            )


async def _staff(
    session: AsyncSession,
    tenant: Tenant,
    rows: list[dict[str, Any]],
    teams: dict[str, uuid.UUID],
    password_hash: str,
) -> None:
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "teams"}
        staff = Staff(id=uuid.uuid4(), tenant_id=tenant.id, password_hash=password_hash, **fields)
        session.add(staff)
        await session.flush()
        session.add_all(TeamMember(team_id=teams[key], staff_id=staff.id) for key in row["teams"])

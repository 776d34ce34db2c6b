"""Who a destination code means in a town: the local service, its general name where there is none, or a helpline."""

import tomllib
import uuid
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFound
from backend.organisations.models import Municipality, Service, Tenant
from backend.transcripts.schemas import Contact
from locales.wording import Wording

#: Offices that some towns of a Kreis have themselves, and the setting that says so (R23).
OWN_OFFICES = {"ABH": "own_abh", "JUGENDAMT": "own_jugendamt"}


@cache
def helplines() -> dict[str, Contact]:
    """The numbers that hold everywhere, from ``data/helplines.toml``; no database is needed to name them."""
    data = tomllib.loads((Path(__file__).parent / "data" / "helplines.toml").read_text())
    return {
        entry["code"]: Contact(
            code=entry["code"],
            name={"key": entry["name_key"]},
            phone=entry["phone"],
            hours={"key": entry["hours_key"]},
            say=entry["say_key"],
            languages=tuple(entry["languages"]),
        )
        for entry in data["helpline"]
    }


async def tenant_by_key(session: AsyncSession, key: str) -> Tenant:
    """The tenant; raises ``NotFound``."""
    tenant = (await session.execute(select(Tenant).where(Tenant.key == key))).scalar_one_or_none()
    if tenant is None:
        raise NotFound
    return tenant


async def municipalities(session: AsyncSession, tenant_id: uuid.UUID) -> list[Municipality]:
    """The towns of a tenant, by name."""
    query = select(Municipality).where(Municipality.tenant_id == tenant_id).order_by(Municipality.name)
    return list((await session.execute(query)).scalars())


async def municipality_by_key(session: AsyncSession, tenant_id: uuid.UUID, key: str | None) -> Municipality | None:
    """The town, if it is one of the tenant's."""
    query = select(Municipality).where(Municipality.tenant_id == tenant_id, Municipality.key == key)
    return (await session.execute(query)).scalar_one_or_none()


async def languages_of_team(session: AsyncSession, team_id: uuid.UUID) -> list[str]:
    """The languages that the services of a team say they speak."""
    query = select(Service.languages).where(Service.team_id == team_id)
    return sorted({language for spoken in (await session.execute(query)).scalars() for language in spoken})


class Directory:
    """The services that a person in one town can turn to. A town's own entry goes before the tenant's (R23)."""

    def __init__(self, services: Iterable[Service], town: Municipality | None) -> None:
        self._services: dict[str, Service] = {}
        self._town = town
        self._own = {code for code, key in OWN_OFFICES.items() if town and town.settings.get(key)}
        for service in sorted(services, key=lambda s: s.municipality_id is not None):
            of_the_kreis = service.municipality_id is None and service.destination not in self._own
            if of_the_kreis or (town is not None and service.municipality_id == town.id):
                self._services[service.destination] = service

    @classmethod
    async def of(cls, session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> "Directory":
        """The directory for a town of the tenant, or for the tenant at large."""
        town = await municipality_by_key(session, tenant_id, municipality)
        services = (await session.execute(select(Service).where(Service.tenant_id == tenant_id))).scalars()
        return cls(services, town)

    def service(self, code: str) -> Service | None:
        """The local service of this kind, if there is one."""
        return self._services.get(code)

    @property
    def services(self) -> list[Service]:
        """All of them, by name."""
        return sorted(self._services.values(), key=lambda service: service.name)

    @property
    def codes(self) -> frozenset[str]:
        """The destinations for which there is a local service."""
        return frozenset(self._services)

    def is_independent(self, code: str) -> bool:
        """Whether the local service need not report people without papers (§ 87 AufenthG)."""
        service = self._services.get(code)
        return service is None or service.no_reporting_duty

    def contact(self, code: str, why: dict[str, Any] | None = None) -> Contact:
        """How to turn to a destination: name in the person's language with the German one, number, place; ``why``."""
        if code in helplines():
            return helplines()[code].model_copy(update={"why": why})
        service = self._services.get(code)
        name = Wording.of("destination", code, "name").to_json()
        if service is None and code in self._own and self._town:  # the Kreis's office would send people away again
            name = Wording("destination.local", {"name": name, "local": self._town.name}).to_json()
        if service is None:
            return Contact(code=code, name=name, why=why)
        local = Wording("destination.local", {"name": name, "local": service.name}).to_json()
        return Contact(
            code=code,
            name=local,
            phone=service.phone,
            address=service.address,
            languages=tuple(service.languages),
            hours=_hours(service),
            why=why,
        )


def _hours(service: Service) -> dict[str, Any] | None:
    """When a service is open, one line for each entry of its schedule."""
    lines = [
        Wording(
            "contact.hours",
            {
                "days": {"list": [{"weekday": day} for day in entry["byday"].split(",")]},
                "opens": {"time": entry["opens_at"]},
                "closes": {"time": entry["closes_at"]},
            },
        ).to_json()
        for entry in service.schedule
    ]
    return {"list": lines} if lines else None

"""What holds in a town: the Kreis's settings, the town's own over them, and what the directory says exists."""

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.organisations.directory import Directory, municipality_by_key
from backend.organisations.models import Tenant
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Misconfigured, read
from backend.responsibility.rulings import rulings

logger = logging.getLogger(__name__)


async def locality_of(session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> Locality:
    """The municipality as the rules see it; without a town, the tenant at large.

    A service that has a stand-in counts as missing where the directory does not list it; every other is taken to exist
    under its general name. Raises ``Misconfigured`` for settings that the rules do not know.
    """
    settings = await settings_of(session, tenant_id, municipality)
    return await _with_directory(session, tenant_id, municipality, settings)


async def settings_of(session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> dict[str, Any]:
    """What the tenant sets, and what the town sets over it, as it stands in their file."""
    tenant = await session.get_one(Tenant, tenant_id)
    town = await municipality_by_key(session, tenant_id, municipality)
    return {**tenant.settings, **(town.settings if town else {})}


async def usable_locality(session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> Locality:
    """The same for a conversation: nobody is left without an answer because of a slip in a file. Where the settings
    cannot be used none of them is, and the log says so; what the directory says holds all the same."""
    try:
        return await locality_of(session, tenant_id, municipality)
    except Misconfigured as error:
        logger.error("settings of %s are not used: %s", municipality or "the tenant", error)
        return await _with_directory(session, tenant_id, municipality, {})


async def _with_directory(
    session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None, settings: Mapping[str, Any]
) -> Locality:
    directory = await Directory.of(session, tenant_id, municipality)
    destinations = rulebook().destinations
    listed = directory.codes & destinations.keys()
    lacking = _LEAD_SERVICES - listed if listed else frozenset()
    dependent = {c for c in listed if destinations[c].independent_only and not directory.is_independent(c)}
    merged = {
        **settings,
        "absent": sorted(lacking | set(settings.get("absent", ()))),
        "not_independent": sorted(dependent | set(settings.get("not_independent", ()))),
    }
    return read(merged, rulebook(), await rulings(session, tenant_id))


#: What a municipality that has a directory lists if it has it. The others are often run for a whole region.
_LEAD_SERVICES = frozenset({"KIM", "JMD", "MBE"})

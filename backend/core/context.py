"""The few things that are made once and passed to whoever needs them; there are no globals."""

import uuid
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.bus import Bus, LocalBus, RedisBus
from backend.core.clock import Clock, system_clock
from backend.core.database import Database
from backend.core.settings import Settings
from backend.offers.shelf import Shelf
from backend.privacy import vaults
from backend.privacy.sealing import MasterKey, Vault
from locales.catalogs import Catalogs


@dataclass(frozen=True)
class Context:
    """Database, wake-ups, keys, wording, clock."""

    settings: Settings
    database: Database
    bus: Bus
    master_key: MasterKey
    catalogs: Catalogs
    clock: Clock = system_clock
    shelf: Shelf = field(default_factory=Shelf)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Context":
        """Build everything from configuration. Only the embedded mode makes its own master key."""
        embedded = not settings.database_url
        return cls(
            settings=settings,
            database=Database(settings.database, settings.pool_size),
            bus=RedisBus(settings.redis_url) if settings.redis_url else LocalBus(),
            master_key=MasterKey.from_file(settings.master_key_path, create=embedded),
            catalogs=Catalogs.load(),
        )

    async def vault(self, session: AsyncSession, case_id: uuid.UUID) -> Vault:
        """The opened data key of a case; raises ``NotFound`` if it was erased."""
        return await vaults.open_vault(session, self.master_key, case_id)

    async def close(self) -> None:
        """Streams first, then connections."""
        await self.bus.close()
        await self.database.close()

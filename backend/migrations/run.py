"""Bring a database to the head of the schema, or say how it differs."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from backend.core.database import Database


def _config(connection: Connection) -> Config:
    config = Config(Path(__file__).with_name("alembic.ini"))
    config.attributes["connection"] = connection
    return config


async def _run(database: Database, step: Callable[[Config], object]) -> None:
    def inside(connection: Connection) -> None:
        step(_config(connection))

    async with database.engine.begin() as connection:
        await connection.run_sync(inside)


async def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``."""
    await _run(database, lambda config: command.upgrade(config, revision))


async def downgrade(database: Database, revision: str = "base") -> None:
    """Migrate down to ``revision``."""
    await _run(database, lambda config: command.downgrade(config, revision))


async def check(database: Database) -> None:
    """Raise ``alembic.util.CommandError`` if the models differ from the migrated schema."""
    await _run(database, command.check)


def new_revision(database: Database, message: str) -> None:
    """Write a migration from the difference between models and schema (for developers)."""
    asyncio.run(_run(database, lambda config: command.revision(config, message, autogenerate=True)))

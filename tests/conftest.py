"""Fixtures for all tests: a fixed clock, a migrated database with the demo data, and no network but this machine."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from backend.core.bus import LocalBus
from backend.core.context import Context
from backend.core.database import Database
from backend.core.settings import Settings
from backend.migrations import run as migrations
from backend.privacy.sealing import MasterKey
from backend.seeds import load
from locales.catalogs import Catalogs
from tests.support.served import Served

pytest_plugins = ["tests.system.fixtures"]

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_this_machine() -> None:
    """Nothing that a test does may leave the machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


class FixedClock:
    """Stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def catalogs() -> Catalogs:
    return Catalogs.load()


def fast_hash(password: str) -> str:
    """Seeding need not take Argon2's time where nobody signs in."""
    return f"not-a-hash:{password}"


async def make_context(url: str, clock: FixedClock, catalogs: Catalogs, tmp_path: Path, **settings: object) -> Context:
    """A context on a migrated and seeded database."""
    database = Database(url, pool_size=2)
    await migrations.upgrade(database)
    await load.seed(database, load.read(), fast_hash, load.DEMO_PASSWORD)
    return Context(
        settings=Settings(var=tmp_path, **settings),
        database=database,
        bus=LocalBus(),
        master_key=MasterKey(bytes(range(32))),
        catalogs=catalogs,
        clock=clock,
    )


@pytest.fixture
async def context(tmp_path: Path, clock: FixedClock, catalogs: Catalogs) -> AsyncIterator[Context]:
    made = await make_context(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}", clock, catalogs, tmp_path)
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_context(
    request: pytest.FixtureRequest, clock: FixedClock, catalogs: Catalogs, tmp_path: Path
) -> AsyncIterator[Context]:
    """Everything over an empty database, once on each engine."""
    sqlite = f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = await make_context(url, clock, catalogs, tmp_path)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def lotse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole program, served once for all tests that only talk to it. A pool of two, as small as it gets."""
    program = Served(tmp_path_factory.mktemp("served"), LOTSE_POOL_SIZE="2")
    program.start()
    yield program
    program.stop()

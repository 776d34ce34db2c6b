"""Fixtures over the private services; made available by the conftest: `pytest_plugins = ["tests.system.fixtures"]`."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.system import services


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL cluster for the whole run; `new_database()` gives each test its own database."""
    with services.postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: services.Postgres) -> str:
    """The address of an empty PostgreSQL database of the test's own."""
    return postgres.new_database()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis for the whole run."""
    with services.redis() as address:
        yield address


@pytest.fixture(scope="session")
def chromium_options() -> dict[str, Any]:
    """Keyword arguments for Playwright's `chromium.launch`."""
    return services.chromium_options()

"""An installation that puts its mails into a folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.core.context import Context
from locales.catalogs import Catalogs
from tests.conftest import FixedClock, make_context
from tests.support.visiting import PUBLIC


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
async def mailing(tmp_path: Path, clock: FixedClock, catalogs: Catalogs, folder: Path) -> AsyncIterator[Context]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
    context = await make_context(url, clock, catalogs, tmp_path, public_url=PUBLIC, mail_folder=folder)
    yield context
    await context.close()

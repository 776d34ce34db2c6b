"""``lotse remind``: what it says, and with which exit code."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from assistant.cli import app
from backend.core.clock import local_date, system_clock
from backend.core.database import Database
from backend.core.settings import Settings
from backend.migrations.run import upgrade
from backend.offers.matching import ASSURED_FOR
from backend.offers.models import Offer
from backend.organisations.directory import tenant_by_key
from backend.seeds import load, offers


async def _settle(folder: Path) -> str:
    """The demo with one entry that runs out in ten days; returns the name of who makes it."""
    database = Database(Settings(var=folder).database)
    try:
        await upgrade(database)
        await load.seed(database, load.read(), str, "")
        async with database.writing() as session:
            tenant = await tenant_by_key(session, "kreis-musterland")
            await offers.load_demo(session, tenant, system_clock())
            soon = local_date(system_clock()) - ASSURED_FOR + timedelta(days=10)
            key = offers.read()["offer"][0]["key"]
            await session.execute(update(Offer).values(assured_on=local_date(system_clock())))
            await session.execute(update(Offer).where(Offer.key == key).values(assured_on=soon))
    finally:
        await database.close()
    wanted = offers.read()["offer"][0]["organization"]
    return next(row["name"] for row in offers.read()["organization"] if row["key"] == wanted)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    return tmp_path


def test_it_says_to_whom_it_wrote_and_writes_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = asyncio.run(_settle(folder))
    monkeypatch.setenv("LOTSE_MAIL_FOLDER", str(folder / "out"))
    first = CliRunner().invoke(app, ["remind"])
    assert first.exit_code == 0, first.output
    assert first.output == f"{name}: 1 entry, sent\n1 sent, 0 not sent.\n"
    assert CliRunner().invoke(app, ["remind"]).output == "0 sent, 0 not sent.\n"
    assert len(list((folder / "out").iterdir())) == 1


def test_a_mail_that_is_not_sent_is_said_by_the_exit_code(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = asyncio.run(_settle(folder))
    (folder / "out").write_text("no folder")
    monkeypatch.setenv("LOTSE_MAIL_FOLDER", str(folder / "out"))
    found = CliRunner().invoke(app, ["remind"])
    assert found.exit_code == 1
    assert f"{name}: 1 entry, not sent" in found.output


def test_without_a_mail_server_it_says_so(folder: Path) -> None:
    found = CliRunner().invoke(app, ["remind"])
    assert found.exit_code == 1
    assert "LOTSE_MAIL_HOST" in found.output

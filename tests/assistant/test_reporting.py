"""``lotse report``: the report as a sheet, shown or written."""

import asyncio
import csv
import io
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from assistant.cli import app
from backend.cases.models import CaseEvent
from backend.core.database import Database
from backend.core.settings import Settings
from backend.migrations.run import upgrade
from backend.organisations.models import Service
from backend.seeds import load
from tests.backend.reporting.logs import went

MARCH = ("report", "--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in which six handovers were accepted and one declined."""

    async def settle() -> None:
        database = Database(Settings(var=tmp_path).database)
        await upgrade(database)
        await load.seed(database, load.read(), str, "")
        async with database.writing() as session:
            service = (await session.execute(select(Service).where(Service.destination == "JMD"))).scalars().one()
            for steps in (*[("accepted 2026-03-02T12:00",)] * 6, ("declined",)):
                session.add_all(
                    CaseEvent(
                        tenant_id=service.tenant_id, case_id=uuid.uuid4(), at=entry.at, kind=entry.kind,
                        actor_kind=entry.by, about_id=entry.about, codes=dict(entry.codes),
                    )
                    for entry in went(*steps, service=str(service.id))
                )  # fmt: skip
        await database.close()

    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    asyncio.run(settle())
    return tmp_path


def lotse(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == code, found.output
    return found.output


def test_the_report_is_shown_with_small_numbers_hidden() -> None:
    total, *_ = csv.DictReader(io.StringIO(lotse(*MARCH, "--language", "en")), delimiter=";")
    assert (total["Group"], total["Handed over"], total["Accepted"], total["Declined"]) == (
        "All handovers", "5", "5", "<5",
    )  # fmt: skip
    assert total["Accepted: half within (hours)"] == "2"


def test_the_report_is_written_as_a_file_that_spreadsheets_open(folder: Path) -> None:
    where = folder / "bericht.csv"
    assert str(where) in lotse(*MARCH, "--csv", str(where))
    text = where.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert "Jugendmigrationsdienst Musterland" in text.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("report", "--from", "2026-03-31", "--to", "2026-03-01"), "before the first"),
        ((*MARCH, "--language", "ar"), "no headings"),
        ((*MARCH, "--csv", "/proc/no/such/folder.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], why: str) -> None:
    assert why in lotse(*arguments, code=1)


def test_a_tenant_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_TENANT", "nirgendwo")
    assert "There is no tenant nirgendwo" in lotse(*MARCH, code=1)

"""``lotse cooperation``: agreements are recorded, listed and ended, and what cannot be is said."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from backend.core.database import Database
from backend.core.settings import Settings
from backend.migrations.run import upgrade
from backend.seeds import load
from tests.support.partners import BODY, SERVICE

ADD = ("cooperation", "add", BODY, "--reference", "Ordner 7", "--by", "Demo Koordination")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def settle() -> None:
        database = Database(Settings(var=tmp_path).database)
        await upgrade(database)
        await load.seed(database, load.read(), str, "")
        await database.close()

    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    asyncio.run(settle())


def lotse(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == code, found.output
    return found.output


def test_an_agreement_is_recorded_listed_and_ended() -> None:
    said = lotse(*ADD, "--way", "mail", "--mail", "post@verband.example", "--since", "2026-03-01")
    [number] = re.findall(r"Recorded: ([0-9a-f-]{36})", said)
    [line] = [line for line in lotse("cooperation", "list").splitlines() if line.startswith(number)]
    assert line == f"{number}  {BODY} / *  mail post@verband.example  since 2026-03-01  Ordner 7"
    lotse("cooperation", "end", number, "--by", "Demo Koordination", "--last", "2026-12-31")
    assert f"{number}  {BODY} / *  mail post@verband.example  2026-03-01 to 2026-12-31" in lotse("cooperation", "list")


def test_the_secret_of_a_webhook_is_shown_once() -> None:
    said = lotse(*ADD, "--way", "webhook", "--url", "https://system.verband.example/lotse", "--service", SERVICE)
    [secret] = re.findall(r"whsec_\S+", said)
    assert secret not in lotse("cooperation", "list")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--way", "webhook", "--url", "http://system.verband.example/"), "https"),
        (("--way", "mail"), "mail address"),
        (("--way", "inbox", "--service", "Unbekannte Stelle"), "nothing was changed"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_changes(more: tuple[str, ...], why: str) -> None:
    before = lotse("cooperation", "list")
    assert why in lotse(*ADD, *more, code=1)
    assert lotse("cooperation", "list") == before

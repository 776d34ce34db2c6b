"""The command that brings the directory in and out, from a file on disk to one on disk."""

import asyncio
import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from backend.core.database import Database
from backend.core.settings import Settings
from backend.migrations import run as migrations
from backend.seeds import load

HEAD = "Schlüssel;Organisation;Name;Themenfelder;Geprüft am;Telefon\n"
ROW = "chor;Verein;Chor;Begegnung;01.03.2026;0221 4710900\n"


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database that knows the demo's tenant."""
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))

    async def prepare() -> None:
        database = Database(Settings().database)
        await migrations.upgrade(database)
        await load.seed(database, load.read(), str.upper, load.DEMO_PASSWORD)
        await database.close()

    asyncio.run(prepare())
    return tmp_path


def lotse(*words: object) -> Result:
    return CliRunner().invoke(app, ["offers", *map(str, words)])


def test_a_dry_run_shows_what_would_change_and_writes_nothing(there: Path) -> None:
    file = there / "blatt.csv"
    file.write_text(HEAD + ROW, encoding="utf-8")
    for _ in range(2):
        result = lotse("import", file, "--dry-run")
        assert result.exit_code == 0
        assert "+ organisation verein: Verein\n+ chor: Chor\n" in result.stdout
        assert "1 new, 0 changed, 0 unchanged, 0 gone\nNothing was written." in result.stdout


def test_what_was_imported_can_be_changed_and_exported_in_every_form(there: Path) -> None:
    file = there / "blatt.csv"
    file.write_text(HEAD + ROW, encoding="utf-8")
    assert "Taken over." in lotse("import", file).stdout
    assert "0 new, 0 changed, 1 unchanged" in lotse("import", file).stdout
    file.write_text(HEAD + ROW.replace("4710900", "4710901"), encoding="utf-8")
    changed = lotse("import", file).stdout
    assert "~ chor: Chor\n    phone: [{" in changed
    for ending in ("json", "zip", "csv", "xlsx"):
        assert lotse("export", there / f"aus.{ending}").stdout.endswith(": 1.\n")
    (service,) = json.loads((there / "aus.json").read_text(encoding="utf-8"))
    assert service["phones"][0]["number"] == "0221 4710901"
    (row,) = csv.DictReader((there / "aus.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert (row["Name"], row["Telefon"]) == ("Chor", "0221 4710901")


def test_a_fault_is_told_in_german_and_nothing_is_taken_over(there: Path) -> None:
    file = there / "blatt.csv"
    file.write_text(HEAD + ROW + ROW.replace("chor", "zwei").replace("01.03.2026", "gestern"), encoding="utf-8")
    result = lotse("import", file)
    assert result.exit_code == 1
    assert "fault: Zeile 3, Spalte „Geprüft am“: „gestern“ ist kein Datum." in result.stdout
    assert "Die Datei hat 1 Fehler. Es wurde nichts übernommen." in result.stderr
    assert "fault: Row 3, column “Geprüft am”" in lotse("import", file, "--language", "en").stdout
    assert lotse("export", there / "aus.csv").stdout.endswith(": 0.\n")


def test_offers_that_are_no_longer_in_the_file_go_when_that_is_asked_for(there: Path) -> None:
    file = there / "blatt.csv"
    file.write_text(HEAD + ROW + ROW.replace("chor", "zwei"), encoding="utf-8")
    lotse("import", file)
    file.write_text(HEAD + ROW, encoding="utf-8")
    assert "- zwei: Chor" in lotse("import", file, "--retire").stdout
    lotse("export", there / "aus.json")
    found = json.loads((there / "aus.json").read_text(encoding="utf-8"))
    assert {service["lotse"]["key"]: service["status"] for service in found} == {"chor": "active", "zwei": "inactive"}


def test_the_template_of_the_command_is_one_that_the_command_reads(there: Path) -> None:
    file = there / "vorlage.xlsx"
    assert lotse("template", file).exit_code == 0
    assert "2 new" in lotse("import", file, "--dry-run").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "{there}/fehlt.csv"), "cannot be read"),
        (("export", "{there}/fehlt/aus.csv"), "cannot be written"),
        (("export", "{there}/aus.pdf"), "aus.pdf"),
        (("template", "{there}/vorlage.json"), "vorlage.json"),
        (("import", "{there}/fehlt.csv", "--language", "xx"), "no language xx"),
    ],
)
def test_what_cannot_be_done_is_said(there: Path, words: tuple[str, ...], said: str) -> None:
    result = lotse(*(word.format(there=there) for word in words))
    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (1, True)
    assert said in result.stderr


def test_a_database_without_the_tenant_is_said(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_TENANT", "anderswo")
    assert "There is no tenant 'anderswo'" in lotse("export", there / "aus.csv").stderr

"""What domain experts read about the rules is what the program decides by."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.routing import in_words
from backend.responsibility import handbook, locality
from backend.responsibility.interchange import route
from backend.responsibility.loading import DATA, rulebook
from locales.catalogs import Catalogs

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TABLES = ROOT / "tests" / "backend" / "responsibility"
GUIDE = (DOCS / "responsibility.md").read_text(encoding="utf-8")
PRINTED = (DOCS / "responsibility-rules.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def fresh() -> str:
    return handbook.markdown(rulebook(), Catalogs.load()) + "\n"


def in_bold(page: str) -> set[str]:
    return set(re.findall(r"\*\*(\w+)\*\*", page))


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_table_of_rules_is_up_to_date(fresh: str) -> None:
    assert fresh == PRINTED, "the rules or their texts changed: .venv/bin/lotse rules > docs/responsibility-rules.md"


def test_the_command_prints_the_table(fresh: str) -> None:
    told = CliRunner().invoke(app, ["rules"])
    assert (told.exit_code, told.stdout) == (0, fresh)


def test_every_row_of_the_data_has_a_row_of_its_own() -> None:
    """Counted in the files themselves, so that a row that the program would not read is missed here."""
    rules = [tomllib.loads(path.read_text("utf-8"))["rule"] for path in sorted((DATA / "rules").glob("*.toml"))]
    ids = [row["id"] for rows in rules for row in rows]
    safety, _, rest = PRINTED.partition("\n## Rules, in their order")
    main = rest.partition("\n## ")[0]
    assert re.findall(r"^\| \*\*(\w+)\*\*", safety + main, re.MULTILINE) == ids
    paying = [row["id"] for row in tomllib.loads((DATA / "benefit_authority.toml").read_text("utf-8"))["row"]]
    assert re.findall(r"^\| \*\*(\w+)\*\*", section(PRINTED, "Who pays: the benefit authority"), re.MULTILINE) == paying


@pytest.mark.parametrize(
    ("title", "file", "table"),
    [
        ("Destinations and who stands in", "destinations", "destination"),
        ("Needs and their owners", "needs", "need"),
        ("Law that changes by date", "switches", "switch"),
    ],
)
def test_every_entry_of_a_file_stands_in_its_section(title: str, file: str, table: str) -> None:
    entries = tomllib.loads((DATA / f"{file}.toml").read_text("utf-8"))[table]
    assert {entry["id"] for entry in entries} <= in_bold(section(PRINTED, title))


def test_every_condition_stands_there_as_it_is_written() -> None:
    written = set()
    for path in DATA.rglob("*.toml"):
        written |= set(re.findall(r"when = '([^']*)'", path.read_text("utf-8")))
    assert written
    assert {condition for condition in written if f"`{condition}`" not in PRINTED} == set()


def test_the_guide_names_every_setting_of_a_municipality_and_no_other() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", section(GUIDE, "What a municipality sets otherwise"), re.MULTILINE))
    with pytest.raises(locality.Misconfigured, match=r"unknown key: other$"):
        locality.read(dict.fromkeys((*told, "other")), rulebook())
    assert told == locality.KEYS | locality.ELSEWHERE


def test_the_rows_that_the_guide_quotes_stand_in_their_files() -> None:
    quoted = re.findall(r"```toml\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)
    assert quoted
    folders = {"rules": DATA, "table": TABLES}
    for file, row in quoted:
        assert row in (folders[file.partition("/")[0]] / file).read_text("utf-8"), file


def test_the_decisions_that_the_guide_shows_are_those_of_the_program() -> None:
    given = [
        json.loads(line) for block in re.findall(r"```jsonl\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()
    ]
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]
    explain = in_words(Catalogs.load(), "en")
    for record, told in zip(given, shown, strict=True):
        answer = route(record, explain=explain)
        steps = iter(answer["trace"])
        assert all(step in steps for step in told.pop("trace", ())), record  # in this order, others between them
        assert {key: answer[key] for key in told} == told

"""What the documents promise about names is compared with the code: settings, commands, libraries, links, folders."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from assistant.cli import app
from backend.core.settings import Settings
from locales import table
from locales.languages import FOLDER, offered

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
#: What belongs to the machine that something was made on, and not into a document.
MACHINE = re.compile(r"/(?:root|home|mnt|tmp)/\w|localhost:\d")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def first_column(page: str, row: str) -> list[str]:
    return re.findall(rf"^\| {row} \|", page, re.MULTILINE)


def test_the_table_of_settings_names_every_setting_and_no_other() -> None:
    named = first_column(text(DOCS / "operations.md"), r"`LOTSE_(\w+)`")
    assert [name.lower() for name in named] == list(Settings.model_fields)


def test_the_defaults_of_settings_are_the_real_ones() -> None:
    told = dict(re.findall(r"^\| `LOTSE_(\w+)` \| `([^`]+)` \|", text(DOCS / "operations.md"), re.MULTILINE))
    assert told
    assert {name: str(Settings.model_fields[name.lower()].default) for name in told} == told


def test_the_readme_names_every_command_of_lotse_and_no_other() -> None:
    named = set(re.findall(r"^    lotse (\w+)", text(ROOT / "README.md"), re.MULTILINE))
    group = typer.main.get_command(app)
    assert named == set(getattr(group, "commands", {}))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    )make ([a-z]+)", text(page), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(text(page)) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_speaks_of_the_machine_it_was_written_on(page: Path) -> None:
    assert MACHINE.findall(text(page)) == []


def test_the_map_of_folders_names_every_folder_and_no_other() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    folders = {line.split("/")[0] for line in tracked.stdout.splitlines() if "/" in line and line[0] != "."}
    assert folders
    assert set(re.findall(r"^    (\w+)/ ", text(ROOT / "README.md"), re.MULTILINE)) == folders


def test_every_offered_language_is_told_with_its_state_of_review() -> None:
    told = re.findall(r"^\| ([^|(]+) \(`([\w-]+)`\) \| ([\w-]+) \|", text(ROOT / "README.md"), re.MULTILINE)
    assert told == [(language.english, language.code, language.review) for language in offered()]


def test_the_page_of_languages_is_what_the_catalogs_say() -> None:
    assert text(ROOT / "docs" / "languages.md") == table.page(FOLDER), "python -m locales table > docs/languages.md"


def test_decisions_are_numbered_without_a_gap_and_say_what_they_should() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for path in DECISIONS:
        page = text(path)
        assert page.startswith(f"# {path.name[:4]} ")
        for part in ("**Context.**", "**Decision.**", "**Alternatives.**", "**Consequences.**"):
            assert part in page, (path.name, part)


def test_every_library_has_its_reason() -> None:
    wanted = tomllib.loads(text(ROOT / "pyproject.toml"))["dependency-groups"]["backend"]
    names = {re.split(r"[\[<>=!~ ;]", line)[0] for line in wanted}
    told = set(first_column(text(DOCS / "decisions" / "0009-libraries.md"), r"([a-z][\w-]+)"))
    assert told == names


def test_every_document_is_reached_from_the_readme() -> None:
    linked = set(LINK.findall(text(ROOT / "README.md")))
    expected = {str(page.relative_to(ROOT)) for page in PAGES if page.name != "README.md" and page not in DECISIONS}
    assert expected <= linked

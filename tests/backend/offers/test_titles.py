"""What entries call themselves is learnt, and what is learnt is what they call themselves now."""

import tomllib
from pathlib import Path

import pytest

from backend.offers.articles import articles
from backend.offers.templates import templates
from backend.offers.titles import files, stale, write
from nlu.subjects.asked import TITLES

ROOT = Path(__file__).resolve().parents[3]


def test_the_files_of_this_project_are_up_to_date() -> None:
    assert stale(ROOT) == []
    assert {path.name for path, _ in files()} == {path.name for path in TITLES.glob("*")}


def test_every_entry_is_there_by_its_title_and_an_article_by_its_question_too() -> None:
    for path, text in files():
        told = tomllib.loads(text)
        assert set(told["article"]) == set(articles()), path
        assert set(told["offer"]) == set(templates()), path
    ukrainian = tomllib.loads((ROOT / "nlu" / "subjects" / "titles" / "uk.toml").read_text("utf-8"))
    words = articles()["bank_account"].words["uk"]
    assert ukrainian["article"]["bank_account"] == [words.title, words.question]


def test_leichte_sprache_is_read_as_german() -> None:
    german = tomllib.loads(dict(files())[Path("nlu/subjects/titles/de.toml")])
    assert {articles()["asylum_hearing"].words[code].title for code in ("de", "de-x-simple")} <= set(
        german["article"]["asylum_hearing"]
    )


@pytest.mark.parametrize("change", [None, "# nothing else\n"])
def test_a_file_that_is_missing_or_older_is_named_and_written_anew(tmp_path: Path, change: str | None) -> None:
    (tmp_path / "nlu" / "subjects").mkdir(parents=True)
    write(tmp_path)
    assert stale(tmp_path) == []
    arabic = Path("nlu/subjects/titles/ar.toml")
    if change is None:
        (tmp_path / arabic).unlink()
    else:
        (tmp_path / arabic).write_text(change, "utf-8")
    assert stale(tmp_path) == [arabic]
    write(tmp_path)
    assert stale(tmp_path) == []

"""The articles: all of them can be read, and a wrong file is refused with the name of what is wrong."""

from pathlib import Path

import pytest

from backend.offers import articles
from backend.offers.articles import FaultyArticles
from locales.languages import all_languages

FACTS = """
[[article]]
id = "konto"
field = "everyday"
needs = ["everyday"]
unverified = true
written = 2026-03-02
"""
TEXT = """
[konto]
title = "Konto"
question = "Wie bekomme ich ein Konto?"
text = "So."
"""


def read(folder: Path, facts: str = FACTS, **texts: str):
    (folder / "texts").mkdir()
    (folder / "articles.toml").write_text(facts)
    for language, text in ({"de": TEXT} | texts).items():
        (folder / "texts" / f"{language}.toml").write_text(text)
    return articles._read(folder)


def test_every_article_is_there_in_german_and_in_languages_that_we_have() -> None:
    found = articles.articles()
    assert len(found) > 50
    known = {language.code for language in all_languages()}
    for name, article in found.items():
        assert name == article.id
        assert "de" in article.words
        assert set(article.words) <= known


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    english = TEXT.replace("So.", "Like this.") + 'keywords = ["bank"]\n'
    (article,) = read(tmp_path, en=english).values()
    assert (article.id, article.field, article.unverified, article.written.year) == ("konto", "everyday", True, 2026)
    assert (article.words["de"].text, article.words["en"].text) == ("So.", "Like this.")
    assert article.words["en"].keywords == ("bank",)


@pytest.mark.parametrize(
    ("facts", "text", "told"),
    [
        (FACTS.replace("everyday", "weather"), TEXT, "konto.*field"),
        (FACTS.replace('["everyday"]', '["weather"]'), TEXT, "konto: weather"),
        (FACTS + 'destinations = ["MARS"]', TEXT, "konto: MARS"),
        (FACTS + 'templates = ["mondfahrt"]', TEXT, "konto: mondfahrt"),
        (FACTS + 'colour = "red"', TEXT, "konto.*colour"),
        (FACTS.replace("written = 2026-03-02", ""), TEXT, "konto.*written"),
        (FACTS + FACTS, TEXT, "konto: there twice"),
        (FACTS, "", "konto: no German text"),
        (FACTS, TEXT.replace('"So."', '""'), "konto.*text"),
        (FACTS, TEXT.replace("So.", "S" * 1601), "konto.*text"),
        (FACTS, TEXT.replace("question", "frage"), "konto.*question"),
        (FACTS, TEXT + TEXT.replace("konto", "kotno"), "kotno: told in de"),
    ],
)
def test_a_wrong_file_is_refused_with_its_entry_named(tmp_path: Path, facts: str, text: str, told: str) -> None:
    with pytest.raises(FaultyArticles, match=f"(?s){told}"):
        read(tmp_path, facts, de=text)


@pytest.mark.parametrize(
    ("article", "authority"), [("naturalisation", "Einbürgerungsbehörde"), ("duldung_help", "Ausländerbehörde")]
)
def test_the_authority_that_decides_is_named_in_every_language(article: str, authority: str) -> None:
    without = [
        language for language, words in articles.articles()[article].words.items() if authority not in words.text
    ]
    assert without == []

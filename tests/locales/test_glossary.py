"""Agreed words: each language has them all, and a text that says otherwise is found."""

import pytest

from locales import glossary, languages

JOBCENTER = "Das Jobcenter zahlt."


def of(code: str) -> glossary.Glossary:
    found = glossary.of(code)
    assert found is not None
    return found


@pytest.mark.parametrize("language", [language.code for language in languages.offered() if language.code != "de"])
def test_every_offered_language_has_a_word_for_every_term(language: str) -> None:
    assert {term.id for term in glossary.terms()} <= of(language).agreed.keys()
    assert of(language).address


@pytest.mark.parametrize(
    ("language", "german", "text", "label", "fault"),
    [
        ("uk", JOBCENTER, "Центр зайнятості (Jobcenter) платить.", False, None),
        ("uk", JOBCENTER, "Центр зайнятості платить.", False, "the name Jobcenter"),
        ("uk", "Sie haben eine Duldung.", "У вас є дозвіл.", False, "Duldung is called"),
        ("uk", "Sie haben eine Duldung.", "У вас є толерування (Duldung).", False, None),
        ("uk", "Ich komme.", "Я нелегал.", False, "is not said here"),
    ],
)
def test_a_text_is_held_against_the_agreed_words(
    language: str, german: str, text: str, label: bool, fault: str | None
) -> None:
    found = list(of(language).faults(german, text, label=label))
    assert bool(found) is (fault is not None), found
    assert fault is None or any(fault in hint for hint in found)


def test_a_word_that_only_holds_a_term_is_another_one() -> None:
    found = {term.id for term in glossary.terms() if term.stands_in("Das Führungszeugnis kommt nicht vom Amtsgericht.")}
    assert not found & {"zeugnis", "amt"}
    assert "zeugnis" in {term.id for term in glossary.terms() if term.stands_in("Ein Führungszeugnis und ein Zeugnis.")}


def test_a_term_is_found_as_a_word_and_not_inside_another() -> None:
    found = {term.id for term in glossary.terms() if term.stands_in("Ein Mensch versucht es, {number} gilt.")}
    assert not found & {"sucht", "mbe"}

"""How far an offer is translated, and when a translation is outdated."""

import pytest

from backend.offers.schemas import Words
from backend.offers.upkeep.translations import completeness, fingerprint, others, state, with_german, with_translation

GERMAN = Words(name="Kurs", summary="Ein Kurs.")
ENGLISH = Words(name="Course", summary="A course.")


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        (ENGLISH, "complete"),
        (Words(name="Course"), "incomplete"),
        (Words(), "missing"),
        (Words(who="Everybody"), "missing"),
        (ENGLISH.model_copy(update={"translated_from": fingerprint(GERMAN)}), "complete"),
        (ENGLISH.model_copy(update={"translated_from": fingerprint(Words(name="Alt"))}), "stale"),
    ],
)
def test_how_far_a_language_is(english: Words, expected: str) -> None:
    assert state({"de": GERMAN, "en": english}, "en") == expected


def test_thirteen_languages_are_looked_at() -> None:
    assert len(completeness({"de": GERMAN})) == len(others()) == 13


def test_changing_the_german_and_changing_it_back_leaves_a_translation_as_good_as_it_was() -> None:
    texts = with_german({"de": GERMAN, "en": ENGLISH}, Words(name="Anderer Kurs", summary="Ein Kurs."))
    assert state(texts, "en") == "stale"
    assert state(with_german(texts, GERMAN), "en") == "complete"


def test_a_translation_made_after_one_change_is_outdated_by_the_next() -> None:
    texts = with_translation({"de": GERMAN}, "en", ENGLISH)
    once = with_german(texts, Words(name="Zweiter"))
    again = with_translation(once, "en", Words(name="Second"))
    assert state(again, "en") == "complete"
    assert state(with_german(again, GERMAN), "en") == "stale"


def test_writing_the_same_german_changes_nothing() -> None:
    texts = {"de": GERMAN, "en": ENGLISH}
    assert with_german(texts, GERMAN) == texts

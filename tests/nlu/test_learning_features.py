"""What the models see of a message."""

from __future__ import annotations

import random

import pytest

from nlu.intents.features import without_lexicon
from nlu.learning.augment import variants
from nlu.learning.grams import letter_grams
from nlu.text.skeleton import skeleton
from nlu.text.stems import stem
from nlu.understand import Understander


@pytest.mark.parametrize(
    ("one", "other"),
    [("работа", "rabota"), ("شغل", "shoghl"), ("خانه", "khane"), ("помощь", "pomosh"), ("школа", "shkola")],
)
def test_a_word_sounds_the_same_in_its_own_and_in_latin_letters(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) is not None


@pytest.mark.parametrize("word", ["я", "oui", "и", "a", ""])
def test_a_word_without_two_consonants_has_no_skeleton(word: str) -> None:
    assert skeleton(word) is None


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "wohnungen", "wohnung"),
        ("uk", "квартиру", "квартира"),
        ("ru", "квартиры", "квартира"),
        ("tr", "evlerimiz", "evler"),
        ("pl", "mieszkania", "mieszkanie"),
    ],
)
def test_endings_fall_away(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_the_pieces_of_a_word_know_where_it_begins_and_ends() -> None:
    assert {"_ab", "bc_", "_abc_"} <= set(letter_grams("abc"))
    assert list(letter_grams("")) == []


def test_a_misspelling_is_close_to_what_was_meant_and_always_the_same() -> None:
    first = list(variants("ich suche eine wohnung", "de", random.Random(1)))
    assert first == list(variants("ich suche eine wohnung", "de", random.Random(1)))
    assert all(abs(len(text) - 22) <= 1 for text in first)


def test_cyrillic_is_also_learnt_in_latin_letters() -> None:
    found = [text for seed in range(8) for text in variants("шукаю роботу", "uk", random.Random(seed))]
    assert "shukayu robotu" in found


def test_two_languages_say_one_need_with_one_feature() -> None:
    understander = Understander({})
    german = understander.understand("ich suche eine Wohnung", "de").features
    polish = understander.understand("szukam mieszkania", "pl").features
    assert "need:housing" in set(german) & set(polish)
    assert not any(name.startswith("need:") for name in without_lexicon(german))

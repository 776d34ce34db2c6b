"""Phrases as graphs, kept apart by language."""

from __future__ import annotations

import pytest

from nlu.text import fold
from nlu.text.lexicon import ALL, Lexicon, WordLists, may_be_in
from nlu.text.notation import expand
from nlu.text.patterns import Phrases
from nlu.text.tokens import tokens


def found(phrase: str, text: str) -> bool:
    return bool(list(Phrases([(phrase, True)]).find(tokens(fold(text).text))))


@pytest.mark.parametrize(
    ("phrase", "text", "holds"),
    [
        ("suche (eine|) wohnung", "ich suche wohnung", True),
        ("suche (eine|) wohnung", "ich suche eine Wohnung", True),
        ("suche (eine|) wohnung", "ich suche meine wohnung", False),
        ("(suche|brauche (ganz |)dringend) (haus|wohnung*)", "brauche ganz dringend wohnungen", True),
        ("(suche|brauche (ganz |)dringend) (haus|wohnung*)", "brauche wohnung", False),
        ("*wohnung*", "mietwohnungen", True),
        ("keine ... wohnung", "keine von diesen wohnung", True),
        ("keine ... wohnung", "keine. wohnung", False),
        ("^ wohnung $", "wohnung", True),
        ("^ wohnung $", "hallo. wohnung!", True),
        ("^ wohnung $", "die wohnung", False),
        ("wohnung $", "die wohnung", True),
        ("wohnung $", "die wohnung ist da", False),
        ("(hab|habe) {n} kinder", "ich habe drei kinder", True),
        ("(ab|be)schluss", "beschluss", True),
    ],
)
def test_a_phrase_is_found_where_its_notation_says(phrase: str, text: str, holds: bool) -> None:
    assert found(phrase, text) is holds


@pytest.mark.parametrize("phrase", ["(a|)", "... haus", "a*", "(offen", "$ haus"])
def test_a_phrase_that_can_mean_nothing_or_anything_is_refused_by_name(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"phrase|parenthesis"):
        Phrases([(phrase, True)])


def test_choices_within_a_group_add_up_and_groups_multiply() -> None:
    assert len(expand("(a|b (c|d)|e) (f|g)")) == 8


def test_a_big_group_costs_no_more_than_its_words() -> None:
    words = "|".join(f"(wort{number}|wörter{number}) (mit|ohne|)" for number in range(400))
    assert found(f"({words}) {' '.join(['(ja|nein|)'] * 12)} ende", "wort399 ohne ende")


def test_a_word_of_one_language_is_not_read_in_another() -> None:
    lexicon = Lexicon({"fr": [("on dort", "sleeps")], "tr": [("on dort", "fourteen")]})
    text = tokens(fold("on dort dans la voiture").text, may_be_in("fr"))
    assert [match.payload for match in lexicon.find(text, may_be_in("fr"))] == ["sleeps"]
    assert {match.payload for match in lexicon.find(text, ALL)} == {"sleeps", "fourteen"}


def test_german_and_english_are_read_with_every_language() -> None:
    assert may_be_in("uk", None) == {"uk", "de", "en"}
    assert may_be_in(None) == ALL
    words = WordLists({"de": ["Nein"], "uk": ["ні"], "ro": ["nu"]})
    assert words.of(may_be_in("uk")) == {"nein", fold("ні").text}

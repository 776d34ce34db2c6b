"""Figures about the language that is read."""

from __future__ import annotations

from nlu.evaluation.sentences import Spoken
from nlu.evaluation.spoken import Told, by_foreign_language, figures
from nlu.language import Language

TURKISH = Language("tr", certain=True)
KURMANJI = Language(None, certain=False, foreign="kmr")


def foreign(found: Language) -> Told:
    return Told(Spoken("ez li vir im", "foreign", "kmr", None), found)


def test_a_foreign_language_taken_for_ours_counts_against_both_shares() -> None:
    found = figures([foreign(KURMANJI), foreign(TURKISH)])
    assert found["foreign languages recognised"] == 0.5
    assert found["foreign languages never taken for ours"] == 0.5
    recognised, named, misread = by_foreign_language([foreign(KURMANJI), foreign(TURKISH)])["kmr"]
    assert (recognised.value, named.value, misread.value) == (0.5, 0.5, 0.5)


def test_a_doubtful_message_may_be_read_in_the_language_of_the_conversation() -> None:
    doubtful = Spoken("ok", "doubtful", None, "tr")
    assert figures([Told(doubtful, TURKISH)])["doubtful messages change nothing"] == 1.0
    assert figures([Told(doubtful, KURMANJI)])["doubtful messages change nothing"] == 0.0


def test_a_clear_message_must_be_noticed_with_certainty() -> None:
    switch = Spoken("işsizim ve ev arıyorum", "switch", "tr", "de")
    unsure = Language("tr", certain=False)
    assert figures([Told(switch, unsure)])["clear messages in another language noticed"] == 0.0

"""Whole conversations: people of many constellations end where they must, with no question too many."""

import pytest

from tests.dialogue.constellations import CONSTELLATIONS, Constellation
from tests.dialogue.questions import converse
from tests.support.served import Served


@pytest.mark.parametrize("language", ["de", "en", "ar"])
@pytest.mark.parametrize("who", CONSTELLATIONS, ids=lambda who: who.name)
def test_everybody_ends_at_the_right_place(lotse: Served, who: Constellation, language: str) -> None:
    talk = converse(lotse.url, who, language)
    assert talk.named[0] == who.primary, talk
    assert set(who.named) <= set(talk.named), talk
    assert not set(who.never) & set(talk.named), talk
    assert {f"decision.{note}" for note in who.notes} <= set(talk.told), talk
    assert len(talk.counted) <= who.most, talk
    assert len(talk.counted) == len(set(talk.counted)) + talk.asked_of_another, talk

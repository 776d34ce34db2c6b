"""Lexicon and models weighed against each other."""

from __future__ import annotations

import pytest

from nlu.intents.labels import DANGER
from nlu.needs import FLAGS, Reading
from nlu.needs.judgement import judge

CALM = {DANGER: 0.01}
ALARMED = {DANGER: 0.9, "violence_now": 0.5}
NO_DANGER = {"ask_work": 0.99, "emergency_other": 0.01}
VIOLENCE = {"emergency_violence": 0.9, "ask_work": 0.1}
NOTHING_SAID = Reading((), ())


def judged(said: Reading, needs: dict[str, float], intents: dict[str, float], *, cry: bool = False) -> Reading:
    return judge(said, needs, intents, cry=cry)


@pytest.mark.parametrize(
    ("said", "needs", "intents", "urgency", "to_check"),
    [
        (NOTHING_SAID, CALM, NO_DANGER, (), ()),
        (NOTHING_SAID, ALARMED, VIOLENCE, ("violence_now",), ()),
        # One model alone is no alarm; both half convinced are a question.
        (NOTHING_SAID, ALARMED, NO_DANGER, (), ("violence_now",)),
        (NOTHING_SAID, {DANGER: 0.3, "detention": 0.2}, {"emergency_other": 0.3}, (), ("detention",)),
        # What the lexicon found is believed unless both models are sure of the contrary; then it is asked about.
        (Reading((), ("suicide_thoughts",)), {DANGER: 0.2}, {"emergency_suicide": 0.2}, ("suicide_thoughts",), ()),
        (Reading((), ("suicide_thoughts",)), CALM, NO_DANGER, (), ("suicide_thoughts",)),
    ],
)
def test_a_danger_counts_for_all_witnesses_together(
    said: Reading,
    needs: dict[str, float],
    intents: dict[str, float],
    urgency: tuple[str, ...],
    to_check: tuple[str, ...],
) -> None:
    reading = judged(said, needs, intents)
    assert (reading.urgency, reading.to_check) == (urgency, to_check)


def test_one_word_that_hints_at_danger_is_asked_about_when_it_is_all_that_was_said() -> None:
    hinted = Reading((), (), ("violence_now",))
    assert judged(hinted, CALM, NO_DANGER, cry=True).to_check == ("violence_now",)
    assert judged(hinted, CALM, NO_DANGER).to_check == ()


def test_a_danger_without_a_flag_gets_the_likeliest_of_the_kind_that_is_meant() -> None:
    needs = {DANGER: 0.9, "deportation_date": 0.25, "suicide_acute": 0.2}
    assert judged(NOTHING_SAID, needs, {"emergency_suicide": 0.9}).urgency == ("suicide_acute",)


def test_a_second_danger_beside_one_that_is_said_must_be_plain() -> None:
    said = Reading((), ("suicide_acute",))
    assert judged(said, {DANGER: 0.9, "violence_now": 0.5}, VIOLENCE).urgency == ("suicide_acute",)
    assert judged(said, {DANGER: 0.9, "violence_now": 0.7}, VIOLENCE).urgency == ("violence_now", "suicide_acute")


def test_the_likeliest_of_the_rarer_needs_is_named_where_the_intent_is_clear() -> None:
    needs = {DANGER: 0.0, "debts": 0.2, "leisure": 0.1}
    assert judged(NOTHING_SAID, needs, {"ask_other_need": 0.9}).needs == ("debts",)
    assert judged(NOTHING_SAID, needs, {"ask_work": 0.9}).needs == ()


def test_a_danger_that_is_a_concern_as_well_is_both() -> None:
    assert judged(Reading((), ("homeless_tonight",)), ALARMED, VIOLENCE).needs == ("housing",)


def test_flags_keep_the_order_of_the_safety_rules() -> None:
    needs = {DANGER: 0.9, **dict.fromkeys(FLAGS, 0.9)}
    assert judged(NOTHING_SAID, needs, VIOLENCE).urgency == FLAGS

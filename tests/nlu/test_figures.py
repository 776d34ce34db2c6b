"""The arithmetic of the figures, on a handful of pairs that can be counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.evaluation import figures
from nlu.evaluation.figures import Read, Score, Share
from nlu.evaluation.sentences import Marked, Sentence


def pair(intent: str = "ask_work", found: str = "ask_work", **more: Any) -> Read:
    sentence = Sentence(
        text=more.get("text", "ich suche arbeit"),
        language=more.get("language", "de"),
        group=more.get("group", "messages"),
        intent=intent,
        needs=frozenset(more.get("needs", ())),
        urgency=frozenset(more.get("urgency", ())),
        entities=tuple(more.get("marked", ())),
    )
    understood = {
        "intent": found,
        "confidence": 0.9,
        "needs": more.get("found_needs", []),
        "urgency": more.get("found_urgency", []),
        "entities": more.get("found_entities", []),
        "language": "de",
        "language_certain": True,
    }
    return Read(sentence, understood)


def test_an_unsure_answer_is_not_right_and_not_wrong_among_those_given() -> None:
    pairs = [pair(), pair(found="greet"), pair(found=figures.UNSURE)]
    coverage, precision = figures.answered(pairs)
    assert (coverage, precision) == (Share(2, 3), Share(1, 2))
    assert figures.accuracy(pairs) == Share(1, 3)


def test_an_intent_is_scored_for_what_it_missed_and_what_it_took() -> None:
    scores = figures.by_intent([pair(), pair(found="greet"), pair(found=figures.UNSURE)])
    assert scores == {"ask_work": Score(1, 0, 2), "greet": Score(0, 1, 0)}


def test_needs_are_scored_one_by_one() -> None:
    scores = figures.by_need([pair(needs=("work", "housing"), found_needs=["work", "school"])])
    assert scores == {"work": Score(1, 0, 0), "school": Score(0, 1, 0), "housing": Score(0, 0, 1)}
    assert figures.total(scores).f1 == pytest.approx(0.5)


def test_an_entity_must_agree_in_type_value_and_place() -> None:
    marked = (Marked("age", 7, 10, 11), Marked("place", "Köln", 20, 24))
    found = [
        {"type": "age", "value": 7, "start": 8, "end": 12},
        {"type": "place", "value": "Bonn", "start": 20, "end": 24},
        {"type": "phone", "value": "1", "start": 0, "end": 1},
    ]
    scores = figures.by_type([pair(marked=marked, found_entities=found)])
    assert scores == {"age": Score(1, 0, 0), "place": Score(0, 1, 1)}


def test_a_danger_without_a_flag_is_missed_and_a_flag_without_danger_is_false() -> None:
    danger = pair(urgency=("detention",), found_urgency=["deportation_date"])
    calm = pair(found_urgency=["detention"])
    assert figures.alarmed([danger]) == Share(1, 1)
    assert figures.rightly_alarmed([danger]) == Share(0, 1)
    assert figures.false_alarms([danger, calm, pair()]) == Share(1, 2)


def test_only_sentences_in_their_own_script_tell_how_well_languages_are_named() -> None:
    pairs = [
        pair(text="ich suche eine arbeit"),
        pair(text="arbeit"),
        pair(text="ana bdi shoghl w beit", language="ar"),
        pair(text="أنا أبحث عن عمل", language="ar"),
    ]
    named, certain, wrong = figures.languages(pairs)
    assert (named, certain, wrong) == (Share(1, 2), Share(2, 2), Share(1, 2))


def test_the_interval_of_a_share_narrows_with_its_number() -> None:
    few, many = Share(9, 10).interval, Share(900, 1000).interval
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert Share(0, 0).interval == (0.0, 1.0)


def test_a_question_about_danger_counts_as_help_and_without_danger_as_in_vain() -> None:
    danger = pair("emergency_violence", "emergency_other", urgency=("violence_now",))
    calm = pair(found="emergency_other")
    assert figures.alarmed_or_asked([danger]) == Share(1, 1)
    assert figures.asked_in_vain([danger, calm, pair()]) == Share(1, 2)

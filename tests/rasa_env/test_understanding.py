"""Who is right about a message, and how the gateway's reading reaches Rasa's parse."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.components.understanding import UnderstandingReader
from nlu.components.verdict import decide


def ranked(name: str, confidence: float = 0.9) -> list[dict]:
    return [{"name": name, "confidence": confidence}, {"name": "greet", "confidence": 0.05}]


def reading(needs: tuple = (), urgency: tuple = (), entities: tuple = ()) -> dict:
    found = [{"type": kind, "text": text, "value": text, "start": 0, "end": len(text)} for kind, text in entities]
    return {"language": "de", "needs": list(needs), "urgency": list(urgency), "entities": found}


def winner(ranking: list[dict], understanding: dict, words: int = 3) -> str:
    return decide(ranking, understanding, words, alarm_threshold=0.7, sure=0.6)[0]["name"]


@pytest.mark.parametrize(
    ("flags", "intent"),
    [
        (("violence_partner",), "emergency_violence"),
        (("violence_now", "no_money_for_food"), "emergency_violence"),
        (("suicide_thoughts",), "emergency_suicide"),
        (("homeless_tonight",), "emergency_homeless"),
        (("eviction_notice",), "emergency_homeless"),
        (("deportation_date",), "emergency_other"),
        (("a_flag_of_tomorrow",), "emergency_other"),
    ],
)
def test_danger_that_the_gateway_saw_beats_any_intent(flags: tuple, intent: str) -> None:
    assert winner(ranked("ask_work", 0.99), reading(urgency=flags)) == intent


def test_a_weak_alarm_of_the_classifier_alone_is_not_understood() -> None:
    assert winner(ranked("emergency_violence", 0.4), reading()) == "nlu_fallback"


@pytest.mark.parametrize(
    ("ranking", "words", "intent"),
    [
        (ranked("greet", 0.9), 1, "emergency_other"),
        (ranked("emergency_violence", 0.4), 8, "emergency_other"),
        (ranked("ask_work", 0.9), 8, "ask_work"),
    ],
)
def test_a_hint_of_danger_is_asked_about_where_it_is_all_that_is_said_or_sounds_like_it(
    ranking: list, words: int, intent: str
) -> None:
    assert winner(ranking, {**reading(), "urgency_to_check": ["violence_now"]}, words) == intent


def test_a_strong_alarm_of_the_classifier_stands() -> None:
    assert winner(ranked("emergency_violence", 0.8), reading()) == "emergency_violence"


def test_a_known_need_helps_where_the_classifier_is_unsure() -> None:
    assert winner(ranked("nlu_fallback", 0.3), reading(needs=("school", "housing"))) == "ask_school_child"


def test_a_need_that_is_not_known_yet_changes_nothing() -> None:
    assert winner(ranked("nlu_fallback", 0.3), reading(needs=("astrology",))) == "nlu_fallback"


@pytest.mark.parametrize("guess", ["nlu_fallback", "ask_work", "out_of_scope", "start_help", "correct"])
def test_a_rare_need_of_the_lexicon_beats_an_unsure_guess(guess: str) -> None:
    assert winner(ranked(guess, 0.4), reading(needs=("debts",))) == "ask_other_need"


@pytest.mark.parametrize("guess", ["have_letter", "ask_human", "delete_my_data", "revoke_consent"])
def test_a_wish_of_another_kind_does_not_give_way_to_a_rare_need(guess: str) -> None:
    assert winner(ranked(guess, 0.4), reading(needs=("debts",))) == guess


def test_a_sure_classifier_stands_against_a_rare_need() -> None:
    assert winner(ranked("ask_work", 0.8), reading(needs=("labour_rights",))) == "ask_work"


def test_a_guess_that_the_lexicon_confirms_stands_beside_a_rare_need() -> None:
    assert winner(ranked("ask_work", 0.4), reading(needs=("work", "debts"))) == "ask_work"


@pytest.mark.parametrize(
    ("needs", "intent"),
    [((), "nlu_fallback"), (("housing",), "ask_housing"), (("debts",), "ask_other_need")],
)
def test_a_rare_need_that_nobody_can_name_is_not_understood(needs: tuple, intent: str) -> None:
    assert winner(ranked("ask_other_need", 0.9), reading(needs=needs)) == intent


@pytest.mark.parametrize(
    ("confidence", "needs", "intent"),
    [
        (0.47, ("language",), "ask_language_course"),
        (0.9, ("language",), "change_language"),
        (0.47, (), "change_language"),
        (0.47, ("work",), "change_language"),
    ],
)
def test_who_asks_for_a_course_is_not_given_another_language_by_a_guess(
    confidence: float, needs: tuple, intent: str
) -> None:
    assert winner(ranked("change_language", confidence), reading(needs=needs)) == intent


def test_a_danger_beats_a_rare_need() -> None:
    understanding = reading(needs=("mental_health",), urgency=("suicide_thoughts",))
    assert winner(ranked("ask_other_need", 0.9), understanding) == "emergency_suicide"


@pytest.mark.parametrize(
    ("entities", "intent"),
    [
        ((("lives_in", "in der LEA"),), "inform"),
        ((("writing_for", "für meine Mutter"),), "inform"),
        ((("age", "27"),), "inform_age"),
        ((("residence_title", "Duldung"),), "inform_title"),
        ((("place", "Kreuzhausen"),), "inform"),
        ((("age", "27"), ("place", "Kreuzhausen")), "inform"),
    ],
)
def test_a_lone_entity_is_an_answer(entities: tuple, intent: str) -> None:
    assert winner(ranked("greet", 0.4), reading(entities=entities)) == intent


def test_a_correction_with_an_age_stays_a_correction() -> None:
    assert winner(ranked("correct", 0.8), reading(entities=(("age", "ich bin 27"),)), words=4) == "correct"


def test_a_story_with_an_age_in_it_is_no_bare_answer() -> None:
    assert winner(ranked("ask_work", 0.4), reading(entities=(("age", "27"),)), words=20) == "ask_work"


def test_free_text_is_never_taken_for_a_button() -> None:
    assert winner(ranked("answer", 0.9), reading()) == "greet"


def parse(metadata: dict | None) -> Message:
    data = {
        "text": "ich bin 27",
        "metadata": metadata,
        "intent": ranked("greet", 0.4)[0],
        "intent_ranking": ranked("greet", 0.4),
    }
    return UnderstandingReader(UnderstandingReader.get_default_config()).process([Message(data=data)])[0]


def test_entities_keep_type_value_and_offsets() -> None:
    message = parse({"understanding": reading(entities=(("age", "ich bin 27"),))})
    assert message.get("intent")["name"] == "inform_age"
    assert message.get("entities") == [
        {"entity": "age", "value": "ich bin 27", "start": 0, "end": 10, "extractor": "UnderstandingReader"}
    ]


@pytest.mark.parametrize("metadata", [None, {}, {"understanding": None}])
def test_a_message_without_a_reading_keeps_the_verdict_of_the_classifier(metadata: dict | None) -> None:
    message = parse(metadata)
    assert message.get("intent") == {"name": "greet", "confidence": 0.4}
    assert message.get("entities") == []


@pytest.mark.parametrize("courtesy", ["greet", "thank", "goodbye", "repeat"])
def test_a_need_is_heard_behind_a_courtesy_unless_it_is_plainly_one(courtesy: str) -> None:
    assert winner(ranked(courtesy, 0.7), reading(needs=("everyday",))) == "ask_everyday"
    assert winner(ranked(courtesy, 0.99), reading(needs=("everyday",))) == courtesy
    assert winner(ranked(courtesy, 0.7), reading()) == courtesy


def test_help_with_something_is_about_the_something_unless_the_classifier_is_sure() -> None:
    assert winner(ranked("start_help", 0.7), reading(needs=("everyday",))) == "ask_everyday"
    assert winner(ranked("start_help", 0.42), reading()) == "start_help"
    assert winner(ranked("start_help", 0.9), reading(needs=("everyday",))) == "start_help"


def test_where_any_words_answer_a_weak_guess_does_not_take_them_away() -> None:
    asked_for_words = {**reading(), "own_words": True}
    assert winner(ranked("ask_status_of_my_case", 0.33), asked_for_words) == "inform"
    assert winner(ranked("nlu_fallback", 0.3), asked_for_words) == "inform"
    assert winner(ranked("ask_human", 0.9), asked_for_words) == "ask_human"
    assert winner(ranked("ask_status_of_my_case", 0.33), reading()) == "ask_status_of_my_case"
    assert (
        winner(ranked("ask_work", 0.3), {**reading(urgency=("suicide_acute",)), "own_words": True})
        == "emergency_suicide"
    )

"""Another language than the conversation's, one that nobody here speaks, words that may mean two things."""

import pytest

from tests.support.chat import Chat
from tests.support.served import Served


@pytest.fixture
def asked_for_age(lotse: Served) -> Chat:
    chat = Chat(lotse.url).into_intake("full").tap("everyday")
    assert chat.question == "age"
    return chat


def test_a_clear_sentence_in_another_language_is_understood_and_the_language_asked_about_once(
    asked_for_age: Chat,
) -> None:
    asked_for_age.say("I am 34 years old and I live here with my two children")
    assert asked_for_age.said[:2] == ["language.switch", "language.switch"]
    assert [message["language"] for message in asked_for_age.heard[:2]] == ["en", "de"]
    assert asked_for_age.question != "age"
    asked_for_age.say("I would like to answer all of your questions in English please")
    assert "language.switch" not in asked_for_age.said


def test_the_language_is_changed_by_the_button_that_was_offered(asked_for_age: Chat) -> None:
    asked_for_age.say("I am looking for somebody who can help me with my letters").tap("en")
    assert "language.changed" in asked_for_age.said
    assert asked_for_age.heard[-1]["language"] == "en"


@pytest.mark.parametrize("sentence", ["Ez li Almanya me û ez alîkariyê dixwazim, ji kerema xwe", "ሓገዝ የድልየኒ ኣሎ በጃኹም"])
def test_a_language_that_nobody_speaks_here_gets_the_languages_and_a_person(asked_for_age: Chat, sentence: str) -> None:
    asked_for_age.say(sentence)
    assert asked_for_age.said == ["language.foreign"]
    assert {"de", "en", "ar", "person"} <= {choice["id"] for choice in asked_for_age.heard[0]["choices"]}
    asked_for_age.say("27")
    assert asked_for_age.question != "age"


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Ich brauche einen Anwalt, wer kann mich rechtlich beraten?", "topic.ask_legal_help"),
        ("Kann ich bitte einen Termin haben?", "topic.ask_appointment"),
    ],
)
def test_law_and_appointments_are_explained_and_the_question_comes_again(
    asked_for_age: Chat, sentence: str, key: str
) -> None:
    asked_for_age.say(sentence)
    assert key in asked_for_age.said
    assert asked_for_age.question == "age"

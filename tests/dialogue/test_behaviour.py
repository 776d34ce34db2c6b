"""What people do in the middle of it: interrupt, correct, skip, go back, ask why, change language, call for help."""

import pytest

from tests.support.chat import Chat
from tests.support.served import Served


@pytest.fixture
def asked_for_age(lotse: Served) -> Chat:
    chat = Chat(lotse.url).into_intake("full").tap("everyday")
    assert chat.question == "age"
    return chat


def test_why_is_answered_and_the_question_comes_again(asked_for_age: Chat) -> None:
    asked_for_age.say("Warum wollen Sie das wissen?")
    assert asked_for_age.said == ["why.age", "ask.age"]


def test_every_question_of_the_intake_can_be_skipped(asked_for_age: Chat) -> None:
    for _ in range(8):
        if asked_for_age.question == "readback":
            return
        asked_for_age.tap("skip")
    raise AssertionError(asked_for_age.question)


def test_skipping_can_be_said_in_words(asked_for_age: Chat) -> None:
    asked_for_age.say("Das möchte ich lieber nicht sagen")
    assert "answer.skipped" in asked_for_age.said
    assert asked_for_age.question != "age"


def test_german_becomes_leichte_sprache_on_demand(asked_for_age: Chat) -> None:
    asked_for_age.tap("simpler")
    assert asked_for_age.said == ["language.changed", "ask.age"]
    assert asked_for_age.state["language"] == "de-x-simple"
    assert asked_for_age.say("34").question != "age"


def test_another_language_gets_the_shorter_question_and_then_a_person(lotse: Served) -> None:
    chat = Chat(lotse.url, "ru").into_intake("full").tap("everyday").tap("simpler")
    assert chat.said == ["short.age"]
    assert chat.say("можно попроще, пожалуйста").said == ["short.age"]
    assert chat.say("34").question != "age"


def test_a_summary_has_no_shorter_form_and_a_person_is_offered(lotse: Served) -> None:
    chat = Chat(lotse.url, "en").into_intake("anonymous").tap("everyday")
    while chat.question != "readback":
        chat.tap("skip")
    chat.say("simpler please")
    assert chat.said[0] == "simpler.person"
    assert {choice["id"] for choice in chat.heard[0]["choices"]} == {"person"}
    assert chat.question == "readback"


@pytest.mark.parametrize(
    ("language", "concern", "again"),
    [
        ("en", "How do I find a doctor?", "please repeat that"),
        ("ar", "كيف أجد طبيباً؟", "أعد من فضلك"),
        ("uk", "Як мені знайти лікаря?", "повторіть, будь ласка"),
    ],
)
def test_an_answer_is_said_again_word_by_word(lotse: Served, language: str, concern: str, again: str) -> None:
    chat = Chat(lotse.url, language).say(concern)
    answer = [(message["key"], message["text"]) for message in chat.heard]
    assert answer[-1][0] == "info.go_on"
    for _ in range(2):
        chat.say(again)
        assert [(message["key"], message["text"]) for message in chat.heard][: len(answer)] == answer


def test_an_answer_is_said_again_in_leichte_sprache(lotse: Served) -> None:
    chat = Chat(lotse.url).say("Wie finde ich einen Arzt?")
    answer = [key for key in chat.said if key.startswith("info.")]
    chat.say("Bitte sagen Sie das einfacher")
    assert chat.said[0] == "language.changed"
    assert [key for key in chat.said if key.startswith("info.")] == answer
    assert chat.state["language"] == "de-x-simple"


def test_where_there_are_no_simpler_words_a_person_is_offered_and_it_is_said_again(lotse: Served) -> None:
    chat = Chat(lotse.url, "en").say("How do I find a doctor?")
    answer = [key for key in chat.said if key.startswith("info.")]
    chat.say("say it more simply please")
    assert chat.said[0] == "simpler.person"
    assert [key for key in chat.said if key.startswith("info.")] == answer


def test_words_of_a_button_that_was_not_tapped_are_understood(lotse: Served) -> None:
    chat = Chat(lotse.url, "en").say("I need help").say("With contact")
    assert chat.question == "needs"


def test_back_asks_the_former_question_again(asked_for_age: Chat) -> None:
    asked_for_age.tap("back")
    assert asked_for_age.question == "needs"
    asked_for_age.tap("everyday")
    assert asked_for_age.question == "age"


def test_back_at_the_beginning_stays_there(lotse: Served) -> None:
    chat = Chat(lotse.url).say("zurück")
    assert chat.question == "entry"
    assert "answer.at_the_beginning" in chat.said


def test_an_earlier_answer_is_corrected_in_the_middle_of_another_question(asked_for_age: Chat) -> None:
    asked_for_age.say("25")
    question = asked_for_age.question
    asked_for_age.say("Nein, ich bin 26")
    assert "answer.corrected" in asked_for_age.said
    assert asked_for_age.question == question


def test_a_correction_keeps_what_was_said_before_for_staff_and_counts_for_the_decision(lotse: Served) -> None:
    chat = Chat(lotse.url).into_intake("anonymous").tap("everyday").say("26").say("nein, ich bin 27")
    assert "answer.corrected" in chat.said
    assert chat.question == "residence_title"  # a matter of age: from 27 the title decides


def test_another_concern_in_between_is_kept_and_the_question_comes_again(asked_for_age: Chat) -> None:
    asked_for_age.say("Ich habe auch Schulden")
    assert "answer.corrected" in asked_for_age.said
    assert asked_for_age.question == "age"
    while asked_for_age.question != "readback":
        asked_for_age.tap("skip")
    needs = next(i["value"] for m in asked_for_age.heard for i in m["items"] if i["change"] == "change-needs")
    assert "Alltag" in needs
    assert "Schulden" in needs


def test_an_integration_manager_is_asked_back_because_several_offices_have_one(asked_for_age: Chat) -> None:
    asked_for_age.say("Mir hilft der Integrationsmanager")
    assert "answer.which_helper" in asked_for_age.said
    assert asked_for_age.question == "case_management"
    asked_for_age.tap("kim")
    assert asked_for_age.question == "age"


def test_a_question_about_privacy_in_between_is_answered_and_the_intake_goes_on(asked_for_age: Chat) -> None:
    asked_for_age.say("Wer kann lesen, was ich hier schreibe?")
    assert "privacy.told" in asked_for_age.said
    assert asked_for_age.question == "age"


def test_a_person_can_be_had_at_any_moment(asked_for_age: Chat) -> None:
    asked_for_age.say("Ich möchte mit einem Menschen sprechen")
    assert "human.wanted" in asked_for_age.said
    if asked_for_age.question == "contact_channel":  # nobody is there at this hour: they learn how to reach the person
        asked_for_age.tap("skip")
    assert asked_for_age.question == "age"


def test_a_machine_says_that_it_is_one(asked_for_age: Chat) -> None:
    asked_for_age.say("Bist du ein Roboter?")
    assert "machine.told" in asked_for_age.said


def test_the_language_changes_by_word_and_nothing_is_lost(asked_for_age: Chat) -> None:
    asked_for_age.say("Can we switch to English please?")
    assert asked_for_age.state["language"] == "en"
    assert asked_for_age.question == "age"
    asked_for_age.say("I am 30")
    assert asked_for_age.question != "age"


def test_the_language_changes_by_button_and_everything_is_shown_in_it(asked_for_age: Chat) -> None:
    answer = asked_for_age.http.post(
        f"/conversations/{asked_for_age.id}/language", json={"language": "ar"}, headers=asked_for_age.headers
    )
    assert answer.json()["state"]["direction"] == "rtl"
    asked_for_age.messages = []
    asked_for_age.read()
    welcome = next(message for message in asked_for_age.messages if message["key"] == "welcome.notice")
    assert welcome["language"] == "ar"
    assert "ا" in welcome["text"]
    assert asked_for_age.messages[-1]["key"] == "ask.age"


@pytest.mark.parametrize(
    ("language", "words", "key", "number"),
    [
        ("de", "Mein Mann schlägt mich gerade, bitte helfen Sie mir", "safety.S2", "110"),
        ("en", "I want to kill myself", "safety.S4", "0800 1110111"),
        ("ar", "زوجي يضربني الآن", "safety.S2", "110"),
        ("de", "Ich weiß nicht wo ich heute Nacht schlafen soll", "safety.S9", None),
    ],
)
def test_danger_is_answered_at_once_and_the_question_stays_open(
    lotse: Served, language: str, words: str, key: str, number: str | None
) -> None:
    chat = Chat(lotse.url, language).into_intake("full").tap("everyday").say(words)
    safety = [message for message in chat.messages if message["kind"] == "safety"]
    assert safety, chat.said
    assert safety[0]["sender"] == "system"
    assert safety[0]["key"] == key
    if number:
        contact = next(c for c in safety[0]["contacts"] if c["phone"] == number)
        assert contact["tel"] in {f"tel:{number}", "tel:+498001110111"}
        assert contact["say_german"]
    assert chat.question == "age"
    chat.tap("go_on")
    assert chat.said == ["ask.age"]


def test_what_is_not_understood_is_asked_again_and_then_a_person_is_offered(asked_for_age: Chat) -> None:
    asked_for_age.say("xqzt blorf wumpel")
    assert "answer.not_understood" in asked_for_age.said
    asked_for_age.say("grmpf fnord snarf")
    assert "answer.stuck" in asked_for_age.said
    assert any(choice["id"] == "person" for message in asked_for_age.heard for choice in message["choices"])


def test_the_read_back_lets_one_line_be_changed(lotse: Served) -> None:
    chat = Chat(lotse.url).into_intake("anonymous").tap("school").say("40").tap("neudorf").tap("none").tap("skip")
    assert chat.question == "readback"
    chat.tap("change-age")
    assert chat.question == "age"
    chat.say("41")
    assert chat.question == "readback"
    assert any(item["value"] == "41" for message in chat.heard for item in message["items"])


def test_forty_turns_and_it_still_knows_everything(lotse: Served) -> None:
    """The dialogue's tracker is started afresh on the way; the case carries on."""
    chat = Chat(lotse.url).into_intake("full").tap("everyday")
    for _ in range(40):
        chat.tap("why")
        assert chat.said == ["why.age", "ask.age"]
    chat.say("30")
    assert chat.question == "residence_title"

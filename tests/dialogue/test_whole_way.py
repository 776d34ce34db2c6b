"""From the first screen to the handover, and back to the person."""

import pytest

from tests.support.chat import Chat
from tests.support.served import Served

MESSAGES = {
    "de": {
        "need": "Ich suche eine Wohnung und meine Tochter braucht einen Platz in der Schule und ich suche Arbeit",
        "age": "Ich bin 34 Jahre alt",
    },
    "en": {
        "need": "I am looking for a flat, my daughter needs a school and I need a job",
        "age": "I am 34 years old",
    },
    "ar": {
        "need": "أبحث عن شقة وابنتي تحتاج إلى مدرسة وأنا أبحث عن عمل",
        "age": "عمري ٣٤ سنة",
    },
}


def to_consent(chat: Chat, words: dict[str, str]) -> Chat:
    """The intake up to the question whether it may be passed on."""
    chat.into_intake("full")
    assert chat.question == "needs"
    chat.say(words["need"])
    assert chat.question == "age"
    chat.say(words["age"])
    assert chat.question == "municipality"
    chat.tap("musterstadt")
    assert chat.question == "case_management"
    chat.tap("none")
    while chat.question in {"residence_title", "benefits_drawn"}:
        chat.tap({"residence_title": "niederlassung", "benefits_drawn": "none"}[chat.question])
    assert chat.question == "goal"
    chat.tap("skip")
    assert chat.question == "readback"
    chat.tap("yes")
    assert "decision.told" in chat.said
    assert chat.question == "handover"
    return chat


@pytest.mark.parametrize("language", MESSAGES)
def test_somebody_with_three_concerns_is_handed_over_to_case_management(lotse: Served, language: str) -> None:
    chat = to_consent(Chat(lotse.url, language), MESSAGES[language])
    chat.tap("yes")
    assert chat.question == "handover_return"
    chat.tap("yes").tap("phone")
    assert chat.question == "contact_value"
    chat.say("0221 4710999")
    chat.tap("shared").tap("write_only").tap("evening")
    assert chat.question == "barriers"
    chat.tap("none")
    told = next(message for message in chat.heard if message["key"] == "handover.done")
    assert chat.state["reference"] in told["text"]
    assert chat.question is None


def test_three_concerns_in_one_message_are_all_read_back(lotse: Served) -> None:
    chat = Chat(lotse.url, "en").into_intake("anonymous").say(MESSAGES["en"]["need"]).say("34")
    chat.tap("musterstadt").tap("none")
    while chat.question != "readback":
        chat.tap("skip")
    needs = next(item for m in chat.heard for item in m["items"] if item["change"] == "change-needs")
    assert needs["value"].count(",") + needs["value"].count(" and ") >= 2


def test_without_a_yes_nothing_is_passed_on_and_the_address_is_given(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).tap("no")
    assert "consent.declined" in chat.said
    assert chat.state["reference"] is None
    assert any(message["contacts"] for message in chat.heard)


def test_a_written_yes_is_no_consent(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).say("ja")
    assert chat.state["reference"] is None
    assert chat.question == "handover"


def test_anonymous_people_get_referral_advice_and_nothing_is_passed_on(lotse: Served) -> None:
    chat = Chat(lotse.url).into_intake("anonymous").tap("school").say("40").tap("neudorf").tap("none").tap("skip")
    chat.tap("yes")
    assert "decision.told" in chat.said
    assert chat.question is None
    assert chat.state["reference"] is None


def test_whoever_was_anonymous_can_go_on_to_a_handover(lotse: Served) -> None:
    chat = Chat(lotse.url).into_intake("anonymous").tap("everyday").say("20").tap("neudorf").tap("none").tap("skip")
    chat.tap("yes").tap("pass_on")
    assert chat.state["mode"] == "full"
    assert chat.question == "handover"


def test_a_question_is_answered_in_general_and_leaves_no_fact(lotse: Served) -> None:
    chat = Chat(lotse.url).tap("question")
    assert chat.state["mode"] == "information"
    chat.say("Wie finde ich einen Deutschkurs?")
    assert chat.said[0] == "article.told"
    assert chat.state["mode"] == "information"


def test_what_was_written_before_is_used_only_after_a_yes(lotse: Served) -> None:
    for answer, asked in (("yes", "residence_title"), ("no", "needs")):
        chat = Chat(lotse.url).tap("question").say("Ich suche eine Wohnung").tap("help_for_me").tap("full")
        assert chat.question == "reread"
        chat.tap(answer)
        assert chat.question == asked


def test_a_letter_goes_before_a_person_the_same_day(lotse: Served) -> None:
    chat = Chat(lotse.url).tap("letter").tap("anonymous").tap("jobcenter")
    assert chat.question == "letter_date"
    chat.say("12.02.2026").say("12.03.2026")
    assert "letter.noted" in chat.said
    assert chat.question == "needs"


def test_reference_number_and_code_tell_the_status_elsewhere(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).tap("yes").tap("no").tap("chat_only").tap("none")
    told = next(message for message in chat.heard if message["key"] == "handover.done")
    reference = chat.state["reference"]
    code = next(word for word in told["text"].replace(".", " ").split() if word.isdigit() and len(word) == 6)
    elsewhere = Chat(lotse.url, "en").tap("reference").say(reference.lower().replace("-", " ")).say(code)
    assert "status.requested" in elsewhere.said


def test_a_wrong_code_tells_nothing_and_soon_not_even_that(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).tap("yes").tap("no").tap("chat_only").tap("none")
    stranger = Chat(lotse.url)
    for _ in range(5):
        stranger.tap("reference").say(chat.state["reference"]).say("000000")
        assert "status.unknown" in stranger.said
    stranger.tap("reference").say(chat.state["reference"]).say("000000")
    assert "status.too_many" in stranger.said


def test_handing_over_again_does_not_double(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).tap("yes").tap("no").tap("chat_only").tap("none")
    first = chat.state["reference"]
    chat.say("Ich bin 35 Jahre alt")
    assert chat.question == "readback"
    chat.tap("yes")
    assert "handover.updated" in chat.said
    assert chat.state["reference"] == first


def test_a_child_on_its_own_is_sent_to_the_youth_office_of_its_town_at_once(lotse: Served) -> None:
    for town, office in (("musterstadt", "Stadt Musterstadt"), ("neudorf", "Kreisjugendamt")):
        chat = Chat(lotse.url).into_intake("anonymous").tap("school").say("16").tap("yes").tap(town)
        told = next(message for message in chat.heard if message["key"] == "decision.told")
        assert office in told["contacts"][0]["name"]


def test_a_consent_can_be_taken_back_in_the_chat_at_once_and_once(lotse: Served) -> None:
    chat = to_consent(Chat(lotse.url), MESSAGES["de"]).tap("yes").tap("no").tap("chat_only").tap("none")
    reference = chat.state["reference"]
    chat.say("Ich widerrufe meine Einwilligung")
    assert "consent.which" in chat.said
    chat.tap(f"revoke-{reference}")
    assert "consent.revoked" in chat.said
    chat.tap("my_status")
    assert "status.revoked" in chat.said
    chat.tap(f"revoke-{reference}")
    assert "consent.nothing_to_revoke" in chat.said


def test_a_child_is_not_handed_over_by_the_program_but_a_person_looks_at_it(lotse: Served) -> None:
    chat = Chat(lotse.url).into_intake("full").tap("everyday").say("15").tap("no").tap("neudorf").tap("none")
    chat.tap("skip").tap("yes")
    assert {"decision.told", "human.answers_when_staffed"} <= set(chat.said)
    assert chat.question is None
    assert chat.state["reference"] is None

"""What the message of danger itself says about the person decides at once who may be named."""

import pytest

from tests.support.chat import Chat
from tests.support.served import Served


def named(chat: Chat) -> tuple[set[str], set[str]]:
    safety = [message for message in chat.messages if message["kind"] == "safety"]
    assert safety, [message["key"] for message in chat.messages]
    return {message["key"] for message in safety}, {c["code"] for message in safety for c in message["contacts"]}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Ich habe keine Papiere und weiß nicht, wo ich heute Nacht schlafen soll"),
        ("en", "I have no papers and nowhere to sleep tonight"),
        ("ar", "ليس عندي أوراق وليس عندي مكان أنام فيه الليلة"),
    ],
)
def test_who_says_in_one_breath_to_have_no_papers_is_sent_to_no_office(
    lotse: Served, language: str, words: str
) -> None:
    keys, codes = named(Chat(lotse.url, language).into_intake("anonymous").say(words))
    assert "safety.S9_hidden_number" in keys
    assert codes == {"FLUECHTLINGSBERATUNG", "MENSCH"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Ich bin 15 Jahre alt und soll zwangsverheiratet werden"),
        ("en", "I am 15 years old and they force me to marry"),
    ],
)
def test_who_says_in_one_breath_to_be_a_child_gets_the_youth_office(lotse: Served, language: str, words: str) -> None:
    keys, codes = named(Chat(lotse.url, language).into_intake("anonymous").say(words))
    assert "safety.S7" in keys
    assert {"JUGENDAMT", "HELPLINE_116016"} <= codes

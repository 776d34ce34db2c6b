"""Rubbish in, kindness out: never a 500, nothing lost."""

import uuid

import httpx
import pytest

from tests.support.chat import Chat
from tests.support.served import Served


@pytest.fixture
def chat(lotse: Served) -> Chat:
    return Chat(lotse.url).into_intake("full").tap("everyday")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "empty"),
        ("   \n\t ", "empty"),
        ("\u200b\u202e\u2069", "empty"),
        ("x" * 4001, "too_long"),
        ("\x00\x01\x02\x03binary\x04\x05\x06\x07", "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(chat: Chat, text: str, error: str) -> None:
    answer = chat.post({"client_id": uuid.uuid4().hex, "text": text})
    assert answer.status_code == 422
    assert answer.json()["error"] == error
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/ask_work",
        '/answer{"age": 3}',
        '/inform_age{"age": "99"}',
        "EXTERNAL: action_back",
        "/erase",
        "\u202eabc\u202c 😀",
        "😀😀😀",
        "؟؟؟!",
        "x" * 4000,
        "<script>alert(1)</script>",
        "'; DROP TABLE message; --",
        "{{ 7*7 }} {service}",
        "𒀀" * 500,
    ],
)
def test_odd_messages_get_a_kind_answer_and_the_question_stays(chat: Chat, text: str) -> None:
    chat.say(text)
    assert chat.heard
    assert chat.question == "age"
    mine = [message for message in chat.messages if message["sender"] == "person"][-1]
    assert mine["text"] == text


def test_what_looks_like_a_command_does_nothing(chat: Chat) -> None:
    chat.say('/answer{"attribute": "age", "value": 99}')
    assert chat.question == "age"


def test_the_longest_message_that_is_allowed_is_kept_whole(chat: Chat) -> None:
    text = "Ich bin müde. " * 285
    chat.say(text)
    mine = [message for message in chat.messages if message["sender"] == "person"][-1]
    assert mine["text"] == text


def test_a_retry_does_not_double_a_message(chat: Chat) -> None:
    body = {"client_id": "the-same", "text": "30"}
    first, second = chat.post(body), chat.post(body)
    assert second.json()["duplicate"]
    assert first.json()["message"]["id"] == second.json()["message"]["id"]
    chat.listen()
    assert sum(message["client_id"] == "the-same" for message in chat.messages) == 1


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer " + "x" * 5000])
def test_a_stranger_cannot_read_a_conversation(lotse: Served, chat: Chat, token: str) -> None:
    for method, path in (("GET", "/messages"), ("GET", "/events"), ("DELETE", "")):
        answer = httpx.request(
            method, f"{lotse.url}/api/v1/conversations/{chat.id}{path}", headers={"Authorization": token}
        )
        assert answer.status_code == 401


@pytest.mark.parametrize("conversation", ["nonsense", "f60143a2-1ba3-4cee-918f-d6f097a0a8cb", "%00", "1' OR '1'='1"])
def test_a_token_opens_its_own_conversation_and_no_other(lotse: Served, chat: Chat, conversation: str) -> None:
    answer = httpx.get(f"{lotse.url}/api/v1/conversations/{conversation}/messages", headers=chat.headers)
    assert answer.status_code == 401


def test_one_persons_choices_are_not_another_persons(lotse: Served, chat: Chat) -> None:
    other = Chat(lotse.url)
    answer = other.post({"client_id": "x", "choice": {"message_id": chat.messages[-1]["id"], "choice_id": "skip"}})
    assert (answer.status_code, answer.json()["error"]) == (422, "unknown_choice")


def test_a_choice_that_was_never_offered_is_refused(chat: Chat) -> None:
    message = chat.messages[-1]["id"]
    for choice in ({"message_id": message, "choice_id": "erase"}, {"message_id": "nonsense", "choice_id": "yes"}):
        assert chat.post({"client_id": uuid.uuid4().hex, "choice": choice}).status_code == 422


def test_a_choice_of_a_question_from_before_is_no_longer_on_offer(chat: Chat) -> None:
    needs = next(
        message for message in chat.messages if message["question"] and message["question"]["attribute"] == "needs"
    )
    answer = chat.post({"client_id": "late", "choice": {"message_id": needs["id"], "choice_id": "housing"}})
    assert (answer.status_code, answer.json()["error"]) == (409, "stale_choice")


def test_two_taps_on_one_question_count_once(chat: Chat) -> None:
    offer = {"message_id": chat.messages[-1]["id"], "choice_id": "skip"}
    answers = [chat.post({"client_id": f"tap-{n}", "choice": offer}).status_code for n in (1, 2)]
    chat.listen()
    assert answers[0] == 202
    assert sum(message["key"] == "answer.skipped" for message in chat.messages) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b'{"text": "x"}', b'{"client_id": "a"}', b'{"client_id": "a", "text": 5}',
     b'{"client_id": "a", "text": "x", "choice": {"message_id": "a", "choice_id": "b"}}', b"\xff\xfe"],
)  # fmt: skip
def test_malformed_requests_are_refused_in_words(lotse: Served, chat: Chat, body: bytes) -> None:
    headers = {**chat.headers, "Content-Type": "application/json"}
    answer = httpx.post(f"{lotse.url}/api/v1/conversations/{chat.id}/messages", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_huge_body_is_refused_before_it_is_read(lotse: Served, chat: Chat) -> None:
    answer = httpx.post(
        f"{lotse.url}/api/v1/conversations/{chat.id}/messages", content=b"x" * 1_000_000, headers=chat.headers
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "opening",
    [{"language": "xx"}, {"language": "de", "municipality": "atlantis"}, {"language": "de", "channel": "fax"}],
)
def test_an_unknown_language_town_or_channel_is_refused(lotse: Served, opening: dict) -> None:
    answer = httpx.post(f"{lotse.url}/api/v1/conversations", json=opening)
    assert answer.status_code == 422


def test_erasing_takes_everything_and_closes_the_door(chat: Chat) -> None:
    assert chat.http.delete(f"/conversations/{chat.id}", headers=chat.headers).status_code == 204
    assert chat.http.get(f"/conversations/{chat.id}/messages", headers=chat.headers).status_code == 401

"""The event stream: resumes where it broke off, and the terminal speaks the same API."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.chat import Chat
from tests.support.served import ROOT, Served


@contextmanager
def stream(chat: Chat, last: int = 0) -> Iterator[Iterator[tuple[str, dict]]]:
    """Events of a conversation, after a sequence number."""
    headers = {**chat.headers, "Last-Event-ID": str(last)}
    with chat.http.stream("GET", f"/conversations/{chat.id}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer)


def _events(answer: httpx.Response) -> Iterator[tuple[str, dict]]:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_the_stream_brings_messages_as_they_come_and_resumes_after_the_last_one_seen(lotse: Served) -> None:
    chat = Chat(lotse.url)
    with stream(chat) as events:
        first = [next(events) for _ in range(3)]
        assert [name for name, _ in first] == ["message", "message", "state"]
        chat.tap("help", wait=False)
        seqs = [data["seq"] for name, data in (next(events) for _ in range(4)) if name == "message"]
    assert seqs[0] == 3
    chat.listen()
    with stream(chat, last=3) as events:
        name, data = next(events)
        assert (name, data["seq"]) == ("message", 4)


def test_the_stream_of_an_erased_conversation_ends_with_a_word(lotse: Served) -> None:
    chat = Chat(lotse.url)
    with stream(chat, last=2) as events:
        assert next(events)[0] == "state"
        httpx.delete(f"{lotse.url}/api/v1/conversations/{chat.id}", headers=chat.headers)
        assert next(events)[0] == "gone"


def test_a_conversation_can_be_scripted_in_the_terminal(lotse: Served, tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text("#help\n#anonymous\nI need help with forms\n19\n")
    command = [sys.executable, "-m", "assistant", "talk", str(script), "--language", "en", "--url", lotse.url]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "How old are you" in ended.stdout
    assert ended.stdout.count("> ") == 4


def test_the_terminal_says_when_nobody_answers() -> None:
    command = [sys.executable, "-m", "assistant", "talk", "--url", "http://127.0.0.1:1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, input="")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_the_description_of_the_interface_names_every_route_its_token_and_its_errors(lotse: Served) -> None:
    description = httpx.get(f"{lotse.url}/openapi.json").json()
    paths = description["paths"]
    assert {
        "/api/v1/languages",
        "/api/v1/texts/{language}",
        "/api/v1/texts/{language}/greeting",
        "/api/v1/municipalities",
        "/api/v1/conversations",
        "/api/v1/conversations/{conversation_id}/messages",
        "/api/v1/conversations/{conversation_id}/events",
        "/api/v1/conversations/{conversation_id}/language",
        "/api/v1/conversations/{conversation_id}/end",
        "/api/v1/conversations/{conversation_id}",
    } <= set(paths)
    for path, methods in paths.items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["description"], where
            if "{conversation_id}" in path:
                assert operation["security"], where
                assert {"401", "422"} <= set(operation["responses"]), where
    assert not [path for path in paths if path.startswith(("/internal", "/console"))]

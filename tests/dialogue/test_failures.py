"""When things fail: the program stops, the dialogue dies, everybody comes at once. Nothing that was taken is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.chat import Chat
from tests.support.served import ROOT, Served, descendants


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A program that these tests may stop and kill."""
    program = Served(tmp_path_factory.mktemp("own"))
    program.start()
    yield program
    program.stop()


def test_fifty_people_at_once_are_all_answered_by_a_pool_of_two_connections(lotse: Served) -> None:
    chats = [Chat(lotse.url).into_intake("full") for _ in range(10)]
    many = [Chat(lotse.url) for _ in range(40)]

    def turn(chat: Chat) -> list[str]:
        if chat.question == "entry":
            chat.tap("help")
        else:
            chat.tap("everyday")
        return chat.said

    with ThreadPoolExecutor(50) as people:
        heard = list(people.map(turn, [*chats, *many]))
    assert [keys for keys in heard if keys[-1] not in {"ask.age", "ask.mode"}] == []


def test_a_conversation_goes_on_after_a_restart(own: Served) -> None:
    chat = Chat(own.url, "ar").into_intake("full").tap("everyday")
    own.stop()
    own.start()
    chat.read()
    assert chat.question == "age"
    chat.say("٣٠")
    assert chat.question == "residence_title"


def test_what_was_taken_before_a_power_cut_is_worked_off_after_it(own: Served) -> None:
    chat = Chat(own.url).into_intake("full").tap("everyday")
    os.kill(own.rasa_processes()[0], signal.SIGSTOP)  # the answer cannot come before the cut
    chat.say("30", wait=False)
    own.kill()
    own.start()
    chat.wait_for("ask.residence_title")
    assert sum(message["text"] == "30" for message in chat.messages) == 1


def test_while_the_dialogue_is_down_people_are_told_danger_is_seen_and_a_person_can_be_had(own: Served) -> None:
    chat = Chat(own.url).into_intake("full").tap("everyday")
    _stop_dialogue(own)
    try:
        began = time.monotonic()
        chat.say("30", wait=False)
        late = chat.wait_for("trouble.late")
        assert time.monotonic() - began < 10
        assert {"112", "110"} <= {contact["phone"] for contact in late["contacts"]}
        chat.say("Mein Mann schlägt mich gerade", wait=False)
        assert chat.wait_for("safety.S2")["kind"] == "safety"
        assert chat.state["assistant"] == "down"
        chat.say("Hallo?", wait=False)
        time.sleep(1)
        chat.read()
        assert sum(message["key"] == "trouble.late" for message in chat.messages) == 1
    finally:
        _wake_dialogue(own)
    chat.wait_for("trouble.back")
    chat.wait_for("ask.residence_title")
    chat.listen()
    assert chat.state["assistant"] == "ready"


def test_a_person_is_called_while_the_dialogue_is_down(own: Served) -> None:
    chat = Chat(own.url)
    _stop_dialogue(own)
    try:
        chat.tap("help", wait=False)
        chat.wait_for("trouble.late")
        chat.tap("person", wait=False)
        chat.wait_for("human.wanted")
    finally:
        _wake_dialogue(own)
    chat.wait_for("ask.mode")


def test_a_dialogue_that_dies_is_started_again_and_the_conversation_goes_on(own: Served) -> None:
    chat = Chat(own.url).into_intake("full").tap("everyday")
    before = own.rasa_processes()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    chat.say("30", wait=False)
    chat.wait_for("ask.residence_title")
    assert set(own.rasa_processes()).isdisjoint(before)


def test_the_end_leaves_no_process_behind(own: Served) -> None:
    children = descendants(own.pid)
    assert any("rasa" in Path(f"/proc/{pid}/cmdline").read_text() for pid in children)
    began = time.monotonic()
    own.stop()
    assert time.monotonic() - began < 20
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    own.start()


def _stop_dialogue(own: Served) -> None:
    for pid in own.rasa_processes():
        os.kill(pid, signal.SIGSTOP)


def _wake_dialogue(own: Served) -> None:
    for pid in own.rasa_processes():
        os.kill(pid, signal.SIGCONT)


def _serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "serve", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_told_in_one_sentence(own: Served, tmp_path: Path) -> None:
    ended = _serve("--demo", "--port", str(own.port), LOTSE_VAR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.strip().count("\n") == 0
    assert str(own.port) in ended.stderr


def test_the_demo_refuses_to_listen_to_the_world(tmp_path: Path) -> None:
    ended = _serve("--demo", "--host", "0.0.0.0", LOTSE_VAR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.strip().count("\n") == 0


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = _serve("--demo", "--port", "8999", LOTSE_VAR=str(tmp_path / "file" / "var"))
    assert ended.returncode == 1
    assert ended.stderr.strip().count("\n") == 0


def test_a_database_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    ended = _serve(
        "--demo", "--port", "8999", LOTSE_VAR=str(tmp_path),
        LOTSE_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr

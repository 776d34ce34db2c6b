import asyncio
import json
from pathlib import Path

from assistant.engine.logs import ChildLog, without_content


def test_a_structured_line_keeps_its_name_and_place_but_nothing_that_was_said() -> None:
    line = json.dumps({
        "event": "rest.message.received.failure",
        "level": "error",
        "text": "my name is Amira",
        "event_info": "about Amira",
        "exception": [{
            "exc_type": "KeyError",
            "exc_value": "'Amira'",
            "frames": [{"filename": "a.py", "lineno": 7, "name": "f", "locals": {"text": "Amira"}}],
        }],
    })  # fmt: skip
    assert without_content(line) == "ERROR rest.message.received.failure KeyError at a.py:7"


def test_what_an_exception_or_a_warning_says_is_left_out() -> None:
    assert without_content("ValueError: invalid literal 'Amira'") == "ValueError"
    assert without_content("rasa.x.RasaException: Amira") == "rasa.x.RasaException"
    assert without_content("/a/b.py:3: UserWarning: Amira") == "/a/b.py:3: UserWarning"


def test_plain_lines_stay() -> None:
    for line in ("2026-01-01 ERROR    rasa.core.agent  - Could not load model", "null", "[1]", ""):
        assert without_content(line) == line


async def test_lines_are_written_even_after_one_that_is_far_too_long(tmp_path: Path) -> None:
    output = asyncio.StreamReader(limit=100)
    for part in (b"first\n", b"x" * 500 + b"\n", b"bytes \xff\n", b"last"):
        output.feed_data(part)
    output.feed_eof()
    log = ChildLog(tmp_path / "log" / "rasa.log")
    await log.follow(output)
    log.close()
    text = (tmp_path / "log" / "rasa.log").read_text()
    assert "first" in text
    assert "bytes" in text
    assert "last" in text
    assert "xxx" not in text


def test_the_log_is_rotated(tmp_path: Path) -> None:
    log = ChildLog(tmp_path / "rasa.log")
    for _ in range(7):
        log.write("x" * 1_000_000)
    log.close()
    assert (tmp_path / "rasa.log.1").is_file()
    assert (tmp_path / "rasa.log").stat().st_size < 5_000_000

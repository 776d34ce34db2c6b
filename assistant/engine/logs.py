"""Rasa's log, rotated, and without what people said.

Rasa's structured lines carry texts, slots and whole trackers beside the event's name, and its tracebacks the local
variables. What is kept is therefore a list of what may stay, not of what must go.
"""

import asyncio
import json
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

# "path.py:12: SomeWarning: what was odd", "package.SomeError: what was wrong": what follows the name may quote a text.
QUOTING = re.compile(r"^(?P<kept>(?:\S+:\d+: )?[\w.]*(?:Error|Exception|Warning)): .*", re.DOTALL)
LARGEST = 5_000_000  # bytes per file
KEPT = 3


def without_content(line: str) -> str:
    """A line of Rasa's log with nothing in it that came from a conversation."""
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        quoting = QUOTING.match(line)
        return quoting["kept"] if quoting else line
    parts = [str(entry.get("level", "")).upper(), str(entry.get("event", ""))]
    parts += [_failure(failure) for failure in entry.get("exception") or () if isinstance(failure, dict)]
    return " ".join(part for part in parts if part)


def _failure(failure: dict[str, Any]) -> str:
    frames = [frame for frame in failure.get("frames") or () if isinstance(frame, dict)]
    where = "".join(f" at {frame.get('filename')}:{frame.get('lineno')}" for frame in frames[-3:])
    return f"{failure.get('exc_type', 'error')}{where}"


class ChildLog:
    """The file that a child process's output goes to."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))

    def write(self, text: str) -> None:
        self._handler.emit(logging.LogRecord("rasa", logging.INFO, "", 0, text, None, None))

    async def follow(self, output: asyncio.StreamReader) -> None:
        """Writes line by line until the stream ends."""
        while True:
            try:
                line = await output.readline()
            except ValueError:  # longer than the reader's limit, which has dropped it
                continue
            if not line:
                return
            self.write(without_content(line.decode(errors="replace").rstrip()))

    def close(self) -> None:
        self._handler.close()

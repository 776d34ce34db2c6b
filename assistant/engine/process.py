"""A child process that leaves nothing behind: a group of its own, ended as a whole, and gone when we are gone."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

GUARD = Path(__file__).with_name("guard.py")
LONGEST_LINE = 1 << 20  # bytes; a JSON log line with a traceback can be long


def guarded(command: Sequence[str]) -> list[str]:
    """The command, wrapped so that it ends with this process."""
    return [sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), *command]


def free_port() -> int:
    """A port of the loopback address that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ChildProcess:
    """A running program; make one with `start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Self:
        """Starts a command in its own group, output and errors in one stream. Raises OSError if that cannot be done."""
        process = await asyncio.create_subprocess_exec(
            *guarded(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    @property
    def output(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None  # noqa: S101 - asked for in `start`
        return self._process.stdout

    async def wait(self, seconds: float) -> int | None:
        """Waits for the end, so long at most; the exit code, or None while it runs."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        return self._process.returncode

    async def stop(self, grace: float) -> None:
        """Asks the program to end, and ends it and whatever it started when the grace (seconds) is over."""
        if self.exit_code is None:
            self._signal(signal.SIGTERM)
            await self.wait(grace)
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

"""What the tests of the engine share."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from assistant.engine import Health, RasaSupervisor, Timing
from assistant.engine.logs import ChildLog
from assistant.engine.supervisor import Launch

FAKE_RASA = Path(__file__).with_name("fake_rasa.py")
PATIENCE = 20.0  # seconds; only a failing test waits so long
QUICK = Timing(look=0.05, grace=0.5, misses=2)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for is a file or another process
            await asyncio.sleep(0.02)


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Pauses:
    """Takes the place of sleep: notes the delays, lets so many pass at once, and then pauses for good."""

    def __init__(self, allowed: int) -> None:
        self.taken: list[float] = []
        self._allowed = allowed

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= self._allowed:
            await asyncio.Event().wait()
        await asyncio.sleep(0)


def answering(health: Health) -> Callable[[str], Awaitable[Health]]:
    async def probe(address: str) -> Health:
        assert address.startswith("http://127.0.0.1:")
        return health

    return probe


def launch(behaviour: str, folder: Path) -> Launch:
    return Launch(lambda port: [sys.executable, str(FAKE_RASA), behaviour, str(folder)], {}, folder)


def supervisor(behaviour: str, folder: Path, health: Health = Health.READY, **others: object) -> RasaSupervisor:
    settings = {"probe": answering(health), "log": ChildLog(folder / "log" / "rasa.log"), "timing": QUICK, **others}
    return RasaSupervisor(launch(behaviour, folder), **settings)  # type: ignore[arg-type]

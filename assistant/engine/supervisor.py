"""Keeps one Rasa running: starts it, looks after it, starts it again, and takes it away cleanly."""

import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from assistant.engine.client import Health
from assistant.engine.guard import NOT_FOUND
from assistant.engine.logs import ChildLog
from assistant.engine.places import Places, rasa_environment
from assistant.engine.process import ChildProcess, free_port

logger = logging.getLogger(__name__)


class State(StrEnum):
    """What the rest of the system may count on."""

    STARTING = "starting"
    READY = "ready"
    DOWN = "down"


class RasaFailed(Exception):
    """Rasa did not come up; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How Rasa is started: the command for a port, its environment, its working folder, and the model it needs."""

    command: Callable[[int], Sequence[str]]
    environment: Mapping[str, str]
    folder: Path
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. Rasa needs about 15 to start on two cores; `steady` is how long it must have been well to count
    as mended, so that the next failure starts again with the first delay."""

    start: float = 120.0
    look: float = 1.0
    misses: int = 5
    first_delay: float = 1.0
    longest_delay: float = 60.0
    steady: float = 60.0
    grace: float = 10.0

    def delay(self, failures: int) -> float:
        """The pause after so many failures in a row (1, 2, ...)."""
        return min(self.longest_delay, self.first_delay * 2.0 ** min(failures - 1, 30))


@dataclass
class RasaSupervisor:
    """Owns one Rasa process at a time.

    `probe` looks at an address; `sleep` (the pause before a restart) and `clock` are there to be replaced by tests.
    """

    launch: Launch
    probe: Callable[[str], Awaitable[Health]]
    log: ChildLog
    timing: Timing = field(default_factory=Timing)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._state = State.DOWN
        self._address: str | None = None
        self._trouble: str | None = None
        self._broken = False
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        return self._state

    @property
    def trouble(self) -> str | None:
        """Why Rasa is not ready, in one sentence for the operator."""
        return self._trouble

    def address(self) -> str | None:
        """Where Rasa listens now; None while no process runs."""
        return self._address

    def listen(self, listener: Callable[[State], None]) -> None:
        """Calls the listener at every change of state, on the event loop."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begins to supervise; returns at once. Call it on the running event loop."""
        if self._task is None:
            self._task = asyncio.create_task(self._supervise(), name="rasa-supervisor")

    async def stop(self) -> None:
        """Ends Rasa and everything it started; harmless when it does not run."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.log.close()

    async def wait_ready(self, seconds: float) -> None:
        """Waits until Rasa can talk. Raises RasaFailed when its model is broken or the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._state is not State.READY and not self._broken:
                    await self._changed.wait()
        if self._state is not State.READY:
            raise RasaFailed(self._trouble or f"Rasa was not ready within {seconds:.0f} s.")

    async def _supervise(self) -> None:
        failures = 0
        while True:
            well = await self._one_life()
            failures = 1 if well >= self.timing.steady else failures + 1
            delay = self.timing.delay(failures)
            logger.error("%s Starting it again in %.0f s.", self._trouble, delay)
            self._become(State.DOWN)
            self._stir()
            await self.sleep(delay)

    async def _one_life(self) -> float:
        """From start to end of one process; the seconds for which it was well."""
        if self.launch.model is not None and not self.launch.model.is_file():
            # Rasa would end as if all were well.
            self._trouble, self._broken = "Rasa's model is gone. Run: make train", True
            return 0.0
        # Rasa unpacks its model into a temporary folder, which only an orderly end removes.
        folder = self.launch.folder
        with tempfile.TemporaryDirectory(prefix="unpacked-", dir=folder, ignore_cleanup_errors=True) as unpacked:
            return await self._one_process({**self.launch.environment, "TMPDIR": unpacked})

    async def _one_process(self, environment: Mapping[str, str]) -> float:
        port = free_port()
        try:
            child = await ChildProcess.start(self.launch.command(port), environment, self.launch.folder)
        except OSError as error:
            self._trouble = f"Rasa could not be started: {error.strerror}."
            return 0.0
        writing = asyncio.create_task(self.log.follow(child.output))
        self._address = f"http://127.0.0.1:{port}"
        self._become(State.STARTING)
        try:
            return await self._watch(child, self._address)
        finally:
            self._address = None
            self._become(State.DOWN)
            await self._to_the_end(self._end(child, writing))

    async def _end(self, child: ChildProcess, writing: asyncio.Task[None]) -> None:
        await child.stop(self.timing.grace)
        await asyncio.wait({writing}, timeout=1.0)
        writing.cancel()

    @staticmethod
    async def _to_the_end(work: Coroutine[None, None, None]) -> None:
        """Finishes work although we are told to stop meanwhile: a process half ended is a process left behind."""
        ending = asyncio.create_task(work)
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending
            raise

    async def _watch(self, child: ChildProcess, address: str) -> float:
        """Looks at Rasa until it ends or must be ended; the seconds for which it was well."""
        began, ready_since, misses = self.clock(), None, 0
        while child.exit_code is None:
            health = await self.probe(address)
            misses = 0 if health is Health.READY else misses + 1
            if health is Health.READY:
                ready_since = self.clock() if ready_since is None else ready_since
                self._trouble, self._broken = None, False
                self._become(State.READY)
            elif self._is_lost(health, misses, None if ready_since is not None else self.clock() - began):
                break
            await child.wait(self.timing.look)
        if child.exit_code is not None:
            hint = (
                "Is .venv-rasa there? Run: make sync"
                if child.exit_code == NOT_FOUND
                else "Its log is var/log/rasa.log."
            )
            self._trouble = f"Rasa ended by itself (code {child.exit_code}). {hint}"
        return 0.0 if ready_since is None else self.clock() - ready_since

    def _is_lost(self, health: Health, misses: int, since_start: float | None) -> bool:
        """Whether to give this process up; `since_start` is None once it has been well."""
        if health is Health.NO_MODEL:
            self._broken = True
            self._trouble = "Rasa cannot load its model. Remove var/models and run: make train"
            return True
        if since_start is not None and since_start > self.timing.start:
            self._trouble = f"Rasa did not answer within {self.timing.start:.0f} s of its start."
            return True
        if since_start is None and misses >= self.timing.misses:
            self._trouble = "Rasa ran but did not answer any more."
            return True
        return False

    def _stir(self) -> None:
        """Lets everybody who waits look again."""
        self._changed.set()
        self._changed.clear()

    def _become(self, state: State) -> None:
        if state is self._state:
            return
        self._state = state
        self._stir()
        logger.info("Rasa is %s", state)
        for listener in self._listeners:  # a listener that fails must not take the supervisor with it
            asyncio.get_running_loop().call_soon(listener, state)


def rasa_launch(places: Places, model: Path, token: str, action_url: str) -> Launch:
    """How the real Rasa is started: private channel only, without the HTTP API.

    Parameters: `token`, the secret between Rasa and us in both directions; `action_url`, where our actions are served.
    """

    def command(port: int) -> list[str]:
        return [
            *(str(places.rasa_python), "-m", "rasa", "run", "--model", str(model)),
            *("--endpoints", str(places.dialogue / "endpoints.yml")),
            *("--credentials", str(places.dialogue / "credentials.yml")),
            *("--interface", "127.0.0.1", "--port", str(port)),
        ]

    places.scratch.mkdir(parents=True, exist_ok=True)
    environment = rasa_environment(places, LOTSE_RASA_TOKEN=token, LOTSE_ACTION_URL=action_url)
    return Launch(command, environment, places.scratch, model)

"""A Lotse that is really being served: the program as `make run` starts it, on a free port, with the demo data."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240


class Served:
    """A running program and how to reach it."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "LOTSE_VAR": str(var), **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait_for_dialogue: bool = True) -> None:
        """Start, and wait until people can come (and until the dialogue is there)."""
        _lend_models(self.var)
        log = (self.var / "served.log").open("ab")
        command = [sys.executable, "-m", "assistant", "serve", "--demo", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        self._wait(lambda: self._answers("/healthz"))
        if wait_for_dialogue:
            self.wait_for_dialogue()

    def wait_for_dialogue(self) -> None:
        """Until the dialogue engine answers."""
        self._wait(lambda: self._answers("/readyz"))

    def _answers(self, path: str) -> bool:
        try:
            return httpx.get(self.url + path, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def _wait(self, ready) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            assert self._process.poll() is None, (self.var / "served.log").read_text()
            assert time.monotonic() < deadline, (self.var / "served.log").read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        self._process = None

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait(30)
        self._process = None

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    def rasa_processes(self) -> list[int]:
        """The process ids of the dialogue engine."""
        return [pid for pid in descendants(self._process.pid) if "rasa" in _command(pid)]


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    parents = {int(p.name): _parent(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdigit()}
    found, layer = [], {pid}
    while layer := {child for child, parent in parents.items() if parent in layer}:
        found.extend(layer)
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _lend_models(var: Path) -> None:
    """The model that `lotse train` made for the present inputs serves all tests."""
    var.mkdir(parents=True, exist_ok=True)
    models = Path(os.environ.get("LOTSE_VAR", ROOT / "var")) / "models"
    models.mkdir(parents=True, exist_ok=True)
    if not (var / "models").exists():
        (var / "models").symlink_to(models)


@contextmanager
def served(var: Path, **environment: str) -> Iterator[Served]:
    """Serve for the length of the block."""
    program = Served(var, **environment)
    program.start()
    try:
        yield program
    finally:
        program.stop()

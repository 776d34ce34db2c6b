"""Private instances of what the tests drive: PostgreSQL, Redis and a browser, from the distribution's packages.

Each service listens on a free port of the loopback, keeps its files in a folder that goes with it, and dies with the
tests.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PATIENCE = 60.0  # seconds until a service must answer
INSTALL = "python3 locks/bootstrap.py system-packages"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class MissingTool(AssertionError):
    """A program that the tests need is not installed; the text holds the command that installs it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is missing, and the tests do not skip what it is needed for. Run: {INSTALL}")


def tool(*names: str, places: Sequence[str] = ()) -> str:
    """The path of the first of these programs that is there. Raises MissingTool."""
    for name in names:
        if found := shutil.which(name):
            return found
    for place in places:
        if installed := sorted(Path("/").glob(place)):
            return str(installed[-1])
    raise MissingTool(names[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Postgres:
    """A running cluster of its own; the superuser is `lotse`, without a password, reachable from this machine alone."""

    port: int
    numbers: Iterator[int]

    def new_database(self) -> str:
        """An empty database; its address as SQLAlchemy wants it, for psycopg."""
        name = f"lotse_{next(self.numbers)}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://lotse@127.0.0.1:{self.port}/{name}"

    def dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=lotse dbname={database} connect_timeout=2"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A fresh PostgreSQL cluster. It refuses to run as root, so root starts it as the user of the package."""
    user = "postgres" if os.geteuid() == 0 else None
    binaries = Path(tool("postgres", places=("usr/lib/postgresql/*/bin/postgres",))).parent
    with _folder("lotse-pg-", user) as folder:
        data, port = folder / "data", free_port()
        create = [str(binaries / "initdb"), "-D", str(data), "-U", "lotse", "-A", "trust", "--no-sync"]
        create += ["-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(_as(user, create), check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=PATIENCE)
        server = Postgres(port, count(1))
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off"}
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        # SIGINT ends it at once, open connections or not; SIGTERM would wait for them.
        with _running(_as(user, command, dies_with=signal.SIGINT), folder, server.answers, signal.SIGINT):
            yield server


@contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis that writes nothing to disk; its address."""
    program, port = tool("redis-server"), free_port()
    with _folder("lotse-redis-", None) as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with _running(_as(None, command), folder, lambda: _pong(port), signal.SIGTERM):
            yield f"redis://127.0.0.1:{port}/0"


def chromium_options() -> dict[str, Any]:
    """What Playwright's `launch` needs to drive the distribution's Chromium, as root and without a network."""
    program = tool("chromium", "chromium-browser")
    return {"executable_path": program, "headless": True, "args": list(CHROMIUM_ARGUMENTS)}


def _as(user: str | None, command: Sequence[str], dies_with: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command, run as another user if need be, and ended by the kernel when the tests are killed."""
    change = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
    return [tool("setpriv"), *change, f"--pdeathsig={dies_with.name}", *command]


@contextmanager
def _folder(prefix: str, owner: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        if owner:
            entry = pwd.getpwnam(owner)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: Sequence[str], folder: Path, ready: Callable[[], bool], end: signal.Signals) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(end)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _pong(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False

#!/usr/bin/env python3
"""Gets a fresh checkout ready: the pinned uv, two interpreters, two environments, the system's packages.

Runs before anything is installed, so it needs nothing but the standard library of any Python from 3.8 on:

    python3 locks/bootstrap.py sync              both environments, exactly as locked
    python3 locks/bootstrap.py system-packages   browser, fonts and services that the tests drive

What a person has to put right ends as one sentence and exit code 1, never as a traceback.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started by its path, Python looks only beside the file

from locks.commands import Trouble, run, say  # noqa: E402
from locks.system_packages import system_packages  # noqa: E402

STAMP = "lotse-lock.sha256"
# A Python built without one of these starts, and fails only when the application runs.
PROBE = "import bz2, ctypes, lzma, sqlite3, ssl, sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"
# The polyglot first lines find the interpreter beside the script, so that a long or spaced path does no harm.
LOTSE = """#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")"/python "$0" "$@"
' '''
from assistant.cli import app

if __name__ == "__main__":
    app(prog_name="lotse")
"""


@dataclass(frozen=True)
class Environment:
    """One of the two environments.

    Parameters: `name` of the lock file without its ending, `folder` inside the checkout, `python` version as "3.12",
    `gigabytes` that a first set-up takes, unpacked files and download cache together.
    """

    name: str
    folder: str
    python: str
    gigabytes: float

    def lock(self, root: Path) -> Path:
        return root / "locks" / f"{self.name}.txt"

    def stamp(self, root: Path) -> Path:
        return root / self.folder / STAMP

    def interpreter(self, root: Path) -> Path:
        return root / self.folder / "bin" / "python"

    def fingerprint(self, root: Path) -> str:
        return hashlib.sha256(self.python.encode() + b"\n" + self.lock(root).read_bytes()).hexdigest()

    def is_current(self, root: Path) -> bool:
        """Whether what is installed is what the lock says: the stamp is written last, so a broken set-up has none."""
        stamp = self.stamp(root)
        return stamp.is_file() and stamp.read_text() == self.fingerprint(root) and works(self.interpreter(root))


ENVIRONMENTS = (Environment("backend", ".venv", "3.12", 1.0), Environment("rasa", ".venv-rasa", "3.10", 4.0))


def works(python: Path) -> bool:
    return probe(str(python)) is not None


def probe(python: str) -> tuple[str, str] | None:
    """The version ("3.12") and real path of an interpreter, None if it does not run or lacks a needed module."""
    try:
        done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
        version, path = done.stdout.split("\n")[:2]
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return version, path


def check_space(folder: Path, gigabytes: float, free: Callable[[Path], int] | None = None) -> None:
    available = (free(folder) if free else shutil.disk_usage(folder).free) / 1e9
    if available < gigabytes:
        raise Trouble(
            f"Not enough disk space: the first set-up needs about {gigabytes:.0f} GB and {available:.1f} GB are free "
            f"at {folder}. Free some and run the same command again."
        )


def pinned_uv(root: Path) -> str:
    found = re.search(r"^uv==(\S+)", (root / "locks" / "uv.txt").read_text(), re.MULTILINE)
    if not found:
        raise Trouble("locks/uv.txt names no version of uv; restore it with git.")
    return found.group(1)


def uv_version(uv: Path) -> str | None:
    try:
        done = subprocess.run([str(uv), "--version"], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None  # not there, or not for this machine
    return done.stdout.split()[1]


def get_uv(root: Path) -> Path:
    """The pinned uv in .tools/, installed there unless it is there already."""
    version, uv = pinned_uv(root), root / ".tools" / "uv" / "bin" / "uv"
    if uv_version(uv) != version:
        say(f"Getting uv {version}")
        home = uv.parent.parent
        run([sys.executable, "-m", "venv", "--clear", str(home)], "Setting up uv")
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(root / "locks" / "uv.txt")], "Setting up uv")
    return uv


def candidates(version: str, path: str, pyenv_roots: Sequence[Path]) -> Iterator[str]:
    """Interpreters worth asking: those on PATH, then pyenv's own, which uv does not see behind pyenv's shims."""
    for folder in path.split(os.pathsep):
        if folder:
            yield str(Path(folder) / f"python{version}")
    for root in pyenv_roots:
        for python in sorted(root.glob(f"versions/{version}.*/bin/python{version}"), reverse=True):
            yield str(python)


def pyenv_roots() -> list[Path]:
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    pyenv = shutil.which("pyenv")
    if pyenv:
        asked = subprocess.run([pyenv, "root"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
        roots.append(asked.stdout.strip())
    return list(dict.fromkeys(Path(root) for root in roots if root))


def find_python(version: str, names: Iterator[str], ask: Callable[[str], tuple[str, str] | None] = probe) -> str | None:
    """The first candidate that really is this version and is built completely; None if there is none."""
    for name in names:
        answer = ask(name)
        if answer and answer[0] == version:
            return answer[1]
    return None


def get_python(version: str, uv: Path) -> str:
    found = find_python(version, candidates(version, os.environ.get("PATH", ""), pyenv_roots()))
    if not found:
        say(f"No complete Python {version} on this machine; uv gets one")
        try:
            run([str(uv), "python", "install", version], f"Getting Python {version}")
        except Trouble:
            raise Trouble(
                f"Python {version} is missing and could not be downloaded. Install it (for example: pyenv install "
                f"{version}), or let uv reach its download site, and run the same command again."
            ) from None
    return found or version


def make(environment: Environment, root: Path, uv: Path) -> None:
    """Brings one environment to exactly what its lock says."""
    target = root / environment.folder
    if environment.stamp(root).exists():
        environment.stamp(root).unlink()
    found = probe(str(environment.interpreter(root)))
    if not found or found[0] != environment.python:
        python = get_python(environment.python, uv)
        say(f"Making {environment.folder} with Python {environment.python} ({python})")
        run([str(uv), "venv", "--clear", "--quiet", "-p", python, str(target)], f"Making {environment.folder}")
    say(f"Installing locks/{environment.name}.txt into {environment.folder}")
    lock, interpreter = str(environment.lock(root)), str(environment.interpreter(root))
    run([str(uv), "pip", "sync", "--require-hashes", lock, "-p", interpreter], f"Installing {environment.folder}")
    environment.stamp(root).write_text(environment.fingerprint(root))


def write(path: Path, text: str) -> None:
    """Leaves a file alone that is right already: another command may be running from it."""
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def link(environment: Environment, root: Path) -> None:
    """Makes the checkout importable in an environment without copying it there."""
    packages = root / environment.folder / "lib" / f"python{environment.python}" / "site-packages"
    write(packages / "lotse.pth", f"{root}\n")


def install_command(root: Path) -> None:
    command = root / ".venv" / "bin" / "lotse"
    write(command, LOTSE)
    command.chmod(0o755)


def sync(root: Path = ROOT) -> None:
    """Both environments as locked; does nothing but look when nothing changed."""
    stale = [environment for environment in ENVIRONMENTS if not environment.is_current(root)]
    if stale:
        fresh = [environment for environment in stale if not environment.interpreter(root).exists()]
        check_space(root, sum(environment.gigabytes for environment in fresh))
        uv = get_uv(root)
        for environment in stale:
            make(environment, root, uv)
    for environment in ENVIRONMENTS:
        link(environment, root)
    install_command(root)
    say("Both environments are as locked.")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Gets a fresh checkout of Lotse ready.")
    parser.add_argument("step", choices=["sync", "system-packages"])
    step = parser.parse_args(arguments).step
    try:
        sync() if step == "sync" else system_packages()
    except Trouble as trouble:
        sys.stderr.write(f"\n{trouble}\n")
        return 1
    except OSError as error:
        text = (
            "the disk is full; free about 5 GB"
            if error.errno == errno.ENOSPC
            else f"{error.strerror}: {error.filename}"
        )
        sys.stderr.write(f"\nThe set-up failed: {text}. Put that right and run the same command again.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; run the same command again to go on.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

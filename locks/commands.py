"""Running other programs during set-up, and saying in one sentence what went wrong (standard library, Python 3.8)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence

NO_NETWORK = re.compile(
    r"dns error|error sending request|failed to (?:fetch|download)|could not (?:fetch|connect)|connection refused"
    r"|connection reset|network is unreachable|timed out|no matching distribution|temporary failure"
    r"|tunnel|failed to establish",
    re.IGNORECASE,
)
NO_SPACE = re.compile(r"no space left on device|disk quota exceeded", re.IGNORECASE)


class Trouble(Exception):
    """Something that only a person can put right; the text is what they are told."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(command: Sequence[str], purpose: str) -> None:
    """Runs a command, passing its output on line by line; a failure becomes a sentence that fits its cause."""
    lines: list[str] = []
    try:
        with subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            for line in process.stdout or ():
                lines.append(line.rstrip())
                if not re.match(r" [+~-] ", line):  # uv's list of packages: hundreds of lines that help nobody
                    say("    " + line.rstrip())
    except FileNotFoundError:
        raise Trouble(f"{purpose} failed: the command {command[0]} is missing.") from None
    if process.returncode != 0:
        raise Trouble(explain(purpose, "\n".join(lines)))


def explain(purpose: str, output: str) -> str:
    if NO_SPACE.search(output):
        return f"{purpose} failed: the disk is full. Free about 5 GB and run the same command again."
    if "ensurepip" in output:
        return f"{purpose} failed: Python's venv is missing. Run: apt-get install python3-venv"
    if NO_NETWORK.search(output):
        return (
            f"{purpose} failed: the package index cannot be reached. Check the network (or HTTPS_PROXY) and run the "
            "same command again; what was fetched is kept."
        )
    return f"{purpose} failed; the lines above say why."

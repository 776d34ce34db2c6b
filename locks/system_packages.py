"""What the tests drive and the distribution provides: a browser, fonts for every script, Redis and PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from locks.commands import Trouble, run, say


@dataclass(frozen=True)
class SystemPackage:
    """A package of the distribution, and any one file or command that shows that it is there."""

    name: str
    commands: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    ubuntu: str | None = None

    def present(self) -> bool:
        return any(map(shutil.which, self.commands)) or any(any(Path("/").glob(file)) for file in self.files)


SYSTEM_PACKAGES = (
    SystemPackage("chromium", commands=("chromium", "chromium-browser"), ubuntu="chromium-browser"),
    SystemPackage("espeak-ng", commands=("espeak-ng",)),
    SystemPackage("fonts-noto-core", files=("usr/share/fonts/**/NotoSansArabic-Regular.*",)),
    SystemPackage("redis-server", commands=("redis-server",)),
    SystemPackage("postgresql", commands=("postgres",), files=("usr/lib/postgresql/*/bin/postgres",)),
)


def is_ubuntu(release: Path = Path("/etc/os-release")) -> bool:
    return release.is_file() and bool(re.search(r"^ID=.?ubuntu", release.read_text(), re.MULTILINE))


def missing_packages(packages: Sequence[SystemPackage], *, ubuntu: bool) -> list[str]:
    return [(ubuntu and package.ubuntu) or package.name for package in packages if not package.present()]


def system_packages(*, root_user: bool | None = None) -> None:
    """Installs what the tests drive; without the right to do so, says the exact command and fails."""
    missing = missing_packages(SYSTEM_PACKAGES, ubuntu=is_ubuntu())
    if not missing:
        say("The system's packages are there.")
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    allowed = os.geteuid() == 0 if root_user is None else root_user
    if not allowed or not shutil.which("apt-get"):
        raise Trouble(f"The tests need {', '.join(missing)}. Run: sudo apt-get update && sudo {' '.join(install)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    say(f"Installing {', '.join(missing)}")
    run(["apt-get", "update", "-q"], "Reading the distribution's list of packages")
    run(install, "Installing the system's packages")

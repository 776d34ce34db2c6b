import os
import subprocess
import sys
from pathlib import Path

import pytest

from locks import bootstrap, commands, system_packages
from locks.bootstrap import Environment, candidates, check_space, find_python
from locks.commands import Trouble
from locks.system_packages import SystemPackage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "backend.txt").write_text("a==1 --hash=sha256:0\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path


def environment() -> Environment:
    return Environment("backend", ".venv", "3.12", 1.0)


def test_an_environment_is_current_only_with_the_stamp_of_its_very_lock(checkout: Path) -> None:
    ours = environment()
    assert not ours.is_current(checkout)
    ours.stamp(checkout).write_text(ours.fingerprint(checkout))
    assert ours.is_current(checkout)
    ours.lock(checkout).write_text("a==2 --hash=sha256:1\n")
    assert not ours.is_current(checkout)


def test_an_environment_whose_interpreter_is_gone_is_not_current(checkout: Path) -> None:
    ours = environment()
    ours.stamp(checkout).write_text(ours.fingerprint(checkout))
    ours.interpreter(checkout).unlink()
    ours.interpreter(checkout).symlink_to(checkout / "removed")
    assert not ours.is_current(checkout)


def test_a_change_of_python_makes_an_environment_outdated(checkout: Path) -> None:
    ours = environment()
    ours.stamp(checkout).write_text(ours.fingerprint(checkout))
    assert not Environment("backend", ".venv", "3.13", 1.0).is_current(checkout)


def test_the_stamp_is_written_last_so_that_a_broken_set_up_is_done_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], purpose: str) -> None:
        raise Trouble(purpose)

    ours = environment()
    ours.stamp(checkout).write_text(ours.fingerprint(checkout))
    monkeypatch.setattr(bootstrap, "run", fail)
    monkeypatch.setattr(bootstrap, "probe", lambda python: ("3.12", python))
    with pytest.raises(Trouble):
        bootstrap.make(ours, checkout, Path("uv"))
    assert not ours.stamp(checkout).exists()


def test_packages_are_installed_only_with_their_hashes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, purpose: seen.append(command))
    monkeypatch.setattr(bootstrap, "probe", lambda python: ("3.12", python))
    bootstrap.make(environment(), checkout, Path("uv"))
    assert seen[0][:4] == ["uv", "pip", "sync", "--require-hashes"]
    assert environment().is_current(checkout)


def test_the_command_runs_the_checkout_with_the_interpreter_beside_it(checkout: Path) -> None:
    (checkout / "assistant").mkdir()
    (checkout / "assistant" / "cli.py").write_text("def app(prog_name):\n    print(prog_name, __file__)\n")
    packages = checkout / ".venv" / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    (checkout / ".venv" / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    bootstrap.link(environment(), checkout)
    bootstrap.install_command(checkout)
    link = checkout / "elsewhere"
    link.symlink_to(checkout / ".venv" / "bin" / "lotse")
    said = subprocess.run([str(link)], cwd="/", capture_output=True, text=True, check=True).stdout
    assert said.split() == ["lotse", str(checkout / "assistant" / "cli.py")]


def test_interpreters_on_the_path_are_asked_before_those_of_pyenv(tmp_path: Path) -> None:
    for version in ("3.10.2", "3.10.13", "3.1.0"):
        folder = tmp_path / "versions" / version / "bin"
        folder.mkdir(parents=True)
        (folder / f"python{version.rpartition('.')[0]}").touch()
    found = list(candidates("3.10", os.pathsep.join(["/a", "", "/b"]), [tmp_path]))
    assert found[:2] == ["/a/python3.10", "/b/python3.10"]
    assert sorted(Path(name).parts[-3] for name in found[2:]) == ["3.10.13", "3.10.2"]


def test_a_shim_that_leads_nowhere_and_a_wrong_version_are_passed_over() -> None:
    answers = {"/shim": None, "/old": ("3.9", "/old"), "/link": ("3.10", "/real")}
    assert find_python("3.10", iter(answers), answers.__getitem__) == "/real"
    assert find_python("3.11", iter(answers), answers.__getitem__) is None


def test_an_interpreter_is_asked_what_it_really_is(tmp_path: Path) -> None:
    assert bootstrap.probe(sys.executable) == (f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable)
    incomplete = tmp_path / "python3.10"
    incomplete.write_text("#!/bin/sh\necho 'No module named _sqlite3' >&2\nexit 1\n")
    incomplete.chmod(0o755)
    assert bootstrap.probe(str(incomplete)) is None
    assert bootstrap.probe(str(tmp_path / "missing")) is None


def test_too_little_space_is_said_before_anything_is_fetched() -> None:
    with pytest.raises(Trouble, match=r"needs about 5 GB and 1\.2 GB are free at /x"):
        check_space(Path("/x"), 5.0, free=lambda folder: 1_200_000_000)
    check_space(Path("/x"), 5.0, free=lambda folder: 6_000_000_000)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: Request failed\n  Caused by: dns error: failed to lookup address", "cannot be reached"),
        ("Could not find a version (from versions: none)\nNo matching distribution found for uv", "cannot be reached"),
        ("error: failed to write\n  No space left on device (os error 28)", "disk is full"),
        ("The virtual environment was not created because ensurepip is not available", "apt-get install python3-venv"),
        ("error: hash mismatch", "lines above"),
    ],
)
def test_a_failure_becomes_a_sentence_that_fits_its_cause(output: str, sentence: str) -> None:
    text = commands.explain("Setting up", output)
    assert sentence in text
    assert "\n" not in text


def test_a_failed_or_missing_command_is_trouble_and_its_output_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="Trying failed"):
        commands.run(["sh", "-c", "echo what went wrong; exit 3"], "Trying")
    assert "what went wrong" in capsys.readouterr().out
    with pytest.raises(Trouble, match="missing"):
        commands.run(["/no/such/command"], "Trying")


def test_trouble_ends_with_one_sentence_and_a_failure(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    for name in ("bootstrap.py", "commands.py", "system_packages.py"):
        (tmp_path / "locks" / name).write_text((ROOT / "locks" / name).read_text())
    done = subprocess.run(
        [sys.executable, "locks/bootstrap.py", "sync"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_both_locks_hold_hashes_and_no_index_address() -> None:
    for lock in ("backend", "rasa", "uv"):
        text = (ROOT / "locks" / f"{lock}.txt").read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text


def test_the_pinned_uv_is_the_one_that_is_used(tmp_path: Path) -> None:
    assert bootstrap.pinned_uv(ROOT).count(".") == 2
    assert bootstrap.uv_version(tmp_path / "uv") is None


def test_missing_system_packages_are_named_with_the_exact_command_when_we_may_not_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = SystemPackage("chromium", commands=("no-such-browser",), ubuntu="chromium-browser")
    monkeypatch.setattr(system_packages, "SYSTEM_PACKAGES", (absent,))
    monkeypatch.setattr(system_packages, "is_ubuntu", lambda: False)
    with pytest.raises(Trouble, match=r"sudo apt-get install -y --no-install-recommends chromium$"):
        system_packages.system_packages(root_user=False)


def test_nothing_is_installed_when_everything_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(command: list[str], purpose: str) -> None:
        raise AssertionError(command)

    monkeypatch.setattr(system_packages, "SYSTEM_PACKAGES", (SystemPackage("x", commands=("sh",)),))
    monkeypatch.setattr(system_packages, "run", never)
    system_packages.system_packages(root_user=False)


def test_ubuntu_has_its_own_name_for_the_browser(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('NAME="Ubuntu"\nID=ubuntu\n')
    assert system_packages.is_ubuntu(release)
    release.write_text("ID=debian\n")
    assert not system_packages.is_ubuntu(release)
    absent = SystemPackage("chromium", ubuntu="chromium-browser")
    assert system_packages.missing_packages([absent], ubuntu=True) == ["chromium-browser"]
    assert system_packages.missing_packages([absent], ubuntu=False) == ["chromium"]

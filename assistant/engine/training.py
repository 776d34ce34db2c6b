"""Trains the dialogue model when, and only when, something changed that goes into it."""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.engine.places import Places, rasa_environment
from assistant.engine.process import guarded

INPUTS = (
    "assistant/dialogue/config.yml",
    "assistant/dialogue/domain/**/*.yml",
    "assistant/dialogue/rules/**/*.yml",
    "nlu/data/**/*.yml",
    "nlu/components/**/*.py",
    "locks/rasa.txt",
)
STILL_TRAINING = 10.0  # seconds between two signs of life

Progress = Callable[[str], None]


class TrainingFailed(Exception):
    """No model came out; the text says why and where the details are."""


def inputs(root: Path) -> list[Path]:
    """Every file that decides what the model becomes. Raises TrainingFailed if a whole kind of them is missing."""
    found: set[Path] = set()
    for pattern in INPUTS:
        files = {path for path in root.glob(pattern) if path.is_file()}
        if not files:
            raise TrainingFailed(f"There is nothing to train from: {pattern} is missing. Is the checkout complete?")
        found |= files
    return sorted(found)


def fingerprint(root: Path) -> str:
    """The model's name: the same for the same inputs, wherever the checkout lies and whenever it was made."""
    digest = hashlib.sha256()
    for path in inputs(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def model_path(places: Places) -> Path:
    return places.models / f"{fingerprint(places.root)}.tar.gz"


def train_command(places: Places, name: str) -> list[str]:
    """Rasa's training, from nothing: its cache sees that a component's class changed, but not what that class uses."""
    return [
        *(str(places.rasa_python), "-m", "rasa", "train", "--force"),
        *("--config", str(places.dialogue / "config.yml"), "--domain", str(places.dialogue / "domain")),
        *("--data", str(places.dialogue / "rules"), str(places.root / "nlu" / "data")),
        *("--out", str(places.models), "--fixed-model-name", name),
    ]


def ensure_model(
    places: Places,
    progress: Progress,
    command: Callable[[Places, str], Sequence[str]] = train_command,
) -> Path:
    """The model for the present inputs, trained if it is not there yet. Raises TrainingFailed."""
    wanted = model_path(places)
    with _alone(places.models / ".lock", progress):
        if wanted.is_file():
            progress("The dialogue model is up to date.")
            return wanted
        name = f"training-{os.getpid()}"
        fresh = places.models / f"{name}.tar.gz"
        try:
            _train(places, command(places, name), progress)
            if not fresh.is_file() or not tarfile.is_tarfile(fresh):
                raise TrainingFailed(_failure(places, "ended without a model"))
            fresh.replace(wanted)
        finally:
            fresh.unlink(missing_ok=True)
    return wanted


def _train(places: Places, command: Sequence[str], progress: Progress) -> None:
    log = places.log("train")
    log.parent.mkdir(parents=True, exist_ok=True)
    places.scratch.mkdir(parents=True, exist_ok=True)
    environment = rasa_environment(places, LOG_LEVEL="INFO")
    progress("Training the dialogue model; this takes a minute or two.")
    began = time.monotonic()
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own command line, no words of anybody
                guarded(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=places.scratch,
                start_new_session=True,
            )
    except OSError as error:
        raise TrainingFailed(f"Training could not be started: {error.strerror}.") from error
    code = _wait(process, lambda: progress(f"Still training ({time.monotonic() - began:.0f} s)."))
    if code != 0:
        raise TrainingFailed(_failure(places, f"failed with code {code}"))
    progress(f"The dialogue model is trained ({time.monotonic() - began:.0f} s).")


def _wait(process: subprocess.Popen[bytes], sign_of_life: Callable[[], None]) -> int:
    """Waits for the end; ends the whole group when we are interrupted meanwhile."""
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(STILL_TRAINING)
            sign_of_life()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _failure(places: Places, how: str) -> str:
    log = places.log("train")
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    last = f" Its last line: {lines[-1].strip()[:300]}" if lines else ""
    return f"Training {how}. The reason is at the end of {log}.{last}"


@contextlib.contextmanager
def _alone(lock: Path, progress: Progress) -> Iterator[None]:
    """Only one training at a time; a second one waits and then finds the model."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Another process is training; waiting for its model.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

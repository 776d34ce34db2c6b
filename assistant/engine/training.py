"""Trains the models when, and only when, something changed that goes into them.

The sentences are prepared and the gateway's models learnt first; then Rasa learns the intents from the same sentences.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.engine.places import Places, rasa_environment
from assistant.engine.process import guarded
from nlu.learning.store import INTENTS, ROWS

INPUTS = (
    "assistant/dialogue/config.yml",
    "assistant/dialogue/domain/**/*.yml",
    "assistant/dialogue/rules/**/*.yml",
    "nlu/**/*.yml",
    "nlu/**/*.toml",
    "nlu/**/*.py",
    "nlu/**/*.txt",
    "nlu/**/*.csv",
    "locks/rasa.txt",
    "locks/backend.txt",
)
MEASURES = "nlu/evaluation"
"""What only measures a model does not make it another one."""

STILL_TRAINING = 10.0  # seconds between two signs of life

Progress = Callable[[str], None]


class TrainingFailed(Exception):
    """No model came out; the text says why and where the details are."""


def inputs(root: Path) -> list[Path]:
    """Every file that decides what the model becomes. Raises TrainingFailed if a whole kind of them is missing."""
    found: set[Path] = set()
    for pattern in INPUTS:
        files = {path for path in root.glob(pattern) if path.is_file() and root / MEASURES not in path.parents}
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


def learnt_path(places: Places) -> Path:
    """The folder of the models that the gateway itself uses, learnt together with the dialogue model."""
    return places.models / fingerprint(places.root)


@dataclass(frozen=True, slots=True)
class Step:
    """One program on the way to the models, and what is said while it runs."""

    title: str
    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)


def steps(places: Places, name: str) -> list[Step]:
    """Prepare the sentences, learn needs and languages, then let Rasa train, from nothing: its cache sees that a
    component's class changed, but not what that class uses."""
    folder = places.models / name
    rasa = str(places.rasa_python)
    train = [
        *(rasa, "-m", "rasa", "train", "--force"),
        *("--config", str(places.dialogue / "config.yml"), "--domain", str(places.dialogue / "domain")),
        *("--data", str(places.dialogue / "rules"), str(places.root / "nlu" / "data")),
        *("--out", str(places.models), "--fixed-model-name", name),
    ]
    return [
        Step(
            "Reading the training sentences of all languages",
            (sys.executable, "-m", "nlu.learning.prepare", str(folder)),
        ),
        Step("Learning intents, needs, dangers and languages", (rasa, "-m", "nlu.learning.fit", str(folder))),
        Step("Training the dialogue model", train, {"LOTSE_INTENT_MODEL": str(folder / INTENTS)}),
    ]


def ensure_model(
    places: Places,
    progress: Progress,
    way: Callable[[Places, str], Sequence[Step]] = steps,
) -> Path:
    """The dialogue model for the present inputs, trained if it is not there yet, with the gateway's models beside it
    (`learnt_path`). Raises TrainingFailed."""
    wanted, learnt = model_path(places), learnt_path(places)
    with _alone(places.models / ".lock", progress):
        if wanted.is_file() and learnt.is_dir():
            progress("The models are up to date.")
            return wanted
        name = f"training-{os.getpid()}"
        fresh, folder = places.models / f"{name}.tar.gz", places.models / name
        folder.mkdir()
        try:
            for step in way(places, name):
                _run(places, step, progress)
            if not fresh.is_file() or not tarfile.is_tarfile(fresh):
                raise TrainingFailed(_failure(places, "ended without a model"))
            for rows in folder.glob(f"*{ROWS}"):
                rows.unlink()
            shutil.rmtree(learnt, ignore_errors=True)
            folder.replace(learnt)
            fresh.replace(wanted)
        finally:
            fresh.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
    return wanted


def _run(places: Places, step: Step, progress: Progress) -> None:
    log = places.log("train")
    log.parent.mkdir(parents=True, exist_ok=True)
    places.scratch.mkdir(parents=True, exist_ok=True)
    environment = rasa_environment(places, LOG_LEVEL="INFO", **step.settings)
    progress(f"{step.title}.")
    began = time.monotonic()
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own command line, no words of anybody
                guarded(step.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=places.scratch,
                start_new_session=True,
            )
    except OSError as error:
        raise TrainingFailed(f"Training could not be started: {error.strerror}.") from error
    code = _wait(process, lambda: progress(f"{step.title}: still at it ({time.monotonic() - began:.0f} s)."))
    if code != 0:
        raise TrainingFailed(_failure(places, f"failed with code {code}"))
    progress(f"{step.title}: done ({time.monotonic() - began:.0f} s).")


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


def crossvalidated(places: Places, folds: int, progress: Progress) -> dict[str, Any]:
    """Counts of a cross-validation on the training sentences (nlu.learning.crossed). Raises TrainingFailed."""
    folder = places.models / f"crossed-{os.getpid()}"
    try:
        first, *_ = steps(places, folder.name)
        _run(places, first, progress)
        progress("Learning and judging, part by part.")
        done = subprocess.run(  # noqa: S603 - our own program
            [str(places.rasa_python), "-m", "nlu.learning.crossed", str(folder), str(folds)],
            stdout=subprocess.PIPE,
            env=rasa_environment(places),
            cwd=places.root,
            check=True,
        )
    except subprocess.CalledProcessError as failed:
        raise TrainingFailed(f"Cross-validation ended with exit code {failed.returncode}.") from failed
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found

import sys
from pathlib import Path

import pytest

from assistant.engine import Places, TrainingFailed, ensure_model, fingerprint
from assistant.engine.training import Step, inputs, learnt_path, steps

FILES = (
    "assistant/dialogue/config.yml",
    "assistant/dialogue/domain/a.yml",
    "assistant/dialogue/rules/a.yml",
    "nlu/data/de/a.yml",
    "nlu/needs/data/de.toml",
    "nlu/entities/data/towns.csv",
    "nlu/language/foreign/kmr.txt",
    "nlu/components/a.py",
    "locks/rasa.txt",
    "locks/backend.txt",
)
MAKES_A_MODEL = """
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz") as model:
    model.addfile(tarfile.TarInfo("x"), io.BytesIO())
"""


class Trainer:
    """Takes the place of the real steps: a small program run in the same way, and a count of how often."""

    def __init__(self, program: str = MAKES_A_MODEL) -> None:
        self.runs = 0
        self._program = program

    def __call__(self, places: Places, name: str) -> list[Step]:
        self.runs += 1
        return [Step("Training", [sys.executable, "-c", self._program, str(places.models / f"{name}.tar.gz")])]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    for name in FILES:
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return Places(tmp_path / "checkout", tmp_path / "var")


def quiet(_: str) -> None:
    pass


@pytest.mark.parametrize("name", FILES)
def test_every_input_changes_the_fingerprint(places: Places, name: str) -> None:
    before = fingerprint(places.root)
    (places.root / name).write_text("changed")
    assert fingerprint(places.root) != before


def test_a_renamed_or_new_file_changes_the_fingerprint(places: Places) -> None:
    seen = {fingerprint(places.root)}
    (places.root / "nlu/data/de/a.yml").rename(places.root / "nlu/data/de/b.yml")
    seen.add(fingerprint(places.root))
    (places.root / "nlu/data/de/c.yml").write_text("")
    seen.add(fingerprint(places.root))
    assert len(seen) == 3


def test_the_fingerprint_does_not_depend_on_where_the_checkout_lies(places: Places, tmp_path: Path) -> None:
    before = fingerprint(places.root)
    moved = places.root.rename(tmp_path / "elsewhere")
    (moved / "nlu/components/__pycache__").mkdir()
    (moved / "nlu/components/__pycache__/a.pyc").write_bytes(b"")
    assert fingerprint(moved) == before


@pytest.mark.parametrize("name", FILES)
def test_a_missing_input_is_said_and_not_trained_around(places: Places, name: str) -> None:
    (places.root / name).unlink()
    with pytest.raises(TrainingFailed, match="missing"):
        inputs(places.root)


def test_training_happens_once_for_the_same_inputs_and_again_for_others(places: Places) -> None:
    trainer, said = Trainer(), []
    first = ensure_model(places, said.append, trainer)
    assert first == places.models / f"{fingerprint(places.root)}.tar.gz"
    assert ensure_model(places, said.append, trainer) == first
    assert trainer.runs == 1
    assert "up to date" in said[-1]
    assert learnt_path(places).is_dir()
    (places.root / FILES[0]).write_text("changed")
    assert ensure_model(places, said.append, trainer) != first
    assert trainer.runs == 2
    assert sorted(places.models.glob("training-*")) == []


def test_what_only_measures_the_models_does_not_make_other_ones(places: Places) -> None:
    before = fingerprint(places.root)
    sentences = places.root / "nlu/evaluation/de.yml"
    sentences.parent.mkdir()
    sentences.write_text("messages: []")
    assert fingerprint(places.root) == before


def test_models_of_which_the_gateway_s_part_is_missing_are_trained_again(places: Places) -> None:
    trainer = Trainer()
    ensure_model(places, quiet, trainer)
    learnt_path(places).rmdir()
    ensure_model(places, quiet, trainer)
    assert trainer.runs == 2


def test_a_failed_training_says_why_and_leaves_no_model(places: Places) -> None:
    trainer = Trainer("import sys; print('the rules contradict each other'); sys.exit(1)")
    with pytest.raises(TrainingFailed, match=r"code 1.*train\.log.*the rules contradict each other"):
        ensure_model(places, quiet, trainer)
    assert list(places.models.glob("*.tar.gz")) == []


@pytest.mark.parametrize("program", ["pass", "import sys; open(sys.argv[1], 'w').write('not an archive')"])
def test_a_training_without_a_usable_model_is_a_failure(places: Places, program: str) -> None:
    with pytest.raises(TrainingFailed, match="without a model"):
        ensure_model(places, quiet, Trainer(program))
    assert list(places.models.glob("*.tar.gz")) == []


def test_a_missing_rasa_is_a_failure_with_its_path(places: Places) -> None:
    def only_rasa(places: Places, name: str) -> list[Step]:
        return steps(places, name)[-1:]

    with pytest.raises(TrainingFailed, match=r"code 127.*\.venv-rasa"):
        ensure_model(places, quiet, only_rasa)
    assert list(places.models.glob("training-*")) == []


def test_places_are_absolute_because_child_processes_work_elsewhere() -> None:
    with pytest.raises(ValueError, match="absolute"):
        Places(Path(), Path("/var"))

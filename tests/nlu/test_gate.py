"""The gate: no change makes a language worse unseen. The floors stand in nlu/evaluation/gate.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.engine import Places, ensure_model, learnt_path
from assistant.reading import measured
from nlu.evaluation import directory
from nlu.evaluation.figures import Read, accuracy, by_language, main_figures, of_groups
from nlu.evaluation.sentences import HERE, MEASURED_AS_OF, load, load_spoken
from nlu.evaluation.spoken import figures, told
from nlu.learning.store import Learnt
from nlu.subjects import titles
from nlu.understand import Understander

ROOT = Path(__file__).resolve().parents[2]
FLOORS = tomllib.loads((HERE / "gate.toml").read_text(encoding="utf-8"))


PLACES = Places(ROOT, ROOT / "var")


@pytest.fixture(scope="module")
def model() -> Path:
    return ensure_model(PLACES, lambda _: None)


@pytest.fixture(scope="module")
def understander(model: Path) -> Understander:
    return Understander({}, Learnt.load(learnt_path(PLACES)))


@pytest.fixture(scope="module")
def pairs(model: Path, understander: Understander) -> list[Read]:
    """Every evaluation sentence with what is understood of it by the models of this checkout."""
    found, _, _ = measured(PLACES, model, understander, load(), MEASURED_AS_OF)
    return found


@pytest.mark.parametrize("figure", sorted(FLOORS["languages"]))
def test_languages_are_told_apart_no_worse(understander: Understander, figure: str) -> None:
    assert figures(told(load_spoken(), understander.language))[figure] >= FLOORS["languages"][figure]


@pytest.mark.parametrize("figure", sorted(FLOORS["overall"]))
def test_a_main_figure_does_not_fall_below_its_floor(pairs: list[Read], figure: str) -> None:
    assert main_figures(pairs)[figure] >= FLOORS["overall"][figure]


@pytest.mark.parametrize("language", sorted(FLOORS["intent_accuracy"]))
def test_no_language_falls_below_its_floor(pairs: list[Read], language: str) -> None:
    own = of_groups(by_language(pairs)[language], ["messages"])
    assert accuracy(own).value >= FLOORS["intent_accuracy"][language]


def test_every_language_that_is_measured_has_a_floor(pairs: list[Read]) -> None:
    assert set(by_language(pairs)) == set(FLOORS["intent_accuracy"])


@pytest.fixture(scope="module")
def looked(understander: Understander) -> list[directory.Looked]:
    """Every question to the directory with what is found."""
    return directory.looked_up(directory.load(), lambda text, code: understander.understand(text, code).subjects)


@pytest.mark.parametrize("language", sorted(FLOORS["intent_accuracy"]))
def test_what_stands_over_an_entry_finds_it(understander: Understander, language: str) -> None:
    entitled = [
        directory.Question(text, language, frozenset({f"{kind}:{key}"})) for kind, key, text in titles(language)
    ]
    found = directory.looked_up(entitled, lambda text, code: understander.understand(text, code).subjects)
    assert directory.with_answer(found).value >= FLOORS["titles"]["found"]


@pytest.mark.parametrize("figure", sorted(FLOORS["directory"]))
def test_answers_are_found_no_worse(looked: list[directory.Looked], figure: str) -> None:
    assert directory.figures(looked)[figure] >= FLOORS["directory"][figure]

"""The training and evaluation sentences themselves."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from nlu.learning.prepare import sentences
from nlu.text import dialogue_text, fold

NLU = Path(__file__).resolve().parents[2] / "nlu"
LANGUAGES = ["ar", "de", "en"]
TOO_ALIKE = 0.93
FEWEST = 15


def training(language: str) -> list[tuple[str, str]]:
    return [pair for path in sorted((NLU / "data" / language).glob("*.yml")) for pair in sentences(path)]


def evaluation(language: str) -> list[tuple[str, str]]:
    return sentences(NLU / "evaluation" / f"{language}.yml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_sentences_in_every_language(language: str) -> None:
    intents = {intent for other in LANGUAGES for intent, _ in training(other)}
    counts = {intent: sum(found == intent for found, _ in training(language)) for intent in intents}
    assert {intent: count for intent, count in counts.items() if count < FEWEST} == {}
    assert intents == {intent for intent, _ in evaluation(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_sentences_look_as_the_gateway_sends_them(language: str) -> None:
    assert [text for _, text in training(language) if dialogue_text(text) != text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_evaluation_sentence_was_trained_on(language: str) -> None:
    trained = [fold(text).text for _, text in training(language)]
    measured = [fold(text).text for _, text in evaluation(language)]
    assert [text for text in measured if any(_alike(text, other) for other in trained)] == []


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > TOO_ALIKE and matcher.quick_ratio() > TOO_ALIKE and matcher.ratio() > TOO_ALIKE

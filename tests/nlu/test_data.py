"""The sentences to learn from and to measure with."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nlu.evaluation.likeness import Known
from nlu.evaluation.sentences import HERE, OF_LANGUAGES, RELEASE, load
from nlu.language import SUPPORTED
from nlu.learning.prepare import EXAMPLES, SENTENCES, read_yaml, training_sentences
from nlu.needs import FLAGS
from nlu.text import dialogue_text, fold

FEWEST = 25
FEWEST_EXAMPLES = {"urgency": 10, "needs": 8}

TRAINED = list(training_sentences())
MEASURED = [*load(HERE), *load(RELEASE)]
INTENTS = {sentence.intent for sentence in TRAINED}


def examples(language: str) -> list[str]:
    told = read_yaml(EXAMPLES / f"{language}.yml")
    labelled = [text for group in FEWEST_EXAMPLES for texts in told[group].values() for text in texts]
    return [*labelled, *told["harmless"], *(item["text"] for item in told["several"])]


def test_every_supported_language_has_training_sentences() -> None:
    assert {path.name for path in SENTENCES.iterdir() if path.is_dir()} == set(SUPPORTED)
    assert {path.stem for path in EXAMPLES.glob("*.yml")} == set(SUPPORTED)


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_intent_has_enough_sentences_in_every_language(language: str) -> None:
    counts = Counter(sentence.intent for sentence in TRAINED if sentence.language == language)
    assert {intent: counts[intent] for intent in INTENTS if counts[intent] < FEWEST} == {}


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_danger_and_need_has_examples(language: str) -> None:
    told = read_yaml(EXAMPLES / f"{language}.yml")
    few = {
        label: len(texts) for group, least in FEWEST_EXAMPLES.items() for label, texts in told[group].items()
        if len(texts) < least
    }  # fmt: skip
    assert few == {}
    assert set(told["urgency"]) == set(FLAGS)


@pytest.mark.parametrize("language", SUPPORTED)
def test_no_sentence_is_there_twice(language: str) -> None:
    counts = Counter(fold(sentence.text).text for sentence in TRAINED if sentence.language == language)
    assert [text for text, times in counts.items() if times > 1] == []


def test_training_sentences_look_as_the_gateway_sends_them() -> None:
    assert [sentence.text for sentence in TRAINED if dialogue_text(sentence.text) != sentence.text] == []


@pytest.mark.parametrize("language", sorted({sentence.language for sentence in MEASURED}))
def test_no_evaluation_sentence_looks_like_one_that_was_learnt(language: str) -> None:
    known = Known([*(s.text for s in TRAINED if s.language == language), *examples(language)])
    alike = {s.text: like for s in MEASURED if s.language == language and (like := known.like(s.text))}
    assert alike == {}


def test_likeness_sees_a_changed_word_and_lets_another_sentence_pass() -> None:
    known = Known(["ich suche eine wohnung in der stadt"])
    assert known.like("Ich suche eine Wohnung in der Stadt!")
    assert known.like("ich suche eine wohnung in der stadtt")
    assert known.like("wohnungssuche ist schwer") is None


def test_the_evaluation_folder_holds_languages_alone() -> None:
    paths = {path for folder in (HERE, RELEASE) for path in Path(folder).glob("*.yml")} - {OF_LANGUAGES}
    assert {path.stem for path in paths} <= set(SUPPORTED)

"""What a message asks the directory for: the data, the reading of a model, and the arithmetic of the figures."""

from __future__ import annotations

import numpy as np
import pytest

from backend.offers.articles import articles
from backend.offers.templates import templates
from locales.languages import offered
from nlu.evaluation import directory
from nlu.evaluation.directory import Looked, Question, figures, looked_up
from nlu.learning.linear import LinearModel
from nlu.subjects import NOTHING, Subject, SubjectReader, asked, titles

LANGUAGES = sorted({language.base for language in offered()})
KNOWN = {"article": articles(), "offer": templates()}
MESSAGES = 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_for_every_article_and_kind_of_offer_there_are_messages_in_every_language(language: str) -> None:
    found: dict[tuple[str, str], int] = {}
    for kind, key, message in asked(language):
        assert message.strip() == message
        assert message
        found[kind, key] = found.get((kind, key), 0) + 1
    assert found == {(kind, key): MESSAGES for kind, entries in KNOWN.items() for key in entries}


def test_no_message_that_is_learnt_is_one_that_measures() -> None:
    messages = (told for language in LANGUAGES for told in (*asked(language), *titles(language)))
    learnt = {message.casefold() for _, _, message in messages}
    assert not learnt & {question.text.casefold() for question in directory.load()}


def test_every_answer_to_a_question_is_there() -> None:
    for question in directory.load():
        for answer in question.answers:
            kind, _, key = answer.partition(":")
            assert key in KNOWN[kind], answer


def model(*weights: float) -> LinearModel:
    """Knows the word "konto"; each label has its weight for it."""
    labels = ["article:bank_account", "offer:basiskonto", NOTHING]
    vocabulary = {"_kon": 0, "kont": 1, "onto": 2, "nto_": 3}
    rows = np.tile(np.array(weights, dtype=np.float32), (4, 1))
    return LinearModel(
        labels, vocabulary, np.ones(4, dtype=np.float32), rows, np.zeros(3, dtype=np.float32), exclusive=True, slope=1.0
    )


def test_what_is_likelier_than_nothing_is_told_the_likeliest_first() -> None:
    found = SubjectReader(model(1.8, 2.0, 0.0)).read("konto", [])
    assert [(subject.kind, subject.key) for subject in found] == [("offer", "basiskonto"), ("article", "bank_account")]
    assert sum(subject.chance for subject in found) < 1


def test_what_is_far_behind_the_likeliest_is_not_told() -> None:
    found = SubjectReader(model(0.5, 2.0, 0.0)).read("konto", [])
    assert [subject.key for subject in found] == ["basiskonto"]


def test_what_is_less_likely_than_nothing_is_not_told() -> None:
    assert [subject.key for subject in SubjectReader(model(-1.0, 2.0, 0.0)).read("konto", [])] == ["basiskonto"]
    assert SubjectReader(model(-1.0, -2.0, 0.0)).read("konto", []) == ()


def test_words_that_were_never_seen_ask_for_nothing() -> None:
    assert SubjectReader(model(1.0, 2.0, 0.0)).read("xqwv zzrt", []) == ()
    assert SubjectReader(None).read("konto", []) == ()


def test_the_figures_count_what_is_shown() -> None:
    def ask(text: str, _: str) -> list[Subject]:
        return [Subject("article", key, 0.5) for key in text.split()]

    questions = [
        Question("a b c d", "de", frozenset({"article:c"})),
        Question("a b c d", "en", frozenset({"article:d"})),
        Question("a", "en", frozenset()),
        Question("", "de", frozenset()),
    ]
    looked = looked_up(questions, ask)
    assert [each.right for each in looked] == [True, False, False, True]
    assert list(figures(looked).values()) == [0.5, 0.0, 0.5]
    assert Looked(questions[0], ()).right is False

"""Whether the right article or offer is found: questions of people, written by somebody who has not seen the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.evaluation.figures import Share
from nlu.subjects import Subject

QUESTIONS = Path(__file__).parent / "subjects"
AMONG = 3
"""So many are shown: an answer further down is not seen."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and every right answer to it ("article:bank_account"); none where nothing fits."""

    text: str
    language: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """A question and what was found, the likeliest first."""

    question: Question
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a right answer is among those that are shown; or none, where there is none."""
        if not self.question.answers:
            return not self.found
        return bool(self.question.answers.intersection(self.found[:AMONG]))


def load(folder: Path = QUESTIONS) -> list[Question]:
    """Every question, language by language."""
    return [
        Question(item["q"], path.stem, frozenset(item["answers"]))
        for path in sorted(folder.glob("*.yml"))
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def looked_up(questions: Iterable[Question], ask: Callable[[str, str], Iterable[Subject]]) -> list[Looked]:
    """What is found for each question; `ask` is given its text and its language."""
    return [
        Looked(question, tuple(f"{s.kind}:{s.key}" for s in ask(question.text, question.language)))
        for question in questions
    ]


def with_answer(looked: Iterable[Looked]) -> Share:
    """Questions that have an answer: how often one is shown."""
    return _right(each for each in looked if each.question.answers)


def without_answer(looked: Iterable[Looked]) -> Share:
    """Questions that have none: how often nothing is shown."""
    return _right(each for each in looked if not each.question.answers)


def _right(looked: Iterable[Looked]) -> Share:
    judged = [each.right for each in looked]
    return Share(sum(judged), len(judged))


def by_language(looked: Sequence[Looked]) -> dict[str, list[Looked]]:
    """The questions of each language."""
    languages = sorted({each.question.language for each in looked})
    return {language: [each for each in looked if each.question.language == language] for language in languages}


def figures(looked: Sequence[Looked]) -> dict[str, float]:
    """What the gate holds."""
    weakest = min((with_answer(own).value for own in by_language(looked).values()), default=1.0)
    return {
        "directory, right answer shown": with_answer(looked).value,
        "directory, right answer shown, weakest language": weakest,
        "directory, nothing where nothing fits": without_answer(looked).value,
    }

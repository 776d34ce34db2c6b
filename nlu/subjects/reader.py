"""Reads what of the directory a message asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.learning.grams import letter_grams, telling_grams
from nlu.learning.linear import FAMILIAR, LinearModel

NOTHING = "nothing"
"""The label of messages that the directory does not answer: greetings, small talk, the weather."""

BETWEEN = ":"
MOST = 6
LEAST_OF_BEST = 0.15
"""Share of the best one's probability below which a subject was hardly meant: at 0.15 no right answer to the questions
of nlu/evaluation/subjects is lost, and what is shown beside them is a quarter of what it would be."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An article or a kind of offer, and how likely (0..1) it is what was asked for."""

    kind: str
    key: str
    chance: float


class SubjectReader:
    """Stateless; without a model nothing is ever asked for."""

    def __init__(self, model: LinearModel | None) -> None:
        """Take the model."""
        self._model = model

    def read(self, folded: str, seen: Sequence[str]) -> tuple[Subject, ...]:
        """What is likelier than nothing at all and not far behind the likeliest, which comes first.

        Args:
            folded: the folded text.
            seen: the features of the message.
        """
        if self._model is None or self._model.familiar(telling_grams(folded)) < FAMILIAR:
            return ()
        chances = self._model.probabilities(letter_grams(folded), seen)
        return tuple(_likelier_than_nothing(chances))


def _likelier_than_nothing(chances: dict[str, float]) -> Iterator[Subject]:
    ranked = sorted(chances, key=lambda name: -chances[name])[:MOST]
    least = LEAST_OF_BEST * chances[ranked[0]]
    for label in ranked:
        if label == NOTHING or chances[label] < least:
            return
        kind, _, key = label.partition(BETWEEN)
        yield Subject(kind, key, chances[label])


def label(kind: str, key: str) -> str:
    """What the model calls it."""
    return f"{kind}{BETWEEN}{key}"

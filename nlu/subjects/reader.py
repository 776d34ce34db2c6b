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
        """What is likelier than nothing at all, the likeliest first.

        Args:
            folded: the folded text.
            seen: the features of the message.
        """
        if self._model is None or self._model.familiar(telling_grams(folded)) < FAMILIAR:
            return ()
        chances = self._model.probabilities(letter_grams(folded), seen)
        return tuple(_likelier_than_nothing(chances))


def _likelier_than_nothing(chances: dict[str, float]) -> Iterator[Subject]:
    for label in sorted(chances, key=lambda name: -chances[name])[:MOST]:
        if label == NOTHING:
            return
        kind, _, key = label.partition(BETWEEN)
        yield Subject(kind, key, chances[label])


def label(kind: str, key: str) -> str:
    """What the model calls it."""
    return f"{kind}{BETWEEN}{key}"

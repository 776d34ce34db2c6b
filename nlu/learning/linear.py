"""A linear model over named features, in two groups: letters and concepts, each weighed by how rare it is."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

FAMILIAR = 0.4
"""Share of pieces of words that a model must have seen to be believed; numbers and nonsense are not its business."""


class LinearModel:
    """Scores of labels for a text. Immutable; share it between threads."""

    def __init__(
        self, labels: Sequence[str], vocabulary: Mapping[str, int], rarity: Floats, weights: Floats, bias: Floats, *,
        exclusive: bool, slope: float,
    ) -> None:  # fmt: skip
        """A model as learnt.

        Args:
            labels: what a score is given for.
            vocabulary: name of a feature -> its row in `weights`.
            rarity: factor of each feature (inverse document frequency).
            weights: one row per feature, one column per label.
            bias: one number per label.
            exclusive: whether exactly one label holds (probabilities add up to one) or any number of them.
            slope: by how much margins are stretched before they become probabilities (calibration).
        """
        self.labels = tuple(labels)
        self._vocabulary = dict(vocabulary)
        self._rarity = rarity
        self._weights = weights
        self._bias = bias
        self._exclusive = exclusive
        self._slope = slope

    def probabilities(self, *groups: Iterable[str]) -> dict[str, float]:
        """Label -> probability (0..1).

        Args:
            groups: names of features, in the groups in which the model was learnt.
        """
        stretched = self.margins(*groups) * self._slope
        if self._exclusive:
            powers = np.exp(stretched - stretched.max())
            chances = powers / powers.sum()
        else:
            chances = 1 / (1 + np.exp(-np.clip(stretched, -30, 30)))
        return dict(zip(self.labels, chances.tolist(), strict=True))

    def familiar(self, words: Iterable[Sequence[str]]) -> float:
        """Share (0..1) of telling pieces that were seen while learning; nothing at all is not familiar."""
        seen = [piece in self._vocabulary for pieces in words for piece in pieces]
        return sum(seen) / len(seen) if seen else 0.0

    def margins(self, *groups: Iterable[str]) -> npt.NDArray[np.float64]:
        """How far the text lies on the side of each label, in the order of `labels`."""
        margins = self._bias.astype(np.float64)
        for group in groups:
            rows, values = weigh(group, self._vocabulary, self._rarity)
            if rows:
                margins = margins + values @ self._weights[rows].astype(np.float64)
        return margins

    def save(self, file: Path | IO[bytes]) -> None:
        """Write it as a numpy archive without pickles."""
        about = {
            "labels": self.labels,
            "exclusive": self._exclusive,
            "slope": self._slope,
            "names": list(self._vocabulary),
        }
        header = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)
        np.savez_compressed(file, about=header, rarity=self._rarity, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, file: Path | IO[bytes]) -> LinearModel:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            about: dict[str, Any] = json.loads(stored["about"].tobytes().decode())
            names = {name: row for row, name in enumerate(about["names"])}
            return cls(
                about["labels"], names, stored["rarity"], stored["weights"], stored["bias"],
                exclusive=about["exclusive"], slope=about["slope"],
            )  # fmt: skip


def weigh(group: Iterable[str], vocabulary: Mapping[str, int], rarity: Floats) -> tuple[list[int], Floats]:
    """Rows and values of one group of features: sublinear counts times rarity, of length one together."""
    counts = Counter(name for name in group if name in vocabulary)
    rows = [vocabulary[name] for name in counts]
    values = np.array([1 + math.log(count) for count in counts.values()], dtype=np.float32) * rarity[rows]
    length = float(np.linalg.norm(values))
    return rows, values / length if length else values


def log_odds(chance: float) -> float:
    """The logarithm of chance against counter-chance, kept within bounds."""
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))

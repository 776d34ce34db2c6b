"""Learns a linear model from examples, with scikit-learn. Runs in Rasa's environment (Python 3.10).

    python -m nlu.learning.fit ROWS.jsonl MODEL.npz one|many

A row is {"groups": [[feature, ...], ...], "labels": [label, ...]}; `one` label holds per row, or any number of `many`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.learning.linear import Floats, LinearModel, weigh

Row = dict[str, Any]

RAREST = 2  # rows in which a feature must occur: what is seen once teaches nothing about others
STRICTNESS = 0.4
HELD_BACK = 10  # every tenth row tells how far margins are to be trusted
SLOPES = np.linspace(0.5, 12, 47)


def fit(rows: Sequence[Row], *, exclusive: bool) -> LinearModel:
    """Learn, and calibrate on rows that were held back while learning once before."""
    held = [row for number, row in enumerate(rows) if number % HELD_BACK == 0]
    rest = [row for number, row in enumerate(rows) if number % HELD_BACK]
    slope = _slope(_fit(rest, exclusive=exclusive, slope=1.0), held, exclusive=exclusive)
    return _fit(rows, exclusive=exclusive, slope=slope)


def _fit(rows: Sequence[Row], *, exclusive: bool, slope: float) -> LinearModel:
    labels = sorted({label for row in rows for label in row["labels"]})
    vocabulary, rarity = _vocabulary(rows)
    matrix = _matrix(rows, vocabulary, rarity)
    columns = [_separate(matrix, np.array([label in row["labels"] for row in rows])) for label in labels]
    weights = np.stack([weight for weight, _ in columns], axis=1).astype(np.float16)
    bias = np.array([bias for _, bias in columns], dtype=np.float32)
    return LinearModel(labels, vocabulary, rarity, weights, bias, exclusive=exclusive, slope=slope)


def _separate(matrix: csr_matrix, holds: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of one label against all others."""
    learner = LinearSVC(C=STRICTNESS, random_state=0)
    learner.fit(matrix, holds)
    return learner.coef_[0], float(learner.intercept_[0])


def _vocabulary(rows: Sequence[Row]) -> tuple[dict[str, int], Floats]:
    seen = Counter(name for row in rows for name in {name for group in row["groups"] for name in group})
    names = sorted(name for name, count in seen.items() if count >= RAREST)
    rarity = [np.log((1 + len(rows)) / (1 + seen[name])) + 1 for name in names]
    return {name: row for row, name in enumerate(names)}, np.array(rarity, dtype=np.float32)


def _matrix(rows: Sequence[Row], vocabulary: dict[str, int], rarity: Floats) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for group in row["groups"]:
            found, weights = weigh(group, vocabulary, rarity)
            columns += found
            values += weights.tolist()
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(vocabulary)))


def _slope(model: LinearModel, held: Sequence[Row], *, exclusive: bool) -> float:
    """The slope under which the held-back rows are least surprising (log loss)."""
    margins, truths = [], []
    for row in held:
        margins.append(model.margins(*row["groups"]))
        truths.append([label in row["labels"] for label in model.labels])
    return _least_surprising(np.array(margins), np.array(truths), exclusive=exclusive)


def _least_surprising(margins: np.ndarray, truths: np.ndarray, *, exclusive: bool) -> float:
    def surprise(slope: float) -> float:
        stretched = margins * slope
        if exclusive:
            stretched = stretched - stretched.max(axis=1, keepdims=True)
            chances = np.exp(stretched) / np.exp(stretched).sum(axis=1, keepdims=True)
            return float(-np.log(np.clip((chances * truths).sum(axis=1), 1e-9, 1)).mean())
        chances = np.clip(1 / (1 + np.exp(-stretched)), 1e-9, 1 - 1e-9)
        return float(-(truths * np.log(chances) + ~truths * np.log(1 - chances)).mean())

    return float(min(SLOPES, key=surprise))


def main(arguments: Sequence[str]) -> None:
    """Read rows, write the model."""
    source, target, kind = arguments
    with Path(source).open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    fit(rows, exclusive=kind == "one").save(Path(target))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Learns linear models from examples, with scikit-learn. Runs in Rasa's environment (Python 3.10).

    python -m nlu.learning.fit FOLDER

makes of intents.jsonl, needs.jsonl, languages.jsonl and subjects.jsonl the models of the same names. A row is
{"of": the sentence it is made of, "groups": [[feature, ...], ...], "labels": [label, ...]}.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.learning.linear import Floats, LinearModel, weigh
from nlu.learning.store import INTENTS, LANGUAGES, NEEDS, ROWS, SUBJECTS

Row = dict[str, Any]

RAREST = 2  # rows in which a feature must occur: what is seen once teaches nothing about others
STRICTNESS = 0.4
HELD_BACK = 10  # every tenth sentence tells how far margins are to be trusted
SLOPES = np.linspace(0.5, 12, 47)


def fit(rows: Iterable[Row], *, exclusive: bool) -> LinearModel:
    """Learn, and calibrate on rows that were held back while learning once before.

    Args:
        rows: gone through several times; a file (`RowFile`) need not be in memory at once.
        exclusive: whether each row has exactly one label.
    """
    rest, held = Part(rows, lambda row: not _held_back(row)), Part(rows, _held_back)
    slope = _slope(_fit(rest, exclusive=exclusive, slope=1.0), held, exclusive=exclusive)
    return _fit(rows, exclusive=exclusive, slope=slope)


@dataclass(frozen=True)
class RowFile:
    """The rows of a file in JSON lines, read anew each time."""

    path: Path

    def __iter__(self) -> Iterator[Row]:
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


@dataclass(frozen=True)
class Part:
    """Those of the rows that are wanted."""

    rows: Iterable[Row]
    wanted: Callable[[Row], bool]

    def __iter__(self) -> Iterator[Row]:
        return (row for row in self.rows if self.wanted(row))


def _held_back(row: Row) -> bool:
    """A sentence and its misspellings together, or the calibration would know what it is asked."""
    return zlib.crc32(row["of"].encode()) % HELD_BACK == 0


def _fit(rows: Iterable[Row], *, exclusive: bool, slope: float) -> LinearModel:
    vocabulary, rarity = _vocabulary(rows)
    matrix, given = _matrix(rows, vocabulary, rarity)
    labels = sorted(set(chain.from_iterable(given)))
    columns = [_separate(matrix, np.array([label in own for own in given])) for label in labels]
    weights = np.stack([weight for weight, _ in columns], axis=1).astype(np.float16)
    bias = np.array([bias for _, bias in columns], dtype=np.float32)
    return LinearModel(labels, vocabulary, rarity, weights, bias, exclusive=exclusive, slope=slope)


def _separate(matrix: csr_matrix, holds: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of one label against all others."""
    learner = LinearSVC(C=STRICTNESS, random_state=0)
    learner.fit(matrix, holds)
    return learner.coef_[0], float(learner.intercept_[0])


def _vocabulary(rows: Iterable[Row]) -> tuple[dict[str, int], Floats]:
    seen: Counter[str] = Counter()
    count = 0
    for row in rows:
        seen.update({name for group in row["groups"] for name in group})
        count += 1
    names = sorted(name for name, times in seen.items() if times >= RAREST)
    rarity = [np.log((1 + count) / (1 + seen[name])) + 1 for name in names]
    return {name: column for column, name in enumerate(names)}, np.array(rarity, dtype=np.float32)


def _matrix(rows: Iterable[Row], vocabulary: dict[str, int], rarity: Floats) -> tuple[csr_matrix, list[list[str]]]:
    """The weighed features of every row, and its labels."""
    columns, values, ends = array("i"), array("f"), array("i", [0])
    given: list[list[str]] = []
    for row in rows:
        for group in row["groups"]:
            found, weights = weigh(group, vocabulary, rarity)
            columns.extend(found)
            values.extend(weights.tolist())
        ends.append(len(columns))
        given.append(row["labels"])
    parts = (np.frombuffer(values, np.float32), np.frombuffer(columns, np.int32), np.frombuffer(ends, np.int32))
    return csr_matrix(parts, shape=(len(given), len(vocabulary))), given


def _slope(model: LinearModel, held: Iterable[Row], *, exclusive: bool) -> float:
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


def fit_file(model: Path, *, exclusive: bool) -> None:
    """Read the rows beside the model's path, write the model."""
    fit(RowFile(model.with_suffix(ROWS)), exclusive=exclusive).save(model)


def fit_all(folder: Path) -> None:
    """All models of the folder, side by side on all cores. Raises what went wrong in one of them."""
    with ProcessPoolExecutor() as pool:
        learning = [
            pool.submit(fit_file, folder / name, exclusive=name != NEEDS)
            for name in (INTENTS, NEEDS, LANGUAGES, SUBJECTS)
        ]
        for model in learning:
            model.result()


if __name__ == "__main__":
    fit_all(Path(sys.argv[1]))

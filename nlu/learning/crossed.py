"""Cross-validation on the training sentences: each is judged by models that have not learnt it. Runs in Rasa's
environment (Python 3.10), on the rows of `nlu.learning.prepare`:

    python -m nlu.learning.crossed FOLDER FOLDS

writes one JSON object to standard output. The figures are lower than those on the evaluation sentences, because the
training sentences were written to be unlike each other; what they show is whether more would still help, and where to
set a threshold.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nlu.intents.labels import DANGER, DANGERS
from nlu.learning.fit import Part, Row, RowFile, fit
from nlu.learning.linear import LinearModel, log_odds
from nlu.learning.store import INTENTS, NEEDS, ROWS

Counts = dict[str, Counter]

NEED_IS_MEANT = 0.5
THRESHOLDS = (-6, -4, -3, -2, -1, 0, 1, 2)
"""Log odds of a danger by both models together (nlu/needs/judgement.py)."""


def crossed(folder: Path, folds: int) -> dict[str, Any]:
    """Figures over all folds.

    Args:
        folder: where the prepared rows are.
        folds: into how many parts they are divided; variants of a sentence stay in one part.
    """
    intents, needs = (RowFile((folder / name).with_suffix(ROWS)) for name in (INTENTS, NEEDS))
    counts: Counts = defaultdict(Counter)
    for fold in range(folds):
        left_out = _in_fold(fold, folds)
        intent_model = fit(Part(intents, lambda row, out=left_out: not out(row)), exclusive=True)
        need_model = fit(Part(needs, lambda row, out=left_out: not out(row)), exclusive=False)
        _count_intents(counts, intent_model, Part(intents, left_out))
        _count_needs(counts, intent_model, need_model, Part(needs, left_out))
        sys.stderr.write(f"Part {fold + 1} of {folds} is done.\n")
    return {"folds": folds, **{name: dict(sorted(found.items())) for name, found in counts.items()}}


def _in_fold(fold: int, folds: int) -> Any:
    # Salted: the calibration holds sentences back by the same hash, and would find none left in one of the folds.
    return lambda row: zlib.crc32(b"fold " + row["of"].encode()) % folds == fold


def _count_intents(counts: Counts, model: LinearModel, rows: Iterable[Row]) -> None:
    for row in rows:
        if row["text"] != row["of"]:
            continue  # a misspelling; people's own sentences count
        chances = model.probabilities(*row["groups"])
        right = max(chances, key=lambda label: chances[label]) == row["labels"][0]
        counts["intents"][f"{row['language']} of"] += 1
        counts["intents"][f"{row['language']} right"] += right


def _count_needs(counts: Counts, intents: LinearModel, needs: LinearModel, rows: Iterable[Row]) -> None:
    for row in rows:
        chances = needs.probabilities(*row["groups"])
        _count_labels(counts["needs"], chances, row["labels"])
        ranked = intents.probabilities(*row["groups"])
        alarm = sum(ranked[intent] for intent in DANGERS)
        evidence = log_odds(chances[DANGER]) + log_odds(alarm)
        kind = _kind(row)
        counts["dangers"][f"{kind} of"] += 1
        for threshold in THRESHOLDS:
            counts["dangers"][f"{kind} from {threshold}"] += evidence >= threshold


def _kind(row: Row) -> str:
    if DANGER in row["labels"]:
        return "dangers"
    return "others" if row["labels"] or not row["example"] else "look-alikes"


def _count_labels(counted: Counter, chances: dict[str, float], meant: Sequence[str]) -> None:
    for label, chance in chances.items():
        found, said = chance >= NEED_IS_MEANT, label in meant
        counted["hits"] += found and said
        counted["too much"] += found and not said
        counted["missed"] += said and not found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(crossed(Path(sys.argv[1]), int(sys.argv[2]))) + "\n")

"""Cross-validation on a handful of rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nlu.intents.labels import DANGER, DANGERS
from nlu.learning.crossed import crossed
from nlu.learning.grams import letter_grams

WORDS = {"ask_work": "suche arbeit bitte", **{danger: f"hilfe {danger[10:]} jetzt" for danger in DANGERS}}


def row(text: str, labels: list[str]) -> dict[str, Any]:
    groups = [list(letter_grams(text)), []]
    return {"of": text, "text": text, "language": "de", "groups": groups, "labels": labels, "example": True}


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in rows))


def test_every_sentence_is_judged_once_in_whatever_number_of_parts(tmp_path: Path) -> None:
    said = [(intent, f"{words} {turn}") for intent, words in WORDS.items() for turn in "abcdefghijklmnopqrst"]
    write(tmp_path / "intents.jsonl", [row(text, [intent]) for intent, text in said])
    write(tmp_path / "needs.jsonl", [row(text, [DANGER] if intent in DANGERS else []) for intent, text in said])
    for folds in (2, 5):
        counts = crossed(tmp_path, folds)
        assert counts["intents"]["de of"] == len(said)
        assert counts["dangers"]["dangers of"] + counts["dangers"]["look-alikes of"] == len(said)
        assert counts["intents"]["de right"] > 0.8 * len(said)

"""How fast messages are understood, on one core: evaluation sentences, and the longest message in each script.

    .venv/bin/python -m tests.nlu.speed

Not a test: machines differ. The results stand in docs/benchmarks.md.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date

from assistant.engine.places import Places
from assistant.engine.training import learnt_path
from assistant.lasting import lasting_understander
from backend.core.settings import ROOT, Settings
from nlu.evaluation.sentences import load
from nlu.learning.store import Learnt
from nlu.understand import LONGEST_READ, Understander

TODAY = date(2026, 11, 20)
LONG = {
    "de": "Wir haben Schimmel in der Wohnung und mein Sohn ist 7 und hat keine Schule. ",
    "uk": "У нас цвіль у квартирі, синові 7 років, і він не має школи. ",
    "ar": "عندنا عفن بالبيت وابني عمره ٧ سنين وما عنده مدرسة. ",
    "fa": "خانه ما نم دارد و پسرم ۷ ساله است و مکتب ندارد. ",
    "one word": "a" * 80 + " ",
    "numbers": "zwei und zwanzig 22 ",
    "marks": "\u202e\u200f\u0301!?. ",
}
TIMES = 5


def report() -> Iterator[str]:
    """Lines of what was measured."""
    settings = Settings()
    began = time.perf_counter()
    understander = lasting_understander({}, Learnt.load(learnt_path(Places(root=ROOT, var=settings.var))))
    yield f"built in {time.perf_counter() - began:.1f} s"
    sentences = load()
    for sentence in sentences[:: len(sentences) // 100]:
        understander.understand(sentence.text, sentence.language, TODAY)
    took = [_once(understander, sentence.text, sentence.language) for sentence in sentences]
    slow = statistics.quantiles(took, n=100)[98]
    yield f"{len(took) / sum(took):.0f} messages a second"
    yield f"median {1000 * statistics.median(took):.1f} ms, 99 % within {1000 * slow:.1f} ms"
    for name, piece in LONG.items():
        text = (piece * LONGEST_READ)[:LONGEST_READ]
        language = name if len(name) == 2 else None
        each = [_once(understander, text, language) for _ in range(TIMES)]
        yield f"{LONGEST_READ} characters, {name}: {1000 * statistics.median(each):.0f} ms"


def _once(understander: Understander, text: str, language: str | None) -> float:
    started = time.perf_counter()
    understander.understand(text, language, TODAY)
    return time.perf_counter() - started


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")

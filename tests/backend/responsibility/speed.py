"""How long a decision takes.

Run ``python -m tests.backend.responsibility.speed``: it decides every row of ``table/`` several times and prints how
many decisions a second that makes, and the rows that take longest.
"""

import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from backend.responsibility.engine import decide
from backend.responsibility.interchange import read
from backend.responsibility.model import Facts

FOLDER = Path(__file__).parent / "table"
ROUNDS = 5
SLOWEST = 3


def constellations() -> Iterator[tuple[str, Facts, date]]:
    """Every row of the tables: its sentence, its facts and its day."""
    for path in sorted(path for path in FOLDER.glob("*.toml") if path.stem != "words"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in table["rows"]:
            facts, day = read({"attributes": row["attributes"], "ref_date": row.get("ref_date", table["ref_date"])})
            yield f"{path.stem}: {row['name']}", facts, day


def seconds(facts: Facts, day: date) -> float:
    """The median of several decisions: a single one may be held up by whatever else the machine does."""
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        decide(facts, day)
        taken.append(perf_counter() - start)
    return median(taken)


def report() -> str:
    """Decisions a second, the median and the slowest, as text."""
    rows = list(constellations())
    decide(rows[0][1], rows[0][2])  # reads the rules, once for each process
    taken = sorted(((seconds(facts, day), name) for name, facts, day in rows), reverse=True)
    total = sum(second for second, _ in taken)
    middle = median(second for second, _ in taken)
    lines = [
        f"{len(taken)} constellations, each decided {ROUNDS} times",
        f"{len(taken) / total:.0f} decisions a second, median {1000 * middle:.1f} ms",
        "slowest:",
        *(f"  {1000 * second:.1f} ms  {name}" for second, name in taken[:SLOWEST]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report())

"""Small numbers: nobody is to be recognised in a report, and no total is to betray one. Pure.

A number below the smallest that is shown is "few"; every other is rounded down to a multiple of that smallest, totals
by themselves. What is counted within something that is few is few as well, also where there is none of it. So a number
that is few cannot be worked out from a total and its other parts, nor by taking one report from another. Only where all
parts of a total stand at the same end of what they can be, it could be: such a total is withheld. Whoever asks for very
many reports, a day more each time, can narrow numbers down all the same: reports are for the coordination alone.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

type Hidden = Literal["few", "withheld"]
#: What is shown in the place of a number.
type Shown = int | Hidden
type _Range = tuple[int, int]


@dataclass(frozen=True)
class Whole[Cell: Hashable]:
    """A cell that is the sum of others, some of which may be shown nowhere. ``within``: cells that count a part of it,
    one overlapping another."""

    cell: Cell
    parts: Sequence[Cell] = ()
    within: Sequence[Cell] = ()


def published[Cell: Hashable](
    counts: Mapping[Cell, int], wholes: Sequence[Whole[Cell]], smallest: int
) -> dict[Cell, Shown]:
    """What is shown of a table. ``wholes``: each before what stands within it and has parts of its own. With a
    ``smallest`` of 1 every number is shown as it is."""
    shown: dict[Cell, Shown] = {cell: _rounded(count, smallest) for cell, count in counts.items()}
    vague = _spread(shown, wholes)
    ranges = {cell: _range(one, smallest, vague=cell in vague) for cell, one in shown.items()}
    for whole in wholes:
        if _betrays(whole, shown, ranges):
            shown[whole.cell] = "withheld"
    return shown


def _rounded(count: int, smallest: int) -> Shown:
    return "few" if 0 < count < smallest else count // smallest * smallest


def _spread[Cell: Hashable](shown: dict[Cell, Shown], wholes: Iterable[Whole[Cell]]) -> set[Cell]:
    """Make few what is within something that is few; gives the cells of which nobody can tell whether they are none."""
    vague: set[Cell] = set()
    for whole in wholes:
        if shown[whole.cell] == "few":
            cells = [cell for cell in (*whole.parts, *whole.within) if cell in shown]
            shown.update(dict.fromkeys(cells, "few"))
            vague.update(cells)
    return vague


def _range(shown: Shown, smallest: int, *, vague: bool) -> _Range:
    """The least and the most that a number can be which is shown so."""
    if isinstance(shown, int):
        return (shown, shown + smallest - 1) if shown else (0, 0)
    return (0 if vague else 1, smallest - 1)


def _betrays[Cell: Hashable](whole: Whole[Cell], shown: Mapping[Cell, Shown], ranges: Mapping[Cell, _Range]) -> bool:
    """Whether some part is few, and the parts must all be the least that they can be for the whole, or the most."""
    least, most = ranges[whole.cell]
    known = [ranges[part] for part in whole.parts if part in ranges]
    if not any(shown.get(part) == "few" for part in whole.parts):
        return False
    complete = len(known) == len(whole.parts)
    return sum(low for low, _ in known) == most or (complete and sum(high for _, high in known) == least)

"""The table of a report: a line for each service, organisation, kind of service, language, way or urgency, and one for
all of them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from backend.reporting.figures import COUNTS, ENDS, REASONS, SUMS, TIMES, Spread, counted, lasted, spread
from backend.reporting.hiding import Shown, Whole, published
from backend.reporting.hours import OpenHours
from backend.reporting.passages import Passage
from locales.wording import Param, Wording

type By = Literal["service", "organization", "kind", "language", "way", "urgency"]
BYS: tuple[By, ...] = get_args(By.__value__)
CODES = (*COUNTS, *REASONS, *ENDS)
UNKNOWN = Wording("console.report.unknown").to_json()


@dataclass(frozen=True)
class Known:
    """What a report says of a service, as the directory has it today."""

    name: str
    organization: str
    destination: str
    hours: OpenHours


@dataclass(frozen=True)
class Terms:
    """The day's conditions: when it is, after how many days something accepted should have come to an end, and the
    smallest number that is shown."""

    now: datetime
    open_days: int
    smallest: int


@dataclass(frozen=True)
class Line:
    """The figures of a group; ``label`` is still without a language."""

    label: Param
    counts: Mapping[str, Shown]
    times: Mapping[str, Spread | None]


@dataclass(frozen=True)
class Report:
    """What became of the handovers that were requested from ``first`` to ``last``, as far as it is known by now."""

    first: date
    last: date
    by: By
    total: Line
    lines: Sequence[Line]


#: A group: its number in the table; the line of all is none.
type _Cell = tuple[int | None, str]


@dataclass(frozen=True)
class Measured:
    """A handover with its service, if the directory still has it, and how long things took: worked out once for all
    breakdowns."""

    passage: Passage
    service: Known | None
    took: Mapping[str, timedelta]


def measured(passages: Iterable[Passage], services: Mapping[str, Known]) -> list[Measured]:
    """``services``: by the id that the log names. For one that is not there any more, usual hours are counted."""
    found = ((passage, services.get(passage.service or "")) for passage in passages)
    return [Measured(one, known, lasted(one, known.hours if known else _USUAL_HOURS)) for one, known in found]


def compiled(days: tuple[date, date], by: By, handovers: Sequence[Measured], terms: Terms) -> Report:
    """The report of a breakdown."""
    groups: dict[str, list[Measured]] = defaultdict(list)
    labels: dict[str, Param] = {}
    for one in handovers:
        label = _label(by, one)
        labels[str(label)] = label
        groups[str(label)].append(one)
    shown = _shown(handovers, list(groups.values()), terms)

    def line(row: int | None, label: Param, members: Sequence[Measured]) -> Line:
        lengths = {code: [one.took[code] for one in members if code in one.took] for code in TIMES}
        times = {code: spread(found, terms.smallest) for code, found in lengths.items()}
        return Line(label, {code: shown[row, code] for code in CODES}, times)

    lines = [line(row, labels[name], members) for row, (name, members) in enumerate(groups.items())]
    return Report(*days, by, line(None, Wording("console.report.all").to_json(), handovers), lines)


def _shown(handovers: Sequence[Measured], groups: Sequence[Sequence[Measured]], terms: Terms) -> dict[_Cell, Shown]:
    rows = [(None, handovers), *enumerate(groups)]
    passages = {row: [one.passage for one in members] for row, members in rows}
    counted_of = {row: counted(found, terms.now, terms.open_days) for row, found in passages.items()}
    counts: dict[_Cell, int] = {(row, code): count[code] for row, count in counted_of.items() for code in CODES}
    columns = [Whole[_Cell]((None, code), [(row, code) for row in range(len(groups))]) for code in CODES]
    wholes = [*_of_row(None), *columns, *(whole for row in range(len(groups)) for whole in _of_row(row))]
    return published(counts, wholes, terms.smallest)


def _of_row(row: int | None) -> list[Whole[_Cell]]:
    rest = [(row, code) for code in COUNTS[1:]]
    sums = [Whole[_Cell]((row, whole), [(row, part) for part in parts]) for whole, parts in SUMS.items()]
    return [Whole((row, COUNTS[0]), within=rest), *sums]


#: Of hours for what the directory does not know: the usual ones.
_USUAL_HOURS = OpenHours(())


def _label(by: By, one: Measured) -> Param:
    if by in _OF_SERVICE:
        return _OF_SERVICE[by](one.service) if one.service else UNKNOWN
    return _OF_PASSAGE[by](one.passage)


_OF_SERVICE: Mapping[By, Callable[[Known], Param]] = {
    "service": lambda known: known.name,
    "organization": lambda known: known.organization,
    "kind": lambda known: Wording.of("destination", known.destination, "name").to_json(),
}
_OF_PASSAGE: Mapping[By, Callable[[Passage], Param]] = {
    "language": lambda passage: {"language": passage.language} if passage.language else UNKNOWN,
    "way": lambda passage: Wording.of("console", "partners", "way", passage.way).to_json() if passage.way else UNKNOWN,
    "urgency": lambda passage: Wording.of(
        "console", "report", "urgency", "urgent" if passage.urgent else "usual"
    ).to_json(),
}

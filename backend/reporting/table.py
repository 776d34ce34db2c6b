"""The table of a report: a line for each service, organisation, kind of service, language, way or urgency, and one for
all of them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from backend.reporting.figures import COUNTS, ENDS, REASONS, SUMS, Spread, counted, lasted, spread
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


def compiled(
    days: tuple[date, date], by: By, passages: Sequence[Passage], services: Mapping[str, Known], terms: Terms
) -> Report:
    """The report of a breakdown. ``services``: by the id that the log names; one that is not there is unknown."""
    groups: dict[str, list[Passage]] = defaultdict(list)
    labels: dict[str, Param] = {}
    for passage in passages:
        label = _label(by, passage, services.get(passage.service or ""))
        labels[str(label)] = label
        groups[str(label)].append(passage)
    shown = _shown(passages, list(groups.values()), terms)

    def line(number: int | None, label: Param, members: Sequence[Passage]) -> Line:
        took = lasted(members, lambda passage: _hours(passage, services))
        times = {code: spread(lengths, terms.smallest) for code, lengths in took.items()}
        return Line(label, {code: shown[number, code] for code in CODES}, times)

    lines = [line(number, labels[name], members) for number, (name, members) in enumerate(groups.items())]
    return Report(*days, by, line(None, Wording("console.report.all").to_json(), passages), lines)


def _shown(passages: Sequence[Passage], groups: Sequence[Sequence[Passage]], terms: Terms) -> dict[_Cell, Shown]:
    rows = [(None, passages), *enumerate(groups)]
    counted_of = {row: counted(members, terms.now, terms.open_days) for row, members in rows}
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


def _hours(passage: Passage, services: Mapping[str, Known]) -> OpenHours:
    known = services.get(passage.service or "")
    return known.hours if known else _USUAL_HOURS


def _label(by: By, passage: Passage, service: Known | None) -> Param:
    if by in _OF_SERVICE:
        return _OF_SERVICE[by](service) if service else UNKNOWN
    return _OF_PASSAGE[by](passage)


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

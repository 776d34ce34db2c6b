"""A report in words: for the page of the console and as a sheet with every breakdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.offers.exchange.grid import write_csv
from backend.reporting.figures import COUNTS, ENDS, REASONS, TIMES, Spread
from backend.reporting.hiding import Shown
from backend.reporting.table import Line, Report
from locales.catalogs import Catalogs
from locales.wording import Param, Wording

#: Of each time, within how long half of all and nine of ten were done.
SHARES = ("half", "most")


@dataclass(frozen=True)
class Speaker:
    """Says the figures in a language."""

    catalogs: Catalogs
    language: str
    smallest: int

    def label(self, line: Line) -> str:
        """Whose figures a line has."""
        return self.catalogs.param(line.label, self.language)

    def sorted(self, lines: Sequence[Line]) -> list[Line]:
        """By their names: in the order of their figures they would tell more than these."""
        return sorted(lines, key=lambda line: self.label(line).casefold())

    def count(self, shown: Shown) -> str:
        """A number, or what stands in its place."""
        if isinstance(shown, int):
            return str(shown)
        return self._say(Wording.of("console", "report", shown, smallest=self.smallest))

    def time(self, line: Line, code: str, share: str) -> str:
        """Hours by the clock and by opening hours."""
        hours, of_opening = _hours(line.times[code], share), _hours(line.times[f"{code}_open"], share)
        if hours is None or of_opening is None:
            return self._say(Wording("console.report.withheld"))
        return self._say(Wording("console.report.hours", {"hours": hours, "open": of_opening}))

    def csv(self, reports: Sequence[Report]) -> bytes:
        """Every breakdown, one below the other; the line of all stands first."""
        return write_csv([list(self._headings()), *self._rows(reports)])

    def _headings(self) -> Iterator[str]:
        yield from (self._say(Wording.of("console", "report", "csv", code)) for code in ("breakdown", "group"))
        yield from (self._say(Wording.of("console", "report", "column", code)) for code in COUNTS)
        for code in REASONS:
            reason = Wording.of("console", "decline_reason", code.removeprefix("declined.")).to_json()
            yield self._say(Wording("console.report.csv.reason", {"reason": reason}))
        for code in ENDS:
            outcome = Wording.of("console", "outcome", code.removeprefix("ended.")).to_json()
            yield self._say(Wording("console.report.csv.outcome", {"outcome": outcome}))
        for code in TIMES:
            what, kind = code.removesuffix("_open"), "open" if code.endswith("_open") else "hours"
            for share in SHARES:
                time: Param = Wording.of("console", "report", "time", what, share).to_json()
                yield self._say(Wording.of("console", "report", "csv", kind, time=time))

    def _rows(self, reports: Sequence[Report]) -> Iterator[list[str]]:
        yield from (["", *self._cells(report.total)] for report in reports[:1])
        for report in reports:
            name = self._say(Wording.of("console", "report", "by", report.by))
            yield from ([name, *self._cells(line)] for line in self.sorted(report.lines))

    def _cells(self, line: Line) -> Iterator[str]:
        yield self.label(line)
        yield from (self.count(line.counts[code]) for code in (*COUNTS, *REASONS, *ENDS))
        found = (_hours(line.times[code], share) for code in TIMES for share in SHARES)
        yield from ("" if hours is None else str(hours) for hours in found)

    def _say(self, wording: Wording) -> str:
        return self.catalogs.say(wording, self.language)


def _hours(spread: Spread | None, share: str) -> int | None:
    if spread is None:
        return None
    return spread.half if share == "half" else spread.most

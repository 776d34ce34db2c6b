"""Reads the rule set from ``data/`` and refuses whatever could go wrong later, naming file and line.

Refused: unknown keys, attributes, values, destinations; a row that can never fire, because an earlier one always fires
first; a rule without reason; a condition that cannot be read. That each reason has its words in every language is
checked by ``unexplained``, which needs the catalogs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from backend.responsibility import declarations
from backend.responsibility.checks import problems, refuse_unreachable, version
from backend.responsibility.conditions import ALWAYS, Condition, Unreadable, Vocabulary, read
from backend.responsibility.model import FLAGS
from backend.responsibility.rulebook import (
    REFERENCES,
    Addition,
    Confirmation,
    Destination,
    Guard,
    Named,
    Need,
    OwnerRow,
    ReportingGuard,
    Rule,
    Rulebook,
)
from backend.responsibility.sources import FaultyRules, Source, at, only
from backend.responsibility.world import DERIVED_NAMES

DATA = Path(__file__).parent / "data"
_CONFIDENCE = {"high", "medium", "low"}


@cache
def rulebook(folder: Path = DATA) -> Rulebook:
    """The rule set in ``folder``, checked. Raises ``FaultyRules``."""
    book = _Loader(folder).load()
    for problem in problems(book):
        raise FaultyRules(problem)
    return book


class _Loader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        attributes = [declarations.attribute(row, where) for row, where in self._file("attributes").rows("attribute")]
        self._attributes = {attribute.id: attribute for attribute in attributes}
        definitions = self._file("definitions")
        self._data = definitions.data
        self._definitions_source = definitions
        switches = self._file("switches")
        self._switches = {row["id"]: declarations.switch(row, where) for row, where in switches.rows("switch")}
        self._dates: dict[str, date] = switches.data["dates"]
        self._codes = frozenset(row["id"] for row, _ in self._file("destinations").rows("destination"))
        self._needs_rows = list(self._file("needs").rows("need"))
        self._vocabulary = self._words()

    def _file(self, name: str) -> Source:
        return Source(self._folder / f"{name}.toml")

    def _words(self) -> Vocabulary:
        values = {a.id: a.values for a in self._attributes.values() if a.type == "enum"}
        values["needs"] = frozenset(row["id"] for row, _ in self._needs_rows if "id" in row)
        values["urgency_flags"] = frozenset(FLAGS)
        values["area_set"] = frozenset(row["area"] for row, _ in self._needs_rows if "area" in row)
        values["nationality"] = frozenset({"UA", *self._data["sets"]["free_movement"]})
        names = {
            *self._attributes, *DERIVED_NAMES, *self._data["definitions"], *self._data["sets"],
            *self._data["numbers"], *self._data["thresholds"], *self._dates,
        }  # fmt: skip
        return Vocabulary(frozenset(names), values)

    def load(self) -> Rulebook:
        rules = [rule for path in sorted((self._folder / "rules").glob("*.toml")) for rule in self._rules(path)]
        main = tuple(rule for rule in rules if rule.text is None)
        refuse_unreachable([rule for rule in rules if rule.text is not None])
        refuse_unreachable(main)
        guards = self._file("guards")
        benefit_rows = tuple(self._owner_row(row, where) for row, where in self._file("benefit_authority").rows("row"))
        refuse_unreachable(benefit_rows)
        return Rulebook(
            version=version(self._folder),
            attributes=self._attributes,
            destinations={d.id: d for d in map(self._destination, self._file("destinations").rows("destination"))},
            needs=self._needs(),
            benefit_rows=benefit_rows,
            safety=tuple(rule for rule in rules if rule.text is not None),
            rules=main,
            additions=tuple(self._addition(row, where) for row, where in self._file("additions").rows("addition")),
            confirmations=tuple(
                self._confirmation(*found) for found in self._file("confirmations").rows("confirmation")
            ),
            guards=tuple(self._guard(name, row) for name, row in guards.data.items() if name != "G1"),
            reporting=self._reporting(guards.data["G1"]),
            definitions={name: self._definition(name, text) for name, text in self._data["definitions"].items()},
            sets={name: self._set(name, members) for name, members in self._data["sets"].items()},
            numbers=self._data["numbers"],
            thresholds=self._data["thresholds"],
            switches=self._switches,
            dates=self._dates,
            pension_months=self._pension_months(),
            vocabulary=self._vocabulary,
        )

    def _pension_months(self) -> dict[int, int]:
        with at("pension_age.toml"):
            return {int(year): months for year, months in self._file("pension_age").data["months_over_65"].items()}

    def _condition(self, text: str | None, where: str) -> Condition:
        if text is None:
            return ALWAYS
        try:
            return read(text, self._vocabulary)
        except Unreadable as error:
            raise FaultyRules(f"{where}: {error}") from error

    def _definition(self, name: str, text: str) -> Condition:
        line = self._definitions_source.line_with(f"{name} =")
        return self._condition(text, f"definitions.toml:{line}")

    def _set(self, name: str, members: list[str]) -> frozenset[str]:
        everything = frozenset().union(*self._vocabulary.values.values())
        wrong = set(members) - everything
        if wrong:
            line = self._definitions_source.line_with(f"{name} =")
            raise FaultyRules(f"definitions.toml:{line}: no attribute has the value {', '.join(sorted(wrong))}")
        return frozenset(members)

    def _code(self, code: str | None, where: str) -> str | None:
        if code is not None and code not in self._codes | REFERENCES:
            raise FaultyRules(f"{where}: unknown destination {code}")
        return code

    def _named(self, rows: Iterable[Mapping[str, Any]], where: str) -> tuple[Named, ...]:
        found = []
        for row in rows:
            only(row, {"to", "when", "reason", "keep"}, where)
            to = str(self._code(row["to"], where))
            found.append(Named(to, self._condition(row.get("when"), where), row.get("reason"), row.get("keep", False)))
        return tuple(found)

    def _asks(self, row: Mapping[str, Any], where: str) -> frozenset[str]:
        asks = frozenset(row.get("asks", ()))
        for attribute in asks | ({row["ask"]} if "ask" in row else set()):
            if attribute not in self._attributes or not self._attributes[attribute].order:
                raise FaultyRules(f"{where}: nothing can be asked about {attribute}")
        return asks

    def _owner_row(self, row: Mapping[str, Any], where: str) -> OwnerRow:
        with at(where):
            return self._make_owner_row(row, where)

    def _make_owner_row(self, row: Mapping[str, Any], where: str) -> OwnerRow:
        only(row, {"id", "to", "when", "asks", "also", "legal_basis", "valid_from", "valid_until"}, where)
        return OwnerRow(
            id=row.get("id", ""),
            when=self._condition(row.get("when"), where),
            asks=self._asks(row, where),
            to=self._code(row["to"], where),
            valid_from=row.get("valid_from", date.min),
            valid_until=row.get("valid_until", date.max),
            where=where,
            also=self._named(row.get("also", ()), where),
            legal_basis=row.get("legal_basis"),
        )

    def _needs(self) -> dict[str, Need]:
        needs: dict[str, Need] = {}
        for row, where in self._needs_rows:
            need = self._need(row, where)
            if need.id in needs:
                raise FaultyRules(f"{where}: there are two needs {need.id}")
            needs[need.id] = need
        return needs

    def _need(self, row: Mapping[str, Any], where: str) -> Need:
        with at(where):
            return self._make_need(row, where)

    def _make_need(self, row: Mapping[str, Any], where: str) -> Need:
        only(row, {"id", "area", "owners", "also", "source"}, where)
        owners = tuple(self._owner_row(owner, where) for owner in row.get("owners", ()))
        refuse_unreachable(owners)
        return Need(row["id"], row.get("area"), owners, self._named(row.get("also", ()), where), row.get("source"))

    def _destination(self, found: tuple[dict[str, Any], str]) -> Destination:
        row, where = found
        only(row, {"id", "no_reporting_duty", "independent_only", "everywhere", "fallback"}, where)
        return Destination(
            row["id"],
            row.get("no_reporting_duty", False),
            row.get("independent_only", False),
            row.get("everywhere", False),
            self._named(row.get("fallback", ()), where),
        )

    def _rules(self, path: Path) -> Iterator[Rule]:
        for row, where in Source(path).rows("rule"):
            yield self._rule(row, f"rules/{where}")

    def _rule(self, row: Mapping[str, Any], where: str) -> Rule:
        with at(where):
            return self._make_rule(row, where)

    def _make_rule(self, row: Mapping[str, Any], where: str) -> Rule:
        only(row, _RULE_KEYS, where)
        if ("ask" in row) == ("primary" in row):
            raise FaultyRules(f"{where}: a rule names somebody or asks something")
        if "primary" in row and "reason" not in row and "text" not in row:
            raise FaultyRules(f"{where}: a reason is missing")
        if "text" in row and "asks" in row:
            raise FaultyRules(f"{where}: in danger nothing is asked")
        if row.get("valid_until", date.max) < row.get("valid_from", date.min):
            raise FaultyRules(f"{where}: ends before it begins")
        if row.get("confidence", "high") not in _CONFIDENCE:
            raise FaultyRules(f"{where}: unknown confidence {row['confidence']}")
        return Rule(
            id=row["id"],
            when=self._condition(row.get("when"), where),
            asks=self._asks(row, where),
            to=self._code(row.get("primary"), where),
            valid_from=row.get("valid_from", date.min),
            valid_until=row.get("valid_until", date.max),
            where=where,
            secondary=self._named(row.get("secondary", ()), where),
            reason=row.get("reason"),
            text=row.get("text"),
            ask=row.get("ask"),
            human=row.get("human", False),
            urgent=row.get("urgent", False),
            lead=row.get("lead", False),
            owners=row.get("owners", True),
            legal_basis=row.get("legal_basis"),
            source=row.get("source"),
            confidence=row.get("confidence", "high"),
        )

    def _addition(self, row: Mapping[str, Any], where: str) -> Addition:
        with at(where):
            return self._make_addition(row, where)

    def _make_addition(self, row: Mapping[str, Any], where: str) -> Addition:
        only(row, {"when", "secondary", "note", "switch", "rules", "never"}, where)
        if "switch" in row and row["switch"] not in self._switches:
            raise FaultyRules(f"{where}: unknown switch {row['switch']}")
        return Addition(
            self._condition(row["when"], where),
            self._named(row.get("secondary", ()), where),
            row.get("note"),
            row.get("switch"),
            frozenset(row.get("rules", ())),
            frozenset(row.get("never", ())),
        )

    def _confirmation(self, row: Mapping[str, Any], where: str) -> Confirmation:
        only(row, {"attribute", "when", "named"}, where)
        self._asks({"ask": row["attribute"]}, where)
        return Confirmation(row["attribute"], self._condition(row.get("when"), where), row.get("named", False))

    def _guard(self, name: str, row: Mapping[str, Any]) -> Guard:
        where = f"guards.toml:{self._file('guards').line_with(f'[{name}]')}, {name}"
        with at(where):
            return self._make_guard(name, row, where)

    def _make_guard(self, name: str, row: Mapping[str, Any], where: str) -> Guard:
        only(row, {"when", "forbidden", "instead", "exceptions", "unless_absent"}, where)
        for code in (*row["forbidden"], row["instead"], row.get("unless_absent")):
            self._code(code, where)
        condition = self._condition(row["when"], where)
        exceptions = frozenset(row.get("exceptions", ()))
        return Guard(name, condition, frozenset(row["forbidden"]), row["instead"], exceptions, row.get("unless_absent"))

    def _reporting(self, row: Mapping[str, Any]) -> ReportingGuard:
        where = f"guards.toml:{self._file('guards').line_with('[G1]')}, G1"
        with at(where):
            return self._make_reporting(row, where)

    def _make_reporting(self, row: Mapping[str, Any], where: str) -> ReportingGuard:
        only(row, {"when", "always", "warned", "instead", "instead_refused", "exceptions"}, where)
        for code in (*row["always"], *row["warned"], row["instead"], row["instead_refused"], *row["exceptions"]):
            self._code(code, where)
        return ReportingGuard(
            self._condition(row["when"], where),
            frozenset(row["always"]),
            frozenset(row["warned"]),
            row["instead"],
            row["instead_refused"],
            {code: frozenset(rules) for code, rules in row["exceptions"].items()},
        )


_RULE_KEYS = {
    "id", "when", "primary", "ask", "human", "secondary", "reason", "text", "asks", "urgent", "lead", "owners",
    "legal_basis", "source", "confidence", "valid_from", "valid_until",
}  # fmt: skip

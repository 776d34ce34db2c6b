"""Reads the rule set from ``data/`` and refuses whatever could go wrong later, naming file and line.

Refused: unknown keys, attributes, values, destinations; a row that can never fire, because an earlier one always fires
first; a rule without reason; a condition that cannot be read. That each reason has its words in every language is
checked by ``unexplained``, which needs the catalogs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from backend.responsibility.conditions import ALWAYS, Condition, Unreadable, Vocabulary, read
from backend.responsibility.rulebook import (
    REFERENCES,
    Addition,
    Attribute,
    Confirmation,
    Destination,
    Guard,
    Named,
    Need,
    OwnerRow,
    ReportingGuard,
    Row,
    Rule,
    Rulebook,
    Switch,
)
from backend.responsibility.world import DERIVED_NAMES

DATA = Path(__file__).parent / "data"
FLAGS = (
    "life_danger_medical", "violence_now", "suicide_acute", "suicide_thoughts", "child_endangered", "trafficking",
    "violence_partner", "forced_marriage", "fgm", "homeless_tonight", "deportation_date", "detention",
    "asylum_rejection_deadline", "eviction_notice", "title_expiring_7d", "no_money_for_food", "deadline_7d",
)  # fmt: skip
_STATUSES = {"confirmed", "unverified", "denied"}
_CONFIDENCE = {"high", "medium", "low"}


class FaultyRules(ValueError):
    """The rule set is refused. Says file, line and why."""


class _Source:
    """One file, with the line on which each of its tables begins."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise FaultyRules(f"{path}: {error}") from error

    def lines_of(self, header: str) -> list[int]:
        lines = self.text.splitlines()
        return [number for number, line in enumerate(lines, 1) if line.strip().startswith(header)]

    def line_with(self, text: str) -> int:
        lines = self.text.splitlines()
        return next((number for number, line in enumerate(lines, 1) if text in line), 1)

    def rows(self, name: str) -> Iterator[tuple[dict[str, Any], str]]:
        """The tables of one name, each with its place."""
        headers = self.lines_of(f"[[{name}]]")
        for index, row in enumerate(self.data.get(name, [])):
            yield row, f"{self.path.name}:{headers[index] if headers else self.line_with(str(row.get('id')))}"


@cache
def rulebook(folder: Path = DATA) -> Rulebook:
    """The rule set in ``folder``, checked. Raises ``FaultyRules``."""
    book = _Loader(folder).load()
    for problem in problems(book):
        raise FaultyRules(problem)
    return book


@contextmanager
def _at(where: str) -> Iterator[None]:
    """What is missing or of a wrong type is told with its place."""
    try:
        yield
    except KeyError as error:
        raise FaultyRules(f"{where}: {error.args[0]} is missing") from error
    except (TypeError, AttributeError) as error:
        raise FaultyRules(f"{where}: a value is of the wrong type ({error})") from error
    except ValueError as error:
        if isinstance(error, FaultyRules):
            raise
        raise FaultyRules(f"{where}: {error}") from error


class _Loader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        attributes = [_attribute(row, where) for row, where in self._file("attributes").rows("attribute")]
        self._attributes = {attribute.id: attribute for attribute in attributes}
        definitions = self._file("definitions")
        self._data = definitions.data
        self._definitions_source = definitions
        switches = self._file("switches")
        self._switches = {row["id"]: _switch(row, where) for row, where in switches.rows("switch")}
        self._dates: dict[str, date] = switches.data["dates"]
        self._codes = frozenset(row["id"] for row, _ in self._file("destinations").rows("destination"))
        self._needs_rows = list(self._file("needs").rows("need"))
        self._vocabulary = self._words()

    def _file(self, name: str) -> _Source:
        return _Source(self._folder / f"{name}.toml")

    def _words(self) -> Vocabulary:
        values = {a.id: a.values for a in self._attributes.values() if a.type == "enum"}
        values["needs"] = frozenset(row["id"] for row, _ in self._needs_rows if "id" in row)
        values["urgency_flags"] = frozenset(FLAGS)
        values["area_set"] = frozenset(row["area"] for row, _ in self._needs_rows if "area" in row)
        values["nationality"] = frozenset({"UA"})
        names = {
            *self._attributes, *DERIVED_NAMES, *self._data["definitions"], *self._data["sets"],
            *self._data["numbers"], *self._data["thresholds"], *self._dates,
        }  # fmt: skip
        return Vocabulary(frozenset(names), values)

    def load(self) -> Rulebook:
        rules = [rule for path in sorted((self._folder / "rules").glob("*.toml")) for rule in self._rules(path)]
        main = tuple(rule for rule in rules if rule.text is None)
        _refuse_unreachable([rule for rule in rules if rule.text is not None])
        _refuse_unreachable(main)
        guards = self._file("guards")
        benefit_rows = tuple(self._owner_row(row, where) for row, where in self._file("benefit_authority").rows("row"))
        _refuse_unreachable(benefit_rows)
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
        )

    def _pension_months(self) -> dict[int, int]:
        with _at("pension_age.toml"):
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
            _only(row, {"to", "when", "reason", "keep"}, where)
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
        with _at(where):
            return self._make_owner_row(row, where)

    def _make_owner_row(self, row: Mapping[str, Any], where: str) -> OwnerRow:
        _only(row, {"id", "to", "when", "asks", "also", "legal_basis", "valid_from", "valid_until"}, where)
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
        with _at(where):
            return self._make_need(row, where)

    def _make_need(self, row: Mapping[str, Any], where: str) -> Need:
        _only(row, {"id", "area", "owners", "also", "source"}, where)
        owners = tuple(self._owner_row(owner, where) for owner in row.get("owners", ()))
        _refuse_unreachable(owners)
        return Need(row["id"], row.get("area"), owners, self._named(row.get("also", ()), where), row.get("source"))

    def _destination(self, found: tuple[dict[str, Any], str]) -> Destination:
        row, where = found
        _only(row, {"id", "no_reporting_duty", "independent_only", "everywhere", "fallback"}, where)
        return Destination(
            row["id"],
            row.get("no_reporting_duty", False),
            row.get("independent_only", False),
            row.get("everywhere", False),
            self._named(row.get("fallback", ()), where),
        )

    def _rules(self, path: Path) -> Iterator[Rule]:
        for row, where in _Source(path).rows("rule"):
            yield self._rule(row, f"rules/{where}")

    def _rule(self, row: Mapping[str, Any], where: str) -> Rule:
        with _at(where):
            return self._make_rule(row, where)

    def _make_rule(self, row: Mapping[str, Any], where: str) -> Rule:
        _only(row, _RULE_KEYS, where)
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
        with _at(where):
            return self._make_addition(row, where)

    def _make_addition(self, row: Mapping[str, Any], where: str) -> Addition:
        _only(row, {"when", "secondary", "note", "switch", "rules", "never"}, where)
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
        _only(row, {"attribute", "when"}, where)
        self._asks({"ask": row["attribute"]}, where)
        return Confirmation(row["attribute"], self._condition(row.get("when"), where))

    def _guard(self, name: str, row: Mapping[str, Any]) -> Guard:
        where = f"guards.toml:{self._file('guards').line_with(f'[{name}]')}, {name}"
        with _at(where):
            return self._make_guard(name, row, where)

    def _make_guard(self, name: str, row: Mapping[str, Any], where: str) -> Guard:
        _only(row, {"when", "forbidden", "instead", "exceptions", "unless_absent"}, where)
        for code in (*row["forbidden"], row["instead"], row.get("unless_absent")):
            self._code(code, where)
        condition = self._condition(row["when"], where)
        exceptions = frozenset(row.get("exceptions", ()))
        return Guard(name, condition, frozenset(row["forbidden"]), row["instead"], exceptions, row.get("unless_absent"))

    def _reporting(self, row: Mapping[str, Any]) -> ReportingGuard:
        where = f"guards.toml:{self._file('guards').line_with('[G1]')}, G1"
        with _at(where):
            return self._make_reporting(row, where)

    def _make_reporting(self, row: Mapping[str, Any], where: str) -> ReportingGuard:
        _only(row, {"when", "always", "warned", "instead", "instead_refused", "exceptions"}, where)
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


def _attribute(row: Mapping[str, Any], where: str) -> Attribute:
    where = f"{where}, {row.get('id')}"
    _only(row, {"id", "type", "values", "missing", "refused", "order"}, where)
    with _at(where):
        attribute = Attribute(
            row["id"], row["type"], frozenset(row.get("values", ())), row["missing"], row["refused"],
            row.get("order", 0),
        )  # fmt: skip
    if attribute.type not in _TYPES:
        raise FaultyRules(f"{where}: unknown type {attribute.type}")
    for key, own in (("missing", "ask"), ("refused", "human")):
        if not _fits(attribute, row[key], own):
            raise FaultyRules(f"{where}: {key} cannot be {row[key]!r}")
    return attribute


_TYPES = {"set", "birth_date", "age", "enum", "bool", "date", "text", "country", "children", "any"}


def _fits(attribute: Attribute, meaning: Any, own_word: str) -> bool:
    """Whether a missing answer can mean this: a word of the language, or a value of the attribute."""
    if meaning in (own_word, "open"):
        return True
    if attribute.type == "bool":
        return isinstance(meaning, bool)
    if attribute.type == "enum":
        return meaning in attribute.values
    return attribute.type in {"set", "children"} and meaning == "none"


def _switch(row: Mapping[str, Any], where: str) -> Switch:
    _only(row, {"id", "name", "from", "until", "status", "affects", "source", "legal_basis"}, where)
    if row["status"] not in _STATUSES:
        raise FaultyRules(f"{where}: unknown status {row['status']}")
    return Switch(
        row["id"], row["name"], row["from"], row.get("until"), row["status"], row["affects"], row["source"],
        row["legal_basis"],
    )  # fmt: skip


def _only(row: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = set(row) - allowed
    if unknown:
        raise FaultyRules(f"{where}: unknown key {', '.join(sorted(unknown))}")


def _refuse_unreachable(rows: Iterable[Row]) -> None:
    """A row is dead where an earlier one, in force at least as long, asks for less."""
    earlier: list[Row] = []
    for row in rows:
        for other in earlier:
            covers = other.valid_from <= row.valid_from and other.valid_until >= row.valid_until
            applies_always = not isinstance(other, Rule) or other.to != "TOPIC_OWNER"
            if covers and applies_always and other.when.conjuncts <= row.when.conjuncts:
                raise FaultyRules(f"{row.where}: can never fire, {other.where} always does before it")
        earlier.append(row)


def problems(book: Rulebook) -> Iterator[str]:
    """What can be seen only when all files are read: names of rules that do not exist, definitions that go in circles,
    two needs of one name."""
    ids = {*book.rule_ids, "S", *(f"T-{need}" for need in book.needs)}
    named = [(f"additions.toml, {addition.when.text}", addition.rules | addition.never) for addition in book.additions]
    named += [(f"guards.toml, {guard.id}", guard.exceptions) for guard in book.guards]
    named += [(f"guards.toml, G1, {code}", rules) for code, rules in book.reporting.exceptions.items()]
    for where, rules in named:
        if rules - ids:
            yield f"{where}: unknown rule {', '.join(sorted(rules - ids))}"
    for name in book.definitions:
        if name in _reached(book, name):
            yield f"definitions.toml: {name} is explained by itself"


def _reached(book: Rulebook, name: str) -> set[str]:
    """The definitions that a definition rests on, directly or through others."""
    reached: set[str] = set()
    waiting = set(book.definitions[name].names)
    while waiting:
        other = waiting.pop()
        if other in book.definitions and other not in reached:
            reached.add(other)
            waiting |= book.definitions[other].names
    return reached


def version(folder: Path = DATA) -> str:
    """The version of the rule set: a fingerprint of all its files, so that no change goes unnoticed."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def reason_keys(book: Rulebook) -> frozenset[str]:
    """Every text that a decision can need: reasons, safety texts, notes."""
    rules = (*book.safety, *book.rules)
    named = [n for rule in rules for n in rule.secondary] + [n for need in book.needs.values() for n in need.also]
    named += [n for row in book.benefit_rows for n in row.also] + [n for a in book.additions for n in a.secondary]
    reasons = {f"reason.{r}" for r in (*(rule.reason for rule in rules), *(n.reason for n in named)) if r}
    general = {f"reason.{name}" for name in ("for_need", "lead", "stand_in", "model_a", "goes_along", "person")}
    notes = {f"decision.{addition.note}" for addition in book.additions if addition.note}
    return frozenset(reasons | general | notes | {f"safety.{rule.text}" for rule in rules if rule.text})


def unexplained(book: Rulebook, has_text: Callable[[str], bool]) -> list[str]:
    """The texts that a decision can need and that do not exist."""
    return sorted(key for key in reason_keys(book) if not has_text(key))

"""The rule set as Markdown, for people who know the law and do not program: ``docs/responsibility-rules.md``.

Every row of every table: conditions stand as they are written, reasons as people read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from backend.responsibility import rulebook as tables
from backend.responsibility.conditions import Condition
from locales.catalogs import Catalogs
from locales.languages import SOURCE

#: What the texts begin with that the handbook quotes.
_TEXT_FAMILIES = ("reason.", "safety.", "decision.", "destination.", "helpline.", "value.needs.")
_HEAD = """# The rules of responsibility, as they are

Printed by `lotse rules` from `backend/responsibility/data`, version `{version}`. Do not edit: change the data and print
it again. How to read, change and test the rules: [responsibility.md](responsibility.md). Reasons are quoted in German,
as people read them; words in braces are filled in. `LEAD` is the lead service (the rows marked so below),
`TOPIC_OWNER` the owner of the need, `BENEFIT_AUTHORITY` the office that pays (B1 to B6)."""
_MISSING = {"ask": "asked where it decides", "open": "stays unknown"}
_REFUSED = {"human": "refused: a person takes over; not known: stays unknown", "open": "stays unknown"}


def markdown(book: tables.Rulebook, catalogs: Catalogs) -> str:
    """The whole rule set with its German texts, placeholders still in them. Raises ``KeyError`` for a missing text."""
    families = (catalogs.templates(family, SOURCE) for family in _TEXT_FAMILIES)
    texts = {key: text for family in families for key, text in family.items()}
    return "\n\n".join(_Handbook(book, texts).parts())


class _Handbook:
    def __init__(self, book: tables.Rulebook, texts: Mapping[str, str]) -> None:
        self._book = book
        self._texts = texts

    def parts(self) -> list[str]:
        """Every section, in the order of a decision, then the words that the conditions use."""
        return [
            _HEAD.format(version=self._book.version),
            _section("Safety: all that hold are answered", self._rules(self._book.safety)),
            "## Rules, in their order: the first that holds decides",
            *self._rules_by_file(),
            _section("Who pays: the benefit authority", self._benefits()),
            _section("Needs and their owners", self._needs()),
            _section("Named or said besides", self._additions()),
            _section("Guards: what is never named", self._guards()),
            _section("Asked before anything is passed on", self._confirmations()),
            _section("Law that changes by date", self._switches(), self._dates()),
            _section("Thresholds and numbers", self._numbers()),
            _section("Destinations and who stands in", self._destinations()),
            _section("Reasons of those named besides", self._reasons()),
            _section("Words in the conditions", self._definitions(), self._sets()),
            _section("Attributes, and what a missing answer means", self._attributes()),
            _section("Pension age", self._pension()),
        ]

    def _rules_by_file(self) -> list[str]:
        files = groupby(self._book.rules, key=lambda rule: rule.where.partition(":")[0])
        return [f"### {name}\n\n{self._rules(rules)}" for name, rules in files]

    def _rules(self, rules: Iterable[tables.Rule]) -> str:
        return _table(
            ("Rule", "When", "Who is named", "Reason"),
            ((_lines(*_head(rule)), _lines(*_when(rule)), _lines(*_who(rule)), self._reason(rule)) for rule in rules),
        )

    def _reason(self, rule: tables.Rule) -> str:
        if rule.ask:
            return ""
        return self._texts[f"safety.{rule.text}" if rule.text else f"reason.{rule.reason}"]

    def _benefits(self) -> str:
        rows = self._book.benefit_rows
        cells = ((_lines(f"**{row.id}**", _validity(row)), _lines(*_when(row)), _owner(row)) for row in rows)
        return _table(("Row", "When", "Who pays"), cells)

    def _needs(self) -> str:
        return _table(("Need", "Area", "Owner: the first that holds"), map(self._need, self._book.needs.values()))

    def _need(self, need: tables.Need) -> tuple[str, ...]:
        owners = [_owner_of_need(row) for row in need.owners] or ["**LEAD**"]
        name = _lines(f"**{need.id}**", self._texts[f"value.needs.{need.id}"], need.source or "")
        return name, need.area or "counts for none", _lines(*owners, *map(_besides, need.also))

    def _additions(self) -> str:
        return _table(
            ("When", "With which rules", "Who is named", "What is said"), map(self._added, self._book.additions)
        )

    def _added(self, addition: tables.Addition) -> tuple[str, ...]:
        rules = f"only {_codes(addition.rules)}" if addition.rules else "all but safety"
        never = f"never {_codes(addition.never)}" if addition.never else ""
        said = self._texts[f"decision.{addition.note}"] if addition.note else ""
        switch = f"as long as `{addition.switch}` is unverified, the decision says so" if addition.switch else ""
        named = _lines(*map(_besides, addition.secondary))
        return _condition(addition.when), _lines(rules, never), named, _lines(said, switch)

    def _guards(self) -> str:
        first = self._book.reporting
        allowed = f"all but those without a duty to report and {_codes(first.always)}"
        instead = f"{_codes([first.instead])}; title refused and no danger: {_codes([first.instead_refused])}"
        exceptions = [f"{_codes([code])} by {_codes(rules)}" for code, rules in first.exceptions.items()]
        exceptions.append(f"with a warning about the duty to report: {_codes(first.warned)}")
        g1 = ("**G1**", _condition(first.when), allowed, instead, _lines(*exceptions))
        return _table(("Guard", "When", "Never named", "Instead", "Exceptions"), (*map(_guard, self._book.guards), g1))

    def _confirmations(self) -> str:
        rows = ((f"`{one.attribute}`", _condition(one.when)) for one in self._book.confirmations)
        return _table(("Assumption", "Asked when"), rows)

    def _switches(self) -> str:
        rows = map(_switch, self._book.switches.values())
        return _table(("Switch", "From", "Until", "Status as delivered", "What it affects", "Source"), rows)

    def _dates(self) -> str:
        return _table(("Date", "Value"), ((f"`{name}`", str(day)) for name, day in self._book.dates.items()))

    def _numbers(self) -> str:
        own = [(f"`{name}`", str(number), "yes") for name, number in self._book.thresholds.items()]
        fixed = [(f"`{name}`", str(number), "no") for name, number in self._book.numbers.items()]
        return _table(("Name", "Value", "A municipality may set it"), own + fixed)

    def _destinations(self) -> str:
        head = ("Destination", "Name", "No duty to report", "Everywhere", "Who stands in")
        return _table(head, map(self._destination, self._book.destinations.values()))

    def _destination(self, place: tables.Destination) -> tuple[str, ...]:
        code = place.id
        name = self._texts.get(f"destination.{code}.name") or self._texts[f"helpline.{code}.name"]
        mark = "where independent" if place.independent_only else "yes" if place.no_reporting_duty else ""
        chain = " → ".join(_line(_codes([one.to]), *_unless_always(one.when)) for one in place.fallback)
        return f"**{code}**", name, mark, "yes" if place.everywhere else "", chain

    def _reasons(self) -> str:
        book = self._book
        named = [one for rule in (*book.safety, *book.rules) for one in rule.secondary]
        named += [one for need in book.needs.values() for one in need.also]
        named += [one for row in book.benefit_rows for one in row.also]
        named += [one for addition in book.additions for one in addition.secondary]
        keys = sorted({one.reason for one in named if one.reason} | {"for_need", "lead", "stand_in", "model_a"})
        return _table(("Reason", "Text"), ((f"`{key}`", self._texts[f"reason.{key}"]) for key in keys))

    def _definitions(self) -> str:
        rows = ((f"`{name}`", _condition(condition)) for name, condition in self._book.definitions.items())
        return _table(("Word", "Means"), rows)

    def _sets(self) -> str:
        return _table(("Set", "Members"), ((f"`{name}`", _codes(members)) for name, members in self._book.sets.items()))

    def _attributes(self) -> str:
        head = ("Attribute", "Order of the question", "Not asked yet", "Refused or not known")
        return _table(head, map(_attribute, self._book.attributes.values()))

    def _pension(self) -> str:
        months = self._book.pension_months.items()
        return _table(("Year of birth", "Months after 65"), ((str(year), str(after)) for year, after in months))


def _head(rule: tables.Rule) -> list[str]:
    lead = "lead service" if rule.lead else ""
    basis = [rule.legal_basis or "", rule.source or "", f"confidence: {rule.confidence}"]
    return [f"**{rule.id}**", *basis, _validity(rule), lead]


def _when(row: tables.Row) -> list[str]:
    asks = [f"may ask: {_codes(row.asks)}"] if row.asks else []
    return [_condition(row.when), *asks]


def _who(rule: tables.Rule) -> list[str]:
    if rule.ask:
        return [f"asks for `{rule.ask}`"]
    urgent, human = "urgent" if rule.urgent else "", "a person takes over" if rule.human else ""
    owners = "" if rule.owners or rule.text else "no owners of other needs"
    return [f"**{rule.to}**", *map(_besides, rule.secondary), urgent, human, owners]


def _owner(row: tables.OwnerRow) -> str:
    return _lines(f"**{row.to}**", *map(_besides, row.also))


def _owner_of_need(row: tables.OwnerRow) -> str:
    asks = f"(may ask: {_codes(row.asks)})" if row.asks else ""
    return _line(f"**{row.to}**", *_unless_always(row.when), _validity(row, always=""), asks)


def _besides(one: tables.Named) -> str:
    reason = f"({one.reason})" if one.reason else ""
    kept = "also where another danger comes first" if one.keep else ""
    return _line(f"+ {one.to}", reason, *_unless_always(one.when), kept)


def _guard(guard: tables.Guard) -> tuple[str, ...]:
    unless = f"where {_codes([guard.unless_absent])} is missing" if guard.unless_absent else ""
    exceptions = _lines(_codes(guard.exceptions), unless)
    return f"**{guard.id}**", _condition(guard.when), _codes(guard.forbidden), _codes([guard.instead]), exceptions


def _switch(switch: tables.Switch) -> tuple[str, ...]:
    until = str(switch.end) if switch.end else ""
    name = _lines(f"**{switch.id}**", switch.name, switch.legal_basis)
    return name, str(switch.start), until, switch.status, switch.affects, switch.source


def _attribute(attribute: tables.Attribute) -> tuple[str, ...]:
    order = str(attribute.order) if attribute.order else ""
    return f"`{attribute.id}`", order, _says(attribute.missing, _MISSING), _says(attribute.refused, _REFUSED)


def _says(value: Any, words: Mapping[str, str]) -> str:
    return words[value] if value in words else f"`{str(value).lower()}` is assumed"


def _validity(row: tables.Row, always: str = "always in force") -> str:
    start = f"from {row.valid_from}" if row.valid_from != date.min else ""
    end = f"until {row.valid_until}" if row.valid_until != date.max else ""
    return _line(start, end) or always


def _condition(condition: Condition) -> str:
    return f"`{condition.text}`" if condition.text else "always"


def _unless_always(condition: Condition) -> list[str]:
    return [f"if `{condition.text}`"] if condition.text else []


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes))


def _line(*words: str) -> str:
    return " ".join(word for word in words if word)


def _lines(*lines: str) -> str:
    return "<br>".join(line for line in lines if line)


def _section(title: str, *tables: str) -> str:
    return "\n\n".join((f"## {title}", *tables))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(map(_row, (head, ("---",) * len(head), *rows)))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

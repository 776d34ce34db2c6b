"""The rule set as the engine sees it: loaded once, checked, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.responsibility.conditions import ALWAYS, Condition, Vocabulary

#: Names that stand for whoever the facts make it.
LEAD = "LEAD"
TOPIC_OWNER = "TOPIC_OWNER"
BENEFIT_AUTHORITY = "BENEFIT_AUTHORITY"
REFERENCES = frozenset({LEAD, TOPIC_OWNER, BENEFIT_AUTHORITY})


@dataclass(frozen=True)
class Attribute:
    """One attribute of a case, and what a missing answer means."""

    id: str
    type: str
    values: frozenset[str]
    #: "ask", "open", or what is assumed.
    missing: Any
    #: "human", "open", or what is assumed when the person does not say or does not know.
    refused: Any
    order: int

    @property
    def assumption(self) -> Any:
        """What is assumed while nobody has asked; None where nothing is."""
        return None if self.missing in {"ask", "open"} else self.missing


@dataclass(frozen=True)
class Named:
    """A destination named beside another one."""

    to: str
    when: Condition = ALWAYS
    reason: str | None = None
    #: Stays named also where the rule is not the first of several safety rules.
    keep: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a decision table: the first that holds decides."""

    id: str
    when: Condition
    asks: frozenset[str]
    to: str | None
    valid_from: date
    valid_until: date
    where: str

    def in_force(self, day: date) -> bool:
        """Whether the row is law on this day."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True)
class OwnerRow(Row):
    """A row of an owner's table."""

    also: tuple[Named, ...] = ()
    legal_basis: str | None = None


@dataclass(frozen=True)
class Rule(Row):
    """A rule: who is responsible, whom to ask, or a person."""

    secondary: tuple[Named, ...] = ()
    reason: str | None = None
    text: str | None = None
    ask: str | None = None
    human: bool = False
    urgent: bool = False
    lead: bool = False
    owners: bool = True
    legal_basis: str | None = None
    source: str | None = None
    confidence: str = "high"


@dataclass(frozen=True)
class Need:
    """A concern: the area it counts for, and the table of its owners."""

    id: str
    area: str | None
    owners: tuple[OwnerRow, ...]
    also: tuple[Named, ...]
    source: str | None


@dataclass(frozen=True)
class Destination:
    """Somebody whom people are sent to."""

    id: str
    no_reporting_duty: bool
    independent_only: bool
    everywhere: bool
    fallback: tuple[Named, ...]


@dataclass(frozen=True)
class Switch:
    """Law that changes by date."""

    id: str
    name: str
    start: date
    end: date | None
    status: str
    affects: str
    source: str
    legal_basis: str


@dataclass(frozen=True)
class Addition:
    """What is named or said beside a decision."""

    when: Condition
    secondary: tuple[Named, ...]
    note: str | None
    switch: str | None
    rules: frozenset[str]
    never: frozenset[str]

    def goes_with(self, rule_id: str, *, safety: bool) -> bool:
        """Whether it may stand beside a decision of this rule. Beside danger only what is meant for it."""
        if self.rules:
            return rule_id in self.rules
        return not safety and rule_id not in self.never


@dataclass(frozen=True)
class Confirmation:
    """An assumption that is asked before anything is passed on."""

    attribute: str
    when: Condition
    #: Asked also where only further destinations would change.
    named: bool = False


@dataclass(frozen=True)
class Guard:
    """What may never be named under a condition."""

    id: str
    when: Condition
    forbidden: frozenset[str]
    instead: str
    exceptions: frozenset[str]
    unless_absent: str | None


@dataclass(frozen=True)
class ReportingGuard:
    """G1: only destinations without a duty to report."""

    when: Condition
    always: frozenset[str]
    warned: frozenset[str]
    instead: str
    instead_refused: str
    exceptions: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Rulebook:
    """Everything that decides."""

    version: str
    attributes: Mapping[str, Attribute]
    destinations: Mapping[str, Destination]
    needs: Mapping[str, Need]
    benefit_rows: tuple[OwnerRow, ...]
    safety: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    additions: tuple[Addition, ...]
    confirmations: tuple[Confirmation, ...]
    guards: tuple[Guard, ...]
    reporting: ReportingGuard
    definitions: Mapping[str, Condition]
    sets: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    thresholds: Mapping[str, int]
    switches: Mapping[str, Switch]
    dates: Mapping[str, date]
    pension_months: Mapping[int, int]
    #: What conditions may speak of, also those that are written elsewhere, as those of offers.
    vocabulary: Vocabulary

    @property
    def no_reporting_duty(self) -> frozenset[str]:
        """Destinations that need not report people without papers."""
        return frozenset(code for code, destination in self.destinations.items() if destination.no_reporting_duty)

    @property
    def rule_ids(self) -> frozenset[str]:
        """The identifiers of all rules."""
        return frozenset(rule.id for rule in (*self.safety, *self.rules))

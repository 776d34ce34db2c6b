"""The rule set as its page reads: every row with its condition as written, whom it names, and on what it rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from backend.console.wordings import Words
from backend.responsibility.rulebook import Named, OwnerRow, Row, Rule, Rulebook


@dataclass(frozen=True)
class NamedRow:
    """A destination beside another one, and when it is named."""

    name: str
    condition: str


@dataclass(frozen=True)
class RowView:
    """One row."""

    id: str
    where: str
    condition: str
    #: What is asked for, where the row asks something.
    asks: str | None
    primary: str
    secondary: tuple[NamedRow, ...]
    legal_basis: str | None
    confidence: str | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class RulesView:
    """The tables in the order in which they are looked at, and the words that their conditions use."""

    tables: Mapping[str, tuple[RowView, ...]]
    definitions: Mapping[str, str]


def rules_view(book: Rulebook, words: Words) -> RulesView:
    """The whole rule set, in words as far as it has any."""
    owners = [(words.value("needs", need.id), row, need.source) for need in book.needs.values() for row in need.owners]
    return RulesView(
        tables={
            "safety": tuple(_rule(rule, words) for rule in book.safety),
            "main": tuple(_rule(rule, words) for rule in book.rules),
            "benefits": tuple(_owner(row.id, row, None, words) for row in book.benefit_rows),
            "owners": tuple(_owner(name, row, source, words) for name, row, source in owners),
        },
        definitions={name: condition.text for name, condition in book.definitions.items()},
    )


def _rule(rule: Rule, words: Words) -> RowView:
    asks = words.attribute(rule.ask) if rule.ask else None
    return _row(rule.id, rule, asks, rule.secondary, (rule.legal_basis, rule.confidence), words)


def _owner(name: str, row: OwnerRow, source: str | None, words: Words) -> RowView:
    return _row(name, row, None, row.also, (source, None), words)


def _row(
    name: str, row: Row, asks: str | None, named: Iterable[Named], basis: tuple[str | None, str | None], words: Words
) -> RowView:
    return RowView(
        id=name,
        where=row.where,
        condition=row.when.text,
        asks=asks,
        primary=words.destination(row.to) if row.to else "",
        secondary=tuple(NamedRow(words.destination(one.to), one.when.text) for one in named),
        legal_basis=basis[0],
        confidence=basis[1],
        valid_from=None if row.valid_from == date.min else row.valid_from,
        valid_until=None if row.valid_until == date.max else row.valid_until,
    )

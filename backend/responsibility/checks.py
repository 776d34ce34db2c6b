"""What can be wrong with a rule set although each row of it can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from backend.responsibility.rulebook import Row, Rule, Rulebook
from backend.responsibility.sources import FaultyRules


def refuse_unreachable(rows: Iterable[Row]) -> None:
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


def version(folder: Path) -> str:
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
    general |= {"safety.S9_hidden_number", "safety.reporting_warning"}
    notes = {f"decision.{addition.note}" for addition in book.additions if addition.note}
    return frozenset(reasons | general | notes | {f"safety.{rule.text}" for rule in rules if rule.text})


def _places(book: Rulebook) -> dict[str, str]:
    """The first rule that needs a text."""
    places: dict[str, str] = {}
    for rule in (*book.safety, *book.rules):
        keys = {f"reason.{named.reason}" for named in rule.secondary} | {f"reason.{rule.reason}", f"safety.{rule.text}"}
        for key in keys:
            places.setdefault(key, rule.where)
    return places


def unexplained(book: Rulebook, has_text: Callable[[str], bool]) -> list[str]:
    """The texts that a decision can need and that do not exist, each with the place of a rule that needs it."""
    places = _places(book)
    missing = sorted(key for key in reason_keys(book) if not has_text(key))
    return [f"{key} ({places[key]})" if key in places else key for key in missing]

"""Attributes and switches as they are declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.responsibility.rulebook import Attribute, Switch
from backend.responsibility.sources import FaultyRules, at, only

_STATUSES = {"confirmed", "unverified", "denied"}


def attribute(row: Mapping[str, Any], where: str) -> Attribute:
    """One attribute. Raises ``FaultyRules``."""
    where = f"{where}, {row.get('id')}"
    only(row, {"id", "type", "values", "missing", "refused", "order"}, where)
    with at(where):
        made = Attribute(
            row["id"], row["type"], frozenset(row.get("values", ())), row["missing"], row["refused"],
            row.get("order", 0),
        )  # fmt: skip
    if made.type not in _TYPES:
        raise FaultyRules(f"{where}: unknown type {made.type}")
    for key, own in (("missing", "ask"), ("refused", "human")):
        if not _fits(made, row[key], own):
            raise FaultyRules(f"{where}: {key} cannot be {row[key]!r}")
    return made


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


def switch(row: Mapping[str, Any], where: str) -> Switch:
    """One dated switch. Raises ``FaultyRules``."""
    only(row, {"id", "name", "from", "until", "status", "affects", "source", "legal_basis"}, where)
    if row["status"] not in _STATUSES:
        raise FaultyRules(f"{where}: unknown status {row['status']}")
    return Switch(
        row["id"], row["name"], row["from"], row.get("until"), row["status"], row["affects"], row["source"],
        row["legal_basis"],
    )  # fmt: skip

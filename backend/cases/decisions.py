"""Decisions that people were told: kept with all they were made from, and made again.

The facts are sealed with the case and erased with it. A fact that is taken out of the history for good takes the
decisions with it (``backend/cases/facts.py``): a statement of having no papers must not outlive itself here.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.privacy.sealing import Vault
from backend.responsibility.engine import decide
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Decided, Decision, Facts, Known
from backend.responsibility.models import DecisionRecord

FIELD = "decision.snapshot"


class UnfitSnapshot(TypeError):
    """A value of a type that could not be restored as it was. Says which type, never which value."""


@dataclass(frozen=True)
class Reproduced:
    """What the rules say now about then: the same facts, day and municipality."""

    decision: Decision
    #: The rules are still those that were decided by.
    same_version: bool
    #: The same offices, in the same order, by the same rule.
    same_result: bool


async def keep(file: CaseFile, decided: Decided, facts: Facts, locality: Locality) -> DecisionRecord:
    """Keep a decision with the facts and the municipality that it was made from.

    Once for each state of the facts, rule, version of the rules and office: telling somebody twice is one decision.
    """
    found = await file.session.scalar(
        select(DecisionRecord).where(
            DecisionRecord.case_id == file.case.id,
            DecisionRecord.facts_revision == file.case.facts_revision,
            DecisionRecord.rule_id == decided.rule_id,
            DecisionRecord.rules_version == decided.rules_version,
            DecisionRecord.primary == decided.primary,
        )
    )
    if found is not None:
        return found
    record = DecisionRecord(
        id=uuid.uuid4(),
        case_id=file.case.id,
        made_at=file.now,
        decided_on=decided.decided_on,
        rule_id=decided.rule_id,
        rules_version=decided.rules_version,
        primary=decided.primary,
        secondary=list(decided.secondary),
        urgent=decided.urgent,
        human=decided.human,
        unverified=list(decided.unverified),
        facts_revision=file.case.facts_revision,
        snapshot=file.vault.seal(FIELD, _snapshot(decided, facts, locality)),
    )
    file.session.add(record)
    await file.session.flush()
    return record


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[DecisionRecord]:
    """The decisions of a case, the first first."""
    query = select(DecisionRecord).where(DecisionRecord.case_id == case_id)
    query = query.order_by(DecisionRecord.made_at, DecisionRecord.facts_revision)
    return (await session.execute(query)).scalars().all()


def reproduce(record: DecisionRecord, vault: Vault) -> Reproduced:
    """Decide once more from what was known then, by the rules as they are now."""
    snapshot = vault.open(FIELD, record.snapshot)
    decision = decide(_facts(snapshot), record.decided_on, _locality(snapshot), danger=snapshot["danger"])
    return Reproduced(decision, record.rules_version == rulebook().version, _same(record, decision))


def _same(record: DecisionRecord, decision: Decision) -> bool:
    return isinstance(decision, Decided) and (
        (record.primary, list(record.secondary), record.rule_id, record.urgent, record.human, list(record.unverified))
        == (
            decision.primary,
            list(decision.secondary),
            decision.rule_id,
            decision.urgent,
            decision.human,
            list(decision.unverified),
        )
    )


def _snapshot(decided: Decided, facts: Facts, locality: Locality) -> dict[str, Any]:
    """All that ``decide`` was given, as JSON. What the rules do not know is not their business and is left out."""
    known = rulebook().attributes
    return {
        "facts": {
            name: {"value": _plain(fact.value), "status": fact.status, "confirmed": fact.confirmed}
            for name, fact in facts.by_attribute.items()
            if name in known
        },
        "locality": {part.name: _plain(getattr(locality, part.name)) for part in fields(locality)},
        "danger": decided.is_safety,
    }


def _facts(snapshot: Mapping[str, Any]) -> Facts:
    return Facts(
        {
            name: Known(_restored(fact["value"]), fact["status"], fact["confirmed"])
            for name, fact in snapshot["facts"].items()
        }
    )


def _locality(snapshot: Mapping[str, Any]) -> Locality:
    """What a later version has no place for any more is left out; what it has beyond that takes its default."""
    places = {part.name for part in fields(Locality)}
    return Locality(**{name: _restored(value) for name, value in snapshot["locality"].items() if name in places})


def _plain(value: Any) -> Any:
    """JSON from which ``_restored`` makes the same value again: what JSON has no form for carries its type's name."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [_plain(item) for item in value]
        case tuple():
            return {"tuple": [_plain(item) for item in value]}
        case set() | frozenset():
            return {"set": [_plain(item) for item in sorted(value)]}
        case Mapping():
            return {"map": {str(name): _plain(item) for name, item in value.items()}}
        case date():
            return {"date": value.isoformat()}
        case Ruling():
            return {"ruling": [value.status, _plain(value.start), _plain(value.end)]}
    raise UnfitSnapshot(type(value).__name__)


def _restored(value: Any) -> Any:
    match value:
        case list():
            return [_restored(item) for item in value]
        case {"tuple": items}:
            return tuple(_restored(item) for item in items)
        case {"set": items}:
            return frozenset(_restored(item) for item in items)
        case {"map": items}:
            return {name: _restored(item) for name, item in items.items()}
        case {"date": day}:
            return date.fromisoformat(day)
        case {"ruling": [status, start, end]}:
            return Ruling(status, _restored(start), _restored(end))
    return value

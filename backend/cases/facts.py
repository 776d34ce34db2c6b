"""Recording and reading facts. Every fact has a source message; corrections keep what was said before."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import values
from backend.cases.models import CaseRecord, Fact
from backend.cases.questions import CONFIRMED_BIRTH_DATE, CONFIRMED_TITLE, DECISIVE, IDENTITY, WITHOUT_PAPERS
from backend.privacy.sealing import Vault
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Facts, Known
from backend.responsibility.models import DecisionRecord

_DATES = frozenset({"sec24_first_issued", "title_valid_until"})
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class StoredFact:
    """A fact with its value opened."""

    attribute: str
    value: Any
    status: str
    source_message_id: uuid.UUID
    ordinal: int
    recorded_at: datetime
    superseded_at: datetime | None


def as_known(attribute: str, value: Any, status: str) -> Known:
    """A stored value in the type that the rules use; a refusal and not knowing stay two things."""
    if status in {"refused", "unknown"} or value == "unknown":
        return Known(None, "refused" if status == "refused" else "unknown")
    if attribute in _DATES:
        return Known(date.fromisoformat(value))
    if attribute == "municipality":
        return Known(value["name"])
    if isinstance(value, list):
        return Known(tuple(value))
    return Known(_YES_OR_NO.get(value, value) if isinstance(value, str) and _is_bool(attribute) else value)


def _is_bool(attribute: str) -> bool:
    return rulebook().attributes[attribute].type == "bool"


class FactBook:
    """The facts of one case, read once and written through. Used inside one transaction."""

    def __init__(self, session: AsyncSession, case: CaseRecord, vault: Vault, rows: list[Fact], last: int) -> None:
        self._session = session
        self._case = case
        self.vault = vault
        self._current = {row.attribute: row for row in rows}
        self._last = last

    @classmethod
    async def of(cls, session: AsyncSession, case: CaseRecord, vault: Vault) -> "FactBook":
        """Read the current facts of a case."""
        current = select(Fact).where(Fact.case_id == case.id, Fact.superseded_at.is_(None)).order_by(Fact.ordinal)
        rows = list((await session.execute(current)).scalars())
        last = await session.scalar(select(func.max(Fact.ordinal)).where(Fact.case_id == case.id))
        return cls(session, case, vault, rows, last or 0)

    def value(self, attribute: str) -> Any:
        """The current value; None if there is none, or it was refused."""
        row = self._current.get(attribute)
        return self.vault.open(f"fact.{attribute}", row.value) if row else None

    def status(self, attribute: str) -> str | None:
        """How the current value came about; None if it was never asked."""
        row = self._current.get(attribute)
        return row.status if row else None

    def ids(self, attributes: Iterable[str]) -> list[uuid.UUID]:
        """The rows of those attributes that have a current fact."""
        return [self._current[attribute].id for attribute in sorted(attributes) if attribute in self._current]

    def all(self) -> list[StoredFact]:
        """The current facts in the order of recording."""
        return [opened(row, self.vault) for row in sorted(self._current.values(), key=lambda r: r.ordinal)]

    def for_decision(self) -> Facts:
        """What the rules may look at, in the types that they use."""
        confirmed = {
            "residence_title": self.value(CONFIRMED_TITLE), "birth_date": self.value(CONFIRMED_BIRTH_DATE)
        }  # fmt: skip
        known = {}
        for attribute in DECISIVE:
            row = self._current.get(attribute)
            if row and attribute in rulebook().attributes:
                fact = as_known(attribute, self.value(attribute), row.status)
                said_again = fact.value is not None and fact.value == confirmed.get(attribute)
                known[attribute] = replace(fact, confirmed=said_again)
        return Facts(known)

    async def record(self, attribute: str, value: Any, status: str, source: uuid.UUID, now: datetime) -> bool:
        """Record a fact, superseding the former; false if it says nothing new.

        Saying that one has no papers is never stored together with an identity (domain, L4): with an identity known it
        is kept as "did not want to say", which guards the same; without papers no identity is taken in.
        """
        if attribute == "residence_title" and value == WITHOUT_PAPERS and IDENTITY & self._current.keys():
            value, status = None, "refused"
        if attribute in IDENTITY and self.value("residence_title") == WITHOUT_PAPERS:
            return False
        if attribute in IDENTITY:
            await self._delete_former("residence_title", lambda former: former == WITHOUT_PAPERS)
        if attribute == "residence_title" and value == WITHOUT_PAPERS:
            for identity in IDENTITY:
                await self._delete_former(identity)
        values.check(attribute, value, status)
        former = self._current.get(attribute)
        if former and former.status == status and self.value(attribute) == value:
            return False
        if former:
            former.superseded_at = now
            await self._session.flush()  # the index allows one current fact per attribute
        self._last += 1
        row = Fact(
            id=uuid.uuid4(),
            case_id=self._case.id,
            attribute=attribute,
            value=self.vault.seal(f"fact.{attribute}", value),
            status=status,
            source_message_id=source,
            ordinal=self._last,
            recorded_at=now,
        )
        self._session.add(row)
        self._current[attribute] = row
        self._touch(attribute)
        return True

    async def _delete_former(self, attribute: str, only: Callable[[Any], bool] = lambda _: True) -> None:
        """Take superseded values out of the history for good."""
        query = select(Fact).where(
            Fact.case_id == self._case.id, Fact.attribute == attribute, Fact.superseded_at.is_not(None)
        )
        unwanted = [
            row
            for row in (await self._session.execute(query)).scalars()
            if only(self.vault.open(f"fact.{attribute}", row.value))
        ]
        for row in unwanted:
            await self._session.delete(row)
        if unwanted:  # decisions keep the facts that they were made from
            await self._session.execute(delete(DecisionRecord).where(DecisionRecord.case_id == self._case.id))

    async def forget(self, attributes: Iterable[str], now: datetime) -> None:
        """Delete facts with their history: in information mode nothing about a person is kept."""
        for attribute in attributes:
            await self.withdraw(attribute, now)
            await self._delete_former(attribute)

    async def withdraw(self, attribute: str, now: datetime) -> None:
        """Take the current fact back, so that its question is open again; the history stays."""
        row = self._current.pop(attribute, None)
        if row:
            row.superseded_at = now
            self._touch(attribute)
            await self._session.flush()

    async def confirm_all(self, now: datetime) -> None:
        """The person has read everything back: what they stated or chose is confirmed. Its source stays the line where
        they said it."""
        for attribute in DECISIVE:
            if self.status(attribute) in {"stated", "chosen"}:
                source = self._current[attribute].source_message_id
                await self.record(attribute, self.value(attribute), "confirmed", source, now)
        self._case.confirmed_revision = self._case.facts_revision

    def _touch(self, attribute: str) -> None:
        if attribute in DECISIVE:
            self._case.facts_revision += 1


def opened(row: Fact, vault: Vault) -> StoredFact:
    """A fact's row with its value opened."""
    return StoredFact(
        attribute=row.attribute,
        value=vault.open(f"fact.{row.attribute}", row.value),
        status=row.status,
        source_message_id=row.source_message_id,
        ordinal=row.ordinal,
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
    )


async def history(session: AsyncSession, case_id: uuid.UUID, vault: Vault) -> list[StoredFact]:
    """All facts of a case, also the superseded ones, in the order of recording."""
    query = select(Fact).where(Fact.case_id == case_id).order_by(Fact.ordinal)
    return [opened(row, vault) for row in (await session.execute(query)).scalars()]

"""What runs in a case while something changes: each of it continues, is replaced or ends."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import presentation
from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.cases.slip import DELICATE
from backend.casework.models import Measure as InPlan
from backend.casework.states import RUNNING
from backend.changes.states import MeasureKind
from backend.core.clock import local_date
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from locales.wording import Param, Wording

#: Who helps already, as the person has named them.
COUNSELLOR = "case_management"


@dataclass(frozen=True)
class Measure:
    """Something that runs, and since when. ``team_id``: in whose inbox it lies."""

    kind: MeasureKind
    id: uuid.UUID
    name: Param
    since: date | None = None
    team_id: uuid.UUID | None = None
    #: Its name alone tells what not everybody who helps has to know.
    delicate: bool = False

    @property
    def key(self) -> tuple[str, uuid.UUID]:
        """What it is known by."""
        return self.kind, self.id


class Source(Protocol):
    """Somewhere that measures of a case are known, such as its plan."""

    async def __call__(self, session: AsyncSession, case: CaseRecord, facts: FactBook, /) -> Sequence[Measure]:
        """What runs now."""


async def _handed_over(session: AsyncSession, case: CaseRecord, _facts: FactBook) -> Sequence[Measure]:
    query = select(Handover, Service).join(Service, Service.id == Handover.service_id)
    query = query.where(Handover.case_id == case.id, Handover.status.in_(OPEN)).order_by(Handover.requested_at)
    return [
        Measure(
            kind="handover",
            id=handover.id,
            name=service.name,
            since=local_date(handover.requested_at),
            team_id=handover.team_id,
            delicate=service.destination in DELICATE,
        )
        for handover, service in await session.execute(query)
    ]


async def _counselled(_session: AsyncSession, _case: CaseRecord, facts: FactBook) -> Sequence[Measure]:
    known = next((fact for fact in facts.all() if fact.attribute == COUNSELLOR), None)
    if known is None or known.value in {None, "none", "unknown"}:
        return ()
    name = presentation.value(COUNSELLOR, known.value)
    return (Measure("counsellor", known.source_message_id, name, since=local_date(known.recorded_at)),)


async def _planned(session: AsyncSession, case: CaseRecord, facts: FactBook) -> Sequence[Measure]:
    """What the plan of whoever manages the case says; a helper under a name of their own is nobody else's to know."""
    query = select(InPlan, Service).outerjoin(Service, Service.id == InPlan.service_id)
    query = query.where(InPlan.case_id == case.id, InPlan.state.in_(RUNNING)).order_by(InPlan.since)
    return [
        Measure(
            kind="plan",
            id=row.id,
            name=facts.vault.open("measure.helper", row.helper) if row.helper else service.name,
            since=row.since,
            team_id=case.holder_team_id,
            delicate=service is None or service.destination in DELICATE,
        )
        for row, service in await session.execute(query)
    ]


SOURCES: tuple[Source, ...] = (_handed_over, _counselled, _planned)


async def running(session: AsyncSession, case: CaseRecord, facts: FactBook) -> list[Measure]:
    """Everything that runs in a case now, whoever knows of it."""
    return [measure for source in SOURCES for measure in await source(session, case, facts)]


def neutral_name() -> Param:
    """What a delicate measure is called before others."""
    return Wording("slip.neutral_name").to_json()

"""The changes that lie with somebody, as a list and one by one. Opening one is written down."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.changes.measures import Measure, neutral_name, running
from backend.changes.models import ChangeTask, MeasureDecision
from backend.changes.reach import Reach
from backend.changes.tasks import Detail, detail_of
from backend.core.clock import local_date
from backend.core.context import Context
from backend.organisations.models import Municipality, Service, Staff, Team
from backend.privacy import audit
from backend.privacy.sealing import Vault
from backend.transcripts.models import Conversation

NOTE = "measure.note"


@dataclass(frozen=True)
class Row:
    """A line of the list: nothing of what the person said."""

    task_id: uuid.UUID
    kind: str
    due_on: date
    overdue: bool
    town: str | None
    language: str


@dataclass(frozen=True)
class Listed:
    """A running measure, with what was decided about it and by whom."""

    measure: Measure
    decision: str | None = None
    note: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Opened:
    """A task as its page shows it. ``holds``: who looks holds the case, and settles the task."""

    task: ChangeTask
    detail: Detail
    services: Mapping[uuid.UUID, str]
    measures: list[Listed]
    holds: bool
    holder: str | None
    language: str
    town: str | None
    closed_by: str | None
    #: The case, if it lies with them as well.
    case_id: uuid.UUID | None


async def changes(context: Context, staff: Staff) -> list[Row]:
    """The open tasks that somebody may see, the first due first."""
    today = local_date(context.clock())
    async with context.database.reading() as session:
        reach = await Reach.of(session, staff, today)
        query = select(ChangeTask, CaseRecord, Conversation.language, Municipality.name)
        query = query.join(CaseRecord, CaseRecord.id == ChangeTask.case_id)
        query = query.join(Conversation, Conversation.case_id == CaseRecord.id)
        query = query.outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        query = query.where(ChangeTask.state == "open", reach.concerned)
        query = query.order_by(ChangeTask.due_on, ChangeTask.opened_at, Conversation.last_active_at)
        found = (await session.execute(query)).all()
        released = await reach.released(session, {case.id for _, case, _, _ in found})
    rows = {
        task.id: Row(task.id, task.kind, task.due_on, task.due_on < today, town, language)
        for task, case, language, town in found
        if reach.may_see(task, case, released)
    }
    return list(rows.values())


async def open_change(context: Context, staff: Staff, task_id: uuid.UUID) -> Opened:
    """A task with everything its page shows; reading it is written down. Raises ``NotFound`` if it is not theirs."""
    async with context.database.writing() as session:
        reach = await Reach.of(session, staff, local_date(context.clock()))
        task, case = await reach.task(session, task_id)
        audit.by_staff(session, context.clock, staff, "change.opened", ("change_task", task.id))
        return await _opened(session, reach, task, case, await context.vault(session, case.id))


async def _opened(session: AsyncSession, reach: Reach, task: ChangeTask, case: CaseRecord, vault: Vault) -> Opened:
    detail = detail_of(task, vault)
    services = {party.service_id for party in (*detail.old, *detail.new) if party.service_id}
    names = await session.execute(select(Service.id, Service.name).where(Service.id.in_(services)))
    talks = select(Conversation.language).where(Conversation.case_id == case.id)
    return Opened(
        task=task,
        detail=detail,
        services=dict(names.all()),
        measures=await listed(session, reach, task, case, vault),
        holds=reach.holds(case),
        holder=await session.scalar(select(Team.name).where(Team.id == case.holder_team_id)),
        language=(await session.execute(talks.order_by(Conversation.last_active_at.desc()))).scalars().first() or "",
        town=await session.scalar(select(Municipality.name).where(Municipality.id == case.municipality_id)),
        closed_by=await session.scalar(select(Staff.name).where(Staff.id == task.closed_by_id)),
        case_id=case.id if await reach.released(session, {case.id}) else None,
    )


async def listed(session: AsyncSession, reach: Reach, task: ChangeTask, case: CaseRecord, vault: Vault) -> list[Listed]:
    """The running measures that somebody may know of: all of a case that they hold, else their own. What is delicate
    has its name before its own team alone."""
    query = select(MeasureDecision, Staff.name).join(Staff, Staff.id == MeasureDecision.decided_by_id)
    query = query.where(MeasureDecision.task_id == task.id)
    decided = {(row.kind, row.measure_id): (row, name) for row, name in await session.execute(query)}
    found = []
    for measure in await running(session, case, await FactBook.of(session, case, vault)):
        own = measure.team_id in reach.teams
        if own or reach.holds(case):
            shown = measure if own or not measure.delicate else replace(measure, name=neutral_name())
            found.append(_with_decision(shown, decided.get(measure.key), vault))
    return found


def _with_decision(measure: Measure, decided: tuple[MeasureDecision, str] | None, vault: Vault) -> Listed:
    if decided is None:
        return Listed(measure)
    row, name = decided
    return Listed(measure, row.decision, vault.open(NOTE, row.note) if row.note else None, name)

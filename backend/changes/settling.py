"""Settling a change: a decision about every running measure, and then that it is done.

Nothing moves by it: the old office stays responsible until the new one has accepted, which is an answer to a handover.
"""

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.changes.figures import gap_of
from backend.changes.measures import running
from backend.changes.models import ChangeTask, MeasureDecision
from backend.changes.reach import Reach
from backend.changes.reading import NOTE, listed
from backend.changes.states import DECISIONS, State
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.organisations.models import Staff
from backend.privacy import audit
from backend.privacy.sealing import Vault
from locales.wording import Wording

NOTE_MAX = 1000
_TOLD: Mapping[str, events.Kind] = {
    "continue": "measure.continued", "replace": "measure.replaced", "end": "measure.ended",
}  # fmt: skip


@dataclass(frozen=True)
class _Desk:
    """An open task under the hands of a member of staff, in one transaction."""

    session: AsyncSession
    context: Context
    reach: Reach
    task: ChangeTask
    case: CaseRecord
    vault: Vault

    def write_down(self, action: str) -> None:
        audit.record(
            self.session,
            self.context.clock,
            tenant_id=self.case.tenant_id,
            actor=("staff", self.reach.staff.id),
            action=action,
            subject=("change_task", self.task.id),
        )

    def note(self, kind: events.Kind, about: uuid.UUID, codes: Mapping[str, str | int | None]) -> None:
        actor = ("staff", self.reach.staff.id)
        events.note(self.session, self.case, kind, self.context.clock(), actor, about=about, codes=codes)


@asynccontextmanager
async def _at(context: Context, staff: Staff, task_id: uuid.UUID) -> AsyncIterator[_Desk]:
    """Raises ``NotFound`` if the task is not theirs, ``IllegalState`` if it is closed."""
    async with context.database.writing() as session:
        reach = await Reach.of(session, staff, local_date(context.clock()))
        task, case = await reach.task(session, task_id)
        if task.state != "open":
            raise IllegalState
        yield _Desk(session, context, reach, task, case, await context.vault(session, case.id))


async def decide(
    context: Context, staff: Staff, task_id: uuid.UUID, measure: tuple[str, uuid.UUID], decision: str, note: str = ""
) -> None:
    """Decide whether a running measure, by kind and id, continues, is replaced or ends; a later word replaces it.

    Raises ``NotFound`` if task or measure are not theirs, ``IllegalState`` if the task is closed, ``Invalid`` for an
    unknown decision or a note of more than ``NOTE_MAX`` characters.
    """
    if decision not in DECISIONS:
        raise Invalid(Wording("console.changes.problem.decision"))
    if len(note) > NOTE_MAX:
        raise Invalid(Wording("console.changes.problem.note_too_long", {"max": NOTE_MAX}))
    async with _at(context, staff, task_id) as desk:
        theirs = await listed(desk.session, desk.reach, desk.task, desk.case, desk.vault)
        if measure not in {one.measure.key for one in theirs}:
            raise NotFound
        row = await _row(desk, measure)
        row.decision, row.decided_by_id, row.decided_at = decision, staff.id, context.clock()
        row.note = desk.vault.seal(NOTE, note.strip()) if note.strip() else None
        desk.write_down("change.decided")
        desk.note(_TOLD[decision], measure[1], {"kind": measure[0], "change": desk.task.kind})


async def _row(desk: _Desk, measure: tuple[str, uuid.UUID]) -> MeasureDecision:
    query = select(MeasureDecision).where(
        MeasureDecision.task_id == desk.task.id,
        MeasureDecision.kind == measure[0],
        MeasureDecision.measure_id == measure[1],
    )
    row = (await desk.session.execute(query)).scalar_one_or_none()
    if row is None:
        row = MeasureDecision(
            id=uuid.uuid4(), case_id=desk.case.id, task_id=desk.task.id, kind=measure[0], measure_id=measure[1]
        )
        desk.session.add(row)
    return row


async def finish(context: Context, staff: Staff, task_id: uuid.UUID) -> None:
    """The change is settled: every running measure has its decision. Only for whoever holds the case.

    Raises ``NotFound`` if it is not theirs, ``IllegalState`` if it is closed, and ``Invalid`` while a measure, whoever
    may know of it, has no decision.
    """
    async with _at(context, staff, task_id) as desk:
        _must_hold(desk)
        if await _undecided(desk):
            raise Invalid(Wording("console.changes.problem.undecided"))
        gap = await gap_of(desk.session, desk.task, context.clock())
        _close(desk, "done")
        desk.note("task.done", task_id, {"kind": desk.task.kind, "gap_days": gap})


async def drop(context: Context, staff: Staff, task_id: uuid.UUID) -> None:
    """There is nothing to settle, as after a slip. Only for whoever holds the case. Raises as ``finish`` does."""
    async with _at(context, staff, task_id) as desk:
        _must_hold(desk)
        _close(desk, "dropped")
        desk.note("task.dropped", task_id, {"kind": desk.task.kind})


def _must_hold(desk: _Desk) -> None:
    if not desk.reach.holds(desk.case):
        raise NotFound


async def _undecided(desk: _Desk) -> bool:
    query = select(MeasureDecision).where(MeasureDecision.task_id == desk.task.id)
    decided = {(row.kind, row.measure_id) for row in (await desk.session.execute(query)).scalars()}
    facts = await FactBook.of(desk.session, desk.case, desk.vault)
    return any(measure.key not in decided for measure in await running(desk.session, desk.case, facts))


def _close(desk: _Desk, state: State) -> None:
    desk.task.state, desk.task.closed_at, desk.task.closed_by_id = state, desk.context.clock(), desk.reach.staff.id
    desk.write_down(f"change.{state}")

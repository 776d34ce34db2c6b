"""Who knows of due days: answers to handovers, re-assessments, measures that end, changes to settle."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.casework.access import held_by
from backend.casework.models import Measure
from backend.changes.models import ChangeTask
from backend.changes.reach import Reach
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.access import lies_with
from backend.handovers.lines import is_waiting
from backend.handovers.models import Handover
from backend.organisations.models import Staff
from backend.worklists.agenda import MOST, Days, Due, Entry, Source


async def answers_due(context: Context, session: AsyncSession, staff: Staff, days: Days) -> Due:
    """Handovers to their teams that nobody has answered, or after which nobody has been in touch."""
    begin, end = days.moments
    theirs = select(Handover.due_at, Handover.reference, Handover.case_id, Handover.urgent).where(
        lies_with(staff, local_date(days.now)), is_waiting(), Handover.due_at >= begin, Handover.due_at < end
    )

    def entry(row: Row[*tuple[Any, ...]]) -> Entry:
        at, reference, case_id, urgent = row
        return Entry("answer", local_date(at), f"/cases/{case_id}", reference, at=at, urgent=urgent)

    return await _due(session, theirs, Handover.due_at, entry)


async def reassessments(context: Context, session: AsyncSession, staff: Staff, days: Days) -> Due:
    """The next looks at the cases that they manage, or that nobody in their team does yet."""
    theirs = held_by(staff, context).where(
        CaseRecord.state != "closed",
        or_(CaseRecord.holder_id == staff.id, CaseRecord.holder_id.is_(None)),
        CaseRecord.review_on.between(days.first, days.last),
    )
    wanted = theirs.with_only_columns(CaseRecord.review_on, Handover.reference, CaseRecord.id)
    return await _due(session, wanted, CaseRecord.review_on, _on_a_day("review", "/casework"))


async def measures_ending(context: Context, session: AsyncSession, staff: Staff, days: Days) -> Due:
    """Measures that they keep an eye on, in cases that are theirs to see, whose last day comes."""
    theirs = held_by(staff, context).join(Measure, Measure.case_id == CaseRecord.id)
    theirs = theirs.where(
        Measure.owner_id == staff.id,
        Measure.state.in_(("planned", "running")),
        Measure.until.between(days.first, days.last),
    )
    wanted = theirs.with_only_columns(Measure.until, Handover.reference, CaseRecord.id)
    return await _due(session, wanted, Measure.until, _on_a_day("measure", "/casework#plan"))


async def changes_to_settle(_context: Context, session: AsyncSession, staff: Staff, days: Days) -> Due:
    """Changes that break help, until when they are to be settled."""
    reach = await Reach.of(session, staff, local_date(days.now))
    query = select(ChangeTask, CaseRecord).join(CaseRecord, CaseRecord.id == ChangeTask.case_id)
    query = query.where(ChangeTask.state == "open", reach.concerned, ChangeTask.due_on.between(days.first, days.last))
    found = (await session.execute(query.order_by(ChangeTask.due_on, ChangeTask.opened_at))).all()
    released = await reach.released(session, {case.id for _, case in found})
    seen = [task for task, case in found if reach.may_see(task, case, released)]
    return Due([Entry("change", task.due_on, f"/changes/{task.id}") for task in seen[:MOST]], len(seen))


def _on_a_day(kind: str, part: str) -> Callable[[Row[*tuple[Any, ...]]], Entry]:
    def entry(row: Row[*tuple[Any, ...]]) -> Entry:
        day, reference, case_id = row
        return Entry(kind, day, f"/cases/{case_id}{part}", reference)

    return entry


async def _due(
    session: AsyncSession,
    theirs: Select[*tuple[Any, ...]],
    day: SQLColumnExpression[Any],
    entry: Callable[[Row[*tuple[Any, ...]]], Entry],
) -> Due:
    rows = (await session.execute(theirs.order_by(day, Handover.reference).limit(MOST))).all()
    entries = [entry(row) for row in rows]
    if len(entries) < MOST:
        return Due(entries, len(entries))
    count = theirs.with_only_columns(func.count(), maintain_column_froms=True)
    return Due(entries, await session.scalar(count) or 0)


#: The kinds of entries, and who finds them.
SOURCES: dict[str, Source] = {
    "answer": answers_due,
    "review": reassessments,
    "measure": measures_ending,
    "change": changes_to_settle,
}

"""The inbox: what presses most of what lies with the teams of a member of staff, and of who waits for the desk.

Of each subject it shows the first lines and says how many there are; all of them stand in the lists (``worklists``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery.review import count_dead
from backend.handovers.access import lies_with, own_desk, own_teams
from backend.handovers.coordination import Stuck, stuck
from backend.handovers.lines import HandoverRow, first, is_overdue, is_waiting, lines_of
from backend.handovers.models import Handover
from backend.handovers.waiting import WaitingRow, is_attended, is_urgent, waiting_of, waits_for
from backend.organisations.models import Service, Staff, Team

#: How long it is shown that something was taken back.
TAKEN_BACK_SHOWN = timedelta(days=14)
#: How long a team sees that it has ended something.
ENDED_SHOWN_FOR = timedelta(days=30)
#: So many lines of each subject are shown.
SHOWN = 25


@dataclass(frozen=True)
class TakenBackRow:
    """A line of the inbox: a package that is not theirs to see any more. Nothing of what was in it."""

    reference: str
    when: datetime


@dataclass(frozen=True)
class EndedRow:
    """A line of a list: what a team has brought to an end. Its number, and what became of it; no content."""

    reference: str
    service: str
    outcome: str
    ended_at: datetime


@dataclass(frozen=True)
class Counts:
    """How many there are of each subject, shown or not."""

    handovers: int
    waiting: int
    ended: int
    #: How many nobody has taken on yet.
    open: int


@dataclass(frozen=True)
class Inbox:
    """What lies with the teams of one member of staff, what they ended, and what is stuck elsewhere."""

    handovers: list[HandoverRow]
    waiting: list[WaitingRow]
    taken_back: list[TakenBackRow]
    ended: list[EndedRow]
    stuck: list[Stuck]
    counts: Counts
    #: How much did not reach a partner and is tried no more; only for those who see to it.
    undelivered: int = 0

    @property
    def open(self) -> int:
        """How many lines nobody has taken on yet."""
        return self.counts.open


async def inbox(context: Context, staff: Staff) -> Inbox:
    """What is overdue first, then what is urgent, then what has waited longest; what was taken on comes last."""
    now = context.clock()
    async with context.database.reading() as session:
        desk = await own_desk(session, staff)
        handovers, to_answer = await _count(session, Handover, lies_with(staff, local_date(now)), is_waiting())
        waiting, to_attend = await _count_waiting(session, desk) if desk else (0, 0)
        ended, _ = await _count(session, Handover, ended_by(staff, now))
        return Inbox(
            handovers=await lines_of(context, session, await _first(session, _pressing(staff, now))),
            waiting=await waiting_of(session, desk, await _first(session, _waiting(desk))) if desk else [],
            taken_back=await _taken_back(session, staff, now),
            ended=await ended_of(session, await _first(session, _ended(staff, now))),
            stuck=await stuck(session, staff, now),
            counts=Counts(handovers, waiting, ended, to_answer + to_attend),
            undelivered=await count_dead(session, staff),
        )


async def _count(
    session: AsyncSession, table: type[Any], theirs: ColumnElement[bool], open_ones: ColumnElement[bool] | None = None
) -> tuple[int, int]:
    """How many there are, and how many of them are open."""
    some = func.count() if open_ones is None else func.count().filter(open_ones)
    count, still_open = (await session.execute(select(func.count(), some).select_from(table).where(theirs))).one()
    return count, still_open


async def _count_waiting(session: AsyncSession, desk: Team) -> tuple[int, int]:
    return await _count(session, CaseRecord, waits_for(desk), ~is_attended())


async def _first(session: AsyncSession, ordered: Select[UUID]) -> Sequence[UUID]:
    return (await session.execute(ordered.limit(SHOWN))).scalars().all()


def _pressing(staff: Staff, now: datetime) -> Select[UUID]:
    order = first(is_waiting(), is_overdue(now), Handover.urgent)
    theirs = select(Handover.id).where(lies_with(staff, local_date(now)))
    return theirs.order_by(*order, Handover.requested_at)


def _waiting(desk: Team) -> Select[UUID]:
    order = first(~is_attended(), is_urgent())
    return select(CaseRecord.id).where(waits_for(desk)).order_by(*order, CaseRecord.person_wanted_at)


def _ended(staff: Staff, now: datetime) -> Select[UUID]:
    return select(Handover.id).where(ended_by(staff, now)).order_by(Handover.ended_at.desc())


def ended_by(staff: Staff, now: datetime) -> ColumnElement[bool]:
    """What their teams have ended lately: a team can still see that it has done it, and nothing of the person."""
    return and_(
        Handover.team_id.in_(own_teams(staff)), Handover.status == "ended", Handover.ended_at > now - ENDED_SHOWN_FOR
    )


async def ended_of(session: AsyncSession, handovers: Sequence[UUID]) -> list[EndedRow]:
    """The lines of these handovers, in this order."""
    query = select(Handover, Service.name).join(Service, Service.id == Handover.service_id)
    found = {
        handover.id: EndedRow(handover.reference, service, handover.outcome, handover.ended_at)
        for handover, service in await session.execute(query.where(Handover.id.in_(handovers)))
        if handover.outcome and handover.ended_at
    }
    return [found[wanted] for wanted in handovers if wanted in found]


async def _taken_back(session: AsyncSession, staff: Staff, now: datetime) -> list[TakenBackRow]:
    """What ended with its consent in the last days, the latest first: whoever wrote something down must learn of it."""
    query = select(Handover.reference, Handover.responded_at).where(
        Handover.team_id.in_(own_teams(staff)),
        Handover.status == "revoked",
        Handover.responded_at > now - TAKEN_BACK_SHOWN,
    )
    found = await session.execute(query.order_by(Handover.responded_at.desc()))
    return [TakenBackRow(reference, when) for reference, when in found if when]

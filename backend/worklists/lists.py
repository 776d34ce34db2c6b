"""The lists: which cases stand on them, how many, and one page of each. Nothing is opened to make a list.

Before somebody has accepted a handover, a list tells its field of action, language, town and urgency, and filters by
nothing else: which of a team's services it went to, and how far the case is, nobody learns by trying filters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.database import Moment
from backend.handovers.access import before_desk, lies_with, own_desk
from backend.handovers.inbox import EndedRow, ended_by, ended_of
from backend.handovers.lines import HandoverRow, first, holder, is_held, is_overdue, is_waiting, lines_of
from backend.handovers.models import Handover
from backend.handovers.waiting import WaitingRow, is_urgent, waiting_of, waits_for
from backend.organisations.models import Municipality, Staff, Team
from backend.transcripts.models import Conversation
from backend.worklists.asked import NOBODY, Asked, Name
from backend.worklists.paging import Order, Page, page

#: Where no answer is due, it is due after everything else.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_ACCEPTED = Handover.status == "accepted"


@dataclass(frozen=True)
class Listing:
    """One page of a list. Of ``handovers``, ``waiting`` and ``ended``, the ones that the list is made of are filled."""

    asked: Asked
    #: How many stand on the list under these filters.
    found: int
    #: Where the next page begins; None: this is the last one.
    after: str | None
    #: How many stand on each list, whatever the filters say; the desk's list only for the desk.
    counts: dict[Name, int]
    handovers: Sequence[HandoverRow] = ()
    waiting: Sequence[WaitingRow] = ()
    ended: Sequence[EndedRow] = ()


async def listing(context: Context, staff: Staff, asked: Asked) -> Listing:
    """A page of a list. Raises ``NotFound`` for a place in it that no page of ours leads to."""
    now = context.clock()
    async with context.database.reading() as session:
        desk = await own_desk(session, staff)
        counts = await _counts(session, staff, desk, now)
        if asked.list == "waiting":
            return await _waiting(session, desk, asked, counts)
        if asked.list == "ended":
            return await _ended(session, staff, asked, counts, now)
        query = _handovers(staff, asked, now)
        found, at = await _page(session, query, _order(asked), asked, counts)
        return Listing(asked, found, at.after, counts, handovers=await lines_of(context, session, at.ids))


async def _page(
    session: AsyncSession, query: Select[Any], order: Order, asked: Asked, counts: dict[Name, int]
) -> tuple[int, Page]:
    """How many there are under the filters, which without one is known already, and a page of them."""
    count = query.with_only_columns(func.count(), maintain_column_froms=True)
    found = await session.scalar(count) or 0 if asked.filters else counts[asked.list]
    return found, await page(session, query, order, asked.after)


async def _counts(session: AsyncSession, staff: Staff, desk: Team | None, now: datetime) -> dict[Name, int]:
    of_teams: dict[Name, ColumnElement[bool]] = {name: _is_on(name, staff, now) for name in ("new", "team", "overdue")}
    counted = select(*(func.count().filter(condition) for condition in of_teams.values())).select_from(Handover)
    lies = lies_with(staff, local_date(now))
    counts = dict(zip(of_teams, (await session.execute(counted.where(lies))).one(), strict=True))
    mine = _theirs(staff, now).where(_is_on("mine", staff, now))
    counts["mine"] = await session.scalar(mine.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    if desk is not None:
        of_desk = select(func.count()).select_from(CaseRecord).where(waits_for(desk))
        counts["waiting"] = await session.scalar(of_desk) or 0
    of_ended = select(func.count()).select_from(Handover).where(ended_by(staff, now))
    counts["ended"] = await session.scalar(of_ended) or 0
    return counts


def _theirs(staff: Staff, now: datetime) -> Select[UUID]:
    """The open handovers of their teams, joined with their cases."""
    query = select(Handover.id).join(CaseRecord, CaseRecord.id == Handover.case_id)
    return query.where(lies_with(staff, local_date(now)))


def _is_on(name: Name, staff: Staff, now: datetime) -> ColumnElement[bool]:
    conditions: dict[Name, ColumnElement[bool]] = {
        "new": is_waiting(),
        "mine": and_(_ACCEPTED, holder() == staff.id),
        "overdue": is_overdue(now),
    }
    return conditions.get(name, true())


def _handovers(staff: Staff, asked: Asked, now: datetime) -> Select[UUID]:
    filters: dict[str, SQLColumnExpression[bool]] = {
        "language": exists().where(
            Conversation.id == Handover.conversation_id, Conversation.language == asked.language
        ).correlate(Handover),
        "town": Handover.town == asked.town,
        "urgent": Handover.urgent,
        "state": and_(_ACCEPTED, is_held(), CaseRecord.state == asked.state),
    }  # fmt: skip
    query = _theirs(staff, now).where(_is_on(asked.list, staff, now))
    query = query.where(*(filters[name] for name in asked.filters if name in filters))
    if asked.service:
        query = query.where(_ACCEPTED, Handover.service_id == UUID(asked.service))
    return query.where(_ACCEPTED, _in_hands_of(asked.holder)) if asked.holder else query


def _in_hands_of(wanted: str) -> ColumnElement[bool]:
    return holder().is_(None) if wanted == NOBODY else holder() == UUID(wanted)


def _order(asked: Asked) -> Order:
    if asked.sort == "due":
        until = func.coalesce(case((is_waiting(), Handover.due_at)), literal(NEVER, Moment()), type_=Moment())
        return Order((until, Handover.id), (datetime, UUID))
    if asked.sort == "urgent":
        pressing = first(is_waiting(), Handover.urgent)
        return Order((*pressing, Handover.requested_at, Handover.id), (int, int, datetime, UUID))
    return Order((Handover.requested_at, Handover.id), (datetime, UUID), backwards=asked.sort == "newest")


async def _waiting(session: AsyncSession, desk: Team | None, asked: Asked, counts: dict[Name, int]) -> Listing:
    if desk is None:
        return Listing(asked, 0, None, counts)
    query = select(CaseRecord.id).where(waits_for(desk))
    if asked.language:
        spoken = and_(Conversation.case_id == CaseRecord.id, Conversation.language == asked.language)
        query = query.where(exists().where(spoken, before_desk(desk)).correlate(CaseRecord))
    if asked.town:
        named = and_(Municipality.id == CaseRecord.municipality_id, Municipality.name == asked.town)
        query = query.where(exists().where(named).correlate(CaseRecord))
    if asked.urgent:
        query = query.where(is_urgent())
    found, at = await _page(session, query, _order_of_waiting(asked), asked, counts)
    return Listing(asked, found, at.after, counts, waiting=await waiting_of(session, desk, at.ids))


def _order_of_waiting(asked: Asked) -> Order:
    if asked.sort in {"oldest", "newest"}:
        return Order((CaseRecord.person_wanted_at, CaseRecord.id), (datetime, UUID), backwards=asked.sort == "newest")
    return Order((*first(is_urgent()), CaseRecord.person_wanted_at, CaseRecord.id), (int, datetime, UUID))


async def _ended(session: AsyncSession, staff: Staff, asked: Asked, counts: dict[Name, int], now: datetime) -> Listing:
    """What is left of them is their number, the service and the outcome: by nothing else can it be filtered."""
    query = select(Handover.id).where(ended_by(staff, now))
    if asked.service:
        query = query.where(Handover.service_id == UUID(asked.service))
    order = Order((Handover.ended_at, Handover.id), (datetime, UUID), backwards=asked.sort != "oldest")
    found, at = await _page(session, query, order, asked, counts)
    return Listing(asked, found, at.after, counts, ended=await ended_of(session, at.ids))

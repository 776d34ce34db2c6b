"""What the coordination makes of reported gaps, beside what the assistant itself did not find (R69, R73)."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.gaps.models import GapReport
from backend.gaps.states import STATES, choices
from backend.gaps.words import fit_to_keep, vault_of
from backend.handovers.coordination import coordinates
from backend.handovers.fields import fields_of_action
from backend.offers.models import UnmetNeed
from backend.offers.schemas import FIELDS
from backend.organisations.directory import municipalities
from backend.organisations.models import Municipality, Staff, Team
from backend.privacy import audit
from locales.wording import Wording

#: Over how many days the coordination looks back; the first is what it sees unless it chooses.
PERIODS = (365, 90, 30)


@dataclass(frozen=True)
class Wanted:
    """What the coordination looks for; what it does not say is not narrowed down."""

    field: str = ""
    municipality: str = ""
    state: str = ""
    days: int = PERIODS[0]


@dataclass(frozen=True)
class Gap:
    """A report, opened. ``town``: None for the whole Kreis."""

    id: uuid.UUID
    at: datetime
    team: str
    by: str
    field: str
    town: str | None
    step: str
    text: str
    state: str
    remark: str
    handled_at: datetime | None

    @property
    def choices(self) -> Sequence[str]:
        """What it may become, and what it is."""
        return choices(self.state)


@dataclass(frozen=True)
class Count:
    """How much was missing in one field and town: as staff reported it, and as the assistant found nothing."""

    field: str
    town: str | None
    reported: int
    unmet: int


@dataclass(frozen=True)
class Overview:
    """The page of the coordination."""

    gaps: list[Gap]
    counts: list[Count]
    towns: list[Municipality]


async def demand_coordination(session: AsyncSession, staff: Staff) -> None:
    """Raise ``NotFound`` for whoever does not coordinate: reports are not for everybody."""
    if not await coordinates(session, staff):
        raise NotFound


async def overview(context: Context, staff: Staff, wanted: Wanted) -> Overview:
    """Reports, the latest first, and how many there are by field and town. Raises ``NotFound``."""
    async with context.database.reading() as session:
        await demand_coordination(session, staff)
        towns = await municipalities(session, staff.tenant_id)
        names: dict[str | None, str] = {town.key: town.name for town in towns}
        return Overview(
            gaps=[
                _opened(context, *row, names) for row in (await session.execute(_found(context, staff, wanted))).all()
            ],
            counts=await _counts(context, session, staff, wanted, names),
            towns=towns,
        )


async def count_new(context: Context, staff: Staff) -> int | None:
    """How many reports the coordination has not looked at; None for those who do not coordinate."""
    async with context.database.reading() as session:
        if not await coordinates(session, staff):
            return None
        query = select(func.count()).where(GapReport.tenant_id == staff.tenant_id, GapReport.state == "new")
        return await session.scalar(query) or 0


async def handle(context: Context, staff: Staff, gap_id: uuid.UUID, seen: str, state: str, remark: str) -> None:
    """Say what becomes of a report, with a remark that its team reads; ``seen`` is the state that they looked at.

    Raises ``NotFound``, ``PointsToSomebody``, ``Invalid``, and ``IllegalState`` if it has gone on meanwhile or cannot
    go there.
    """
    async with context.database.writing() as session:
        await demand_coordination(session, staff)
        query = select(GapReport).where(GapReport.id == gap_id, GapReport.tenant_id == staff.tenant_id)
        gap = (await session.execute(query.with_for_update())).scalar_one_or_none()
        if gap is None:
            raise NotFound
        if state not in STATES:
            raise Invalid(Wording("console.gaps.problem.state"))
        kept = await fit_to_keep(session, staff, remark)
        if gap.state != seen or state not in choices(gap.state):
            raise IllegalState
        gap.state, gap.handled_by_id, gap.handled_at = state, staff.id, context.clock()
        gap.remark = vault_of(context, gap.id).seal("gap.remark", kept) if kept else None
        audit.by_staff(session, context.clock, staff, "gap.handled", ("gap_report", gap.id))


def _found(context: Context, staff: Staff, wanted: Wanted) -> Select[GapReport, str, str]:
    query = select(GapReport, Team.name, Staff.name).join(Team, Team.id == GapReport.team_id)
    query = query.join(Staff, Staff.id == GapReport.reported_by_id).where(*_within(context, staff, wanted))
    if wanted.state:
        query = query.where(GapReport.state == wanted.state)
    return query.order_by(GapReport.reported_at.desc(), GapReport.id)


def _within(context: Context, staff: Staff, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Reports of the period, field and town, whatever has become of them."""
    since = context.clock() - timedelta(days=wanted.days)
    conditions = [GapReport.tenant_id == staff.tenant_id, GapReport.reported_at > since]
    if wanted.field:
        conditions.append(GapReport.field == wanted.field)
    if wanted.municipality:
        conditions.append(GapReport.municipality == wanted.municipality)
    return conditions


def _opened(context: Context, row: GapReport, team: str, by: str, towns: dict[str | None, str]) -> Gap:
    vault = vault_of(context, row.id)
    return Gap(
        id=row.id,
        at=row.reported_at,
        team=team,
        by=by,
        field=row.field,
        town=towns.get(row.municipality),
        step=row.step,
        text=vault.open("gap.text", row.text),
        state=row.state,
        remark=vault.open("gap.remark", row.remark) if row.remark else "",
        handled_at=row.handled_at,
    )


async def _counts(
    context: Context, session: AsyncSession, staff: Staff, wanted: Wanted, towns: dict[str | None, str]
) -> list[Count]:
    """By field and town, what is missed most often first."""
    query = select(GapReport.field, GapReport.municipality).where(*_within(context, staff, wanted))
    reported = Counter((field, town) for field, town in await session.execute(query))
    unmet = await _unmet(session, staff, wanted, local_date(context.clock()))
    both = [
        Count(field, towns.get(town), reported[field, town], unmet[field, town]) for field, town in reported | unmet
    ]
    return sorted(both, key=lambda one: (-one.reported - one.unmet, FIELDS.index(one.field), one.town or ""))


async def _unmet(session: AsyncSession, staff: Staff, wanted: Wanted, today: date) -> Counter[tuple[str, str | None]]:
    """What somebody asked the assistant for and nothing fitted, by the field of the concern and the town."""
    query = select(UnmetNeed.need, UnmetNeed.municipality, func.count())
    query = query.where(UnmetNeed.tenant_id == staff.tenant_id, UnmetNeed.on > today - timedelta(days=wanted.days))
    if wanted.municipality:
        query = query.where(UnmetNeed.municipality == wanted.municipality)
    counted: Counter[tuple[str, str | None]] = Counter()
    for need, town, times in await session.execute(query.group_by(UnmetNeed.need, UnmetNeed.municipality)):
        for field in fields_of_action({"needs": [need]}):
            counted[field, town] += times
    return Counter({key: times for key, times in counted.items() if wanted.field in {"", key[0]}})

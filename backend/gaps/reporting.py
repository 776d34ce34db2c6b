"""Reporting a gap from a case, whatever step it is at, and seeing what the coordination makes of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import note
from backend.cases.states import STATES as STEPS
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Invalid
from backend.gaps.models import GapReport
from backend.gaps.words import fit_to_keep, vault_of
from backend.handovers.access import Sight, visible_case
from backend.handovers.coordination import topic
from backend.handovers.fields import fields_of_action
from backend.offers.schemas import FIELDS
from backend.organisations.directory import municipalities, municipality_by_key
from backend.organisations.models import Municipality, Staff
from backend.privacy import audit
from backend.transcripts.service import locked
from locales.wording import Wording


@dataclass(frozen=True)
class Reported:
    """What is missing, as somebody reports it. ``municipality``: key of a town; empty for the whole Kreis."""

    field: str = ""
    municipality: str = ""
    step: str = ""
    text: str = ""


@dataclass(frozen=True)
class Earlier:
    """A report that the team has made of this case before, and what the coordination says to it."""

    at: datetime
    field: str
    state: str
    text: str
    remark: str | None


@dataclass(frozen=True)
class Reporting:
    """What the page for reporting shows."""

    sight: Sight
    towns: list[Municipality]
    earlier: list[Earlier]
    #: What the case suggests: its field, its town, the step that it is at.
    suggested: Reported


async def open_reporting(context: Context, staff: Staff, case_id: uuid.UUID) -> Reporting:
    """The page for reporting a gap; reading it is written down. Raises ``NotFound`` if the case is not theirs."""
    async with context.database.writing() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
        _audit(context, session, staff, "case.gaps_opened", ("case_record", case_id))
        return Reporting(
            sight=sight,
            towns=await municipalities(session, staff.tenant_id),
            earlier=await _earlier(context, session, sight),
            suggested=await _suggested(context, session, sight),
        )


async def report(context: Context, staff: Staff, case_id: uuid.UUID, reported: Reported) -> None:
    """Report a gap to the coordination.

    Raises ``NotFound`` for a case that is not theirs, ``PointsToSomebody`` for a text that says who somebody is, and
    ``Invalid`` where something is missing.
    """
    async with context.database.writing() as session:
        today = local_date(context.clock())
        sight = await visible_case(session, staff, case_id, today)
        await locked(session, sight.conversation.id)
        sight = await visible_case(session, staff, case_id, today)
        text = await _checked(session, staff, reported)
        gap = GapReport(
            id=uuid.uuid4(),
            tenant_id=staff.tenant_id,
            case_id=case_id,
            team_id=sight.team.id,
            reported_by_id=staff.id,
            reported_at=context.clock(),
            field=reported.field,
            municipality=reported.municipality or None,
            step=reported.step,
            state="new",
        )
        gap.text = vault_of(context, gap.id).seal("gap.text", text)
        session.add(gap)
        codes = {"field": gap.field, "step": gap.step}
        note(session, sight.case, "gap.reported", context.clock(), ("staff", staff.id), about=gap.id, codes=codes)
        _audit(context, session, staff, "gap.reported", ("gap_report", gap.id))
    await context.bus.publish(topic(staff.tenant_id))


async def _checked(session: AsyncSession, staff: Staff, reported: Reported) -> str:
    """The text, once everything else is known to fit."""
    if reported.field not in FIELDS or reported.step not in STEPS:
        raise Invalid(Wording("console.gaps.problem.incomplete"))
    if reported.municipality and not await municipality_by_key(session, staff.tenant_id, reported.municipality):
        raise Invalid(Wording("console.gaps.problem.incomplete"))
    text = await fit_to_keep(session, staff, reported.text)
    if not text:
        raise Invalid(Wording("console.gaps.problem.empty"))
    return text


async def _earlier(context: Context, session: AsyncSession, sight: Sight) -> list[Earlier]:
    query = select(GapReport).where(GapReport.case_id == sight.case.id, GapReport.team_id == sight.team.id)
    rows = (await session.execute(query.order_by(GapReport.reported_at.desc()))).scalars()
    return [_opened(context, row) for row in rows]


def _opened(context: Context, row: GapReport) -> Earlier:
    vault = vault_of(context, row.id)
    remark = vault.open("gap.remark", row.remark) if row.remark else None
    return Earlier(row.reported_at, row.field, row.state, vault.open("gap.text", row.text), remark)


async def _suggested(context: Context, session: AsyncSession, sight: Sight) -> Reported:
    """A start for the form, from nothing but what they may see: the desk, which sees no package, chooses itself."""
    if sight.handover is None:
        return Reported(step=sight.case.state)
    vault = await context.vault(session, sight.case.id)
    released = vault.open("handover.package", sight.handover.package)["attributes"]
    fields, town = fields_of_action(released), released.get("municipality")
    return Reported(
        field=fields[0] if len(fields) == 1 else "",
        municipality=town.get("key", "") if isinstance(town, dict) else "",
        step=sight.case.state,
    )


def _audit(context: Context, session: AsyncSession, staff: Staff, action: str, subject: tuple[str, uuid.UUID]) -> None:
    audit.by_staff(session, context.clock, staff, action, subject)

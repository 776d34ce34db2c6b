"""The casework of one case, as its page shows it, and the cases of a member of staff with their dates."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events
from backend.cases.models import CaseEvent, CaseRecord
from backend.casework import agreements, assignment, criteria, notes
from backend.casework import plan as plans
from backend.casework.access import held, held_by
from backend.casework.models import Agreement, CaseNote
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.fields import fields_of_action
from backend.handovers.lines import first, lines_of
from backend.handovers.models import Handover
from backend.merging.models import CaseMerge
from backend.organisations.funding import may_own_kim
from backend.organisations.models import Municipality, Service, Staff, Team
from backend.privacy import audit
from backend.responsibility.loading import rulebook
from backend.transcripts.models import Conversation

#: So many of one's own cases stand on one page; the lists have them all.
MOST = 100
#: So long before its day a re-assessment is said to be due.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Agreed:
    """An agreement with its words opened."""

    agreement: Agreement
    goals: str
    steps: str


@dataclass(frozen=True)
class Happened:
    """Something that happened to the case, and who of the staff did it."""

    event: CaseEvent
    who: str | None

    @property
    def state(self) -> str | None:
        """The state that the case came into."""
        wanted: str | None = self.event.codes.get("to") if self.event.kind == "case.moved" else None
        return wanted

    @property
    def reason(self) -> tuple[str, str] | None:
        """Why it was refused or closed: a family of codes and one of them."""
        code = self.event.codes.get("reason")
        family = {"case.refused": "refusal", "case.moved": "closing"}.get(self.event.kind)
        return (family, code) if family and code else None


@dataclass(frozen=True)
class Casework:
    """Everything that the page of the casework shows. Nothing of it reaches the person or another recipient."""

    case: CaseRecord
    handover: Handover
    team: Team
    language: str
    may_own: bool
    #: Which criteria speak for case management (R27).
    criteria: tuple[str, ...]
    fields: tuple[str, ...]
    holder: str | None
    opened_by: str | None
    colleagues: list[Staff]
    notes: list[tuple[CaseNote, str]]
    #: The words of the notes, by id.
    words: dict[uuid.UUID, str]
    plan: list[plans.Line]
    #: Concerns with the same measure again and again.
    repeated: list[str]
    agreements: list[Agreed]
    services: list[Service]
    history: list[Happened]
    today: date


@dataclass(frozen=True)
class MyCase:
    """A case that lies with one of their teams, with its dates. No name and no words of anybody."""

    case_id: uuid.UUID
    reference: str
    state: str
    intensity: str | None
    review_on: date | None
    #: ``overdue``, ``soon``, or None.
    due: str | None
    language: str
    town: str | None
    fields: tuple[str, ...]
    holder: str | None
    mine: bool


async def open_casework(context: Context, staff: Staff, case_id: uuid.UUID) -> Casework:
    """The casework of a case; reading it is written down. Raises ``NotFound`` if it is not theirs."""
    async with context.database.writing() as session:
        case, handover, team = await held(context, session, staff, case_id)
        audit.by_staff(session, context.clock, staff, "casework.opened", ("case_record", case_id))
        return await _casework(context, session, staff, (case, handover, team))


async def _casework(
    context: Context, session: AsyncSession, staff: Staff, found: tuple[CaseRecord, Handover, Team]
) -> Casework:
    case, handover, team = found
    vault = await context.vault(session, case.id)
    released: dict[str, Any] = vault.open("handover.package", handover.package)["attributes"]
    conversation = await session.get_one(Conversation, handover.conversation_id)
    lines = await plans.plan(session, vault, case.id, team.id, released)
    written = await notes.of_team(session, case.id, team)
    return Casework(
        case=case,
        handover=handover,
        team=team,
        language=conversation.language,
        may_own=may_own_kim(staff),
        criteria=criteria.met(rulebook(), released, urgent=handover.urgent),
        fields=fields_of_action(released),
        holder=await _name(session, case.holder_id),
        opened_by=await _name(session, case.opened_by_id),
        colleagues=await assignment.colleagues(session, team),
        notes=written,
        words={note.id: vault.open("note.text", note.text) for note, _ in written},
        plan=lines,
        repeated=plans.repeated(lines),
        agreements=[
            Agreed(agreement, **vault.open("agreement.text", agreement.text))
            for agreement in await agreements.of_case(session, case.id)
        ],
        services=await _services(session, case.tenant_id),
        history=await _history(session, case.id),
        today=local_date(context.clock()),
    )


async def _name(session: AsyncSession, staff_id: uuid.UUID | None) -> str | None:
    return await session.scalar(select(Staff.name).where(Staff.id == staff_id))


async def _services(session: AsyncSession, tenant_id: uuid.UUID) -> list[Service]:
    query = select(Service).where(Service.tenant_id == tenant_id).order_by(Service.name)
    return list((await session.execute(query)).scalars())


async def _history(session: AsyncSession, case_id: uuid.UUID) -> list[Happened]:
    happened = await events.of_case(session, case_id)
    actors = {event.actor_id for event in happened if event.actor_id}
    query = select(Staff.id, Staff.name).where(Staff.id.in_(actors))
    names = {row[0]: row[1] for row in await session.execute(query)}
    return [Happened(event, names.get(event.actor_id) if event.actor_id else None) for event in happened]


async def my_cases(context: Context, staff: Staff) -> list[MyCase]:
    """What they manage and what lies in the queue of their team; what is due first. Closed cases are left out, and
    those that are part of another one."""
    today = local_date(context.clock())
    query = (
        held_by(staff, context)
        .add_columns(Municipality.name)
        .outerjoin(Municipality, Municipality.id == CaseRecord.municipality_id)
        .where(CaseRecord.state != "closed", _theirs(staff))
        .where(or_(CaseRecord.state != "contact", ~part_of_another()))
        .order_by(*first(CaseRecord.holder_id == staff.id, CaseRecord.review_on.is_not(None)))
        .order_by(CaseRecord.review_on, Handover.reference)
        .limit(MOST)
    )
    async with context.database.reading() as session:
        rows = (await session.execute(query)).all()
        lines = await lines_of(context, session, [handover.id for _, handover, _, _ in rows])
    return [
        MyCase(
            case_id=case.id,
            reference=line.reference,
            state=case.state,
            intensity=case.intensity,
            review_on=case.review_on,
            due=due(case.review_on, today),
            language=line.language,
            town=line.town or came_by,
            fields=line.fields,
            holder=line.holder,
            mine=case.holder_id == staff.id,
        )
        for (case, _, _, came_by), line in zip(rows, lines, strict=True)
    ]


def _theirs(staff: Staff) -> ColumnElement[bool]:
    """What they manage, and what nobody in their team does yet."""
    return or_(CaseRecord.holder_id == staff.id, CaseRecord.holder_id.is_(None))


def part_of_another() -> ColumnElement[bool]:
    """Whether the team with which a handover lies has made the case part of another."""
    return exists().where(CaseMerge.part_id == Handover.case_id, CaseMerge.team_id == Handover.team_id)


async def reminders(context: Context, staff: Staff) -> int:
    """How many of the cases that they manage, or nobody in their team does yet, are due or overdue for a look."""
    until = local_date(context.clock()) + SOON
    due_soon = held_by(staff, context).where(
        CaseRecord.review_on <= until, CaseRecord.state != "closed", _theirs(staff)
    )
    async with context.database.reading() as session:
        return await session.scalar(due_soon.with_only_columns(func.count(CaseRecord.id.distinct()))) or 0


def due(review_on: date | None, today: date) -> str | None:
    """How a re-assessment stands: ``overdue`` after its day, ``soon`` up to ``SOON`` before it and on it."""
    if review_on is None or review_on > today + SOON:
        return None
    return "overdue" if review_on < today else "soon"

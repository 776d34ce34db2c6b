"""What the pool sees of requests and answers to them: when, where, into which language; never for whom.

A request rests on the consent by which its team works on the case. When that ends, the pool still sees that nobody is
needed at that hour, and whom it has to tell so; of the appointment not a word more (Art. 7(3) GDPR).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.access import own_teams
from backend.handovers.coordination import coordinates
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.interpreting.asking import POOL
from backend.interpreting.models import InterpreterRequest
from backend.interpreting.states import ANSWERS, PRESSING, is_pressing, may_follow
from backend.interpreting.telling import note, tell_cancelled, tell_found, wake
from backend.organisations.models import Service, Staff, Team
from backend.privacy.models import CaseKey
from locales.wording import Wording

INTERPRETER_MAX = 200
#: So long after its time a request is still shown.
SHOWN_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Request:
    """A request, opened. What was wished is empty in one that was withdrawn, or whose team may not work on the case."""

    id: uuid.UUID
    case_id: uuid.UUID
    team: str
    asked_by: str
    asked_at: datetime
    topic: str
    way: str
    starts_at: datetime
    minutes: int
    language: str
    gender: str
    place: str
    state: str
    interpreter: str
    pressing: bool
    over: bool

    @property
    def may_be_answered(self) -> bool:
        """Whether the pool can still do something."""
        return self.state != "withdrawn" and not self.over

    @property
    def answers(self) -> list[str]:
        """What the pool can say that it has not said."""
        return [answer for answer in ANSWERS if may_follow(self.state, answer)]


@dataclass(frozen=True)
class Desk:
    """The page of requests. ``pool``: None for those who keep no pool."""

    pool: list[Request] | None
    own: list[Request]


@dataclass(frozen=True)
class Waiting:
    """What the inbox tells: how many requests wait for an answer of theirs, how many of these press, and for how many
    of their own nobody was found."""

    wanted: int = 0
    pressing: int = 0
    not_found: int = 0


async def requests(context: Context, staff: Staff) -> Desk:
    """What the pools of a member of staff are asked for, and what their teams have asked for, what is next first."""
    async with context.database.reading() as session:
        keeps = await _keeps(session, staff)
        asked = await _opened(context, session, staff, keeps)
        own = await _opened(context, session, staff, _asked_by(staff))
        keeps_pool = bool(asked) or await _keeps_one(session, staff)
    return Desk(asked if keeps_pool else None, own)


async def of_case(context: Context, staff: Staff, case_id: uuid.UUID) -> list[Request]:
    """What their teams have asked for in one case."""
    async with context.database.reading() as session:
        return await _opened(context, session, staff, and_(_asked_by(staff), InterpreterRequest.case_id == case_id))


async def waiting(context: Context, staff: Staff) -> Waiting:
    """How many requests want something of a member of staff."""
    now = context.clock()
    async with context.database.reading() as session:
        to_find = and_(await _keeps(session, staff), InterpreterRequest.state == "wanted", _in_force(context))
        near = InterpreterRequest.starts_at <= now + PRESSING
        lost = and_(_asked_by(staff), InterpreterRequest.state == "not_found", _in_force(context))
        return Waiting(
            wanted=await _count(session, now, to_find),
            pressing=await _count(session, now, and_(to_find, near)),
            not_found=await _count(session, now, lost),
        )


async def answer(
    context: Context, staff: Staff, request_id: uuid.UUID, seen: str, state: str, interpreter: str = ""
) -> None:
    """Say that somebody was found, and who, or that nobody was; ``seen`` is the state that they looked at.

    The person is told in the chat when somebody comes, and when whoever was to come does not. Raises ``NotFound`` for
    a request that is not for their pool, ``Invalid``, and ``IllegalState`` if it has gone on meanwhile.
    """
    if state not in ANSWERS or (state == "found" and not 0 < len(interpreter.strip()) <= INTERPRETER_MAX):
        raise Invalid(Wording("console.pool_problem.interpreter", {"max": INTERPRETER_MAX}))
    async with context.database.writing() as session:
        found = await _theirs(session, staff, request_id)
        file = await CaseFile.open(session, context, found.conversation_id)
        request = await _theirs(session, staff, request_id)
        if request.state != seen or not await _may_go(context, session, request, state):
            raise IllegalState
        if request.state == "found":
            await tell_cancelled(file, request)
        request.state, request.answered_by_id, request.answered_at = state, staff.id, file.now
        request.interpreter = None
        if state == "found":
            request.interpreter = file.vault.seal("interpreter.name", interpreter.strip())
            await tell_found(file, request)
        note(file, staff, request, "interpreter.found" if state == "found" else "interpreter.not_found")
    await wake(context, request)


async def _may_go(context: Context, session: AsyncSession, request: InterpreterRequest, state: str) -> bool:
    if not may_follow(request.state, state) or request.starts_at <= context.clock():
        return False
    query = select(InterpreterRequest.id).where(InterpreterRequest.id == request.id, _in_force(context))
    return await session.scalar(query) is not None


async def _theirs(session: AsyncSession, staff: Staff, request_id: uuid.UUID) -> InterpreterRequest:
    """As it is in the database now."""
    query = select(InterpreterRequest).where(InterpreterRequest.id == request_id, await _keeps(session, staff))
    request = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if request is None:
        raise NotFound
    return request


async def _keeps(session: AsyncSession, staff: Staff) -> ColumnElement[bool]:
    """The requests that a member of staff answers: of their pools, and where there is none, of the coordination."""
    theirs: ColumnElement[bool] = InterpreterRequest.pool_team_id.in_(own_teams(staff))
    if await coordinates(session, staff):
        theirs = or_(theirs, InterpreterRequest.pool_team_id.is_(None))
    return and_(InterpreterRequest.tenant_id == staff.tenant_id, theirs)


async def _keeps_one(session: AsyncSession, staff: Staff) -> bool:
    query = select(Service.id).where(Service.destination == POOL, Service.team_id.in_(own_teams(staff)))
    return await session.scalar(query.limit(1)) is not None


def _asked_by(staff: Staff) -> ColumnElement[bool]:
    return and_(InterpreterRequest.tenant_id == staff.tenant_id, InterpreterRequest.team_id.in_(own_teams(staff)))


def _in_force(context: Context) -> ColumnElement[bool]:
    """The team may still work on the case: the desk as long as there is one, others while their consent holds."""
    holds = select(Consent.id).where(Consent.revoked_at.is_(None), Consent.valid_until >= local_date(context.clock()))
    lies = select(Handover.id).where(Handover.status.in_(OPEN), Handover.consent_id.in_(holds))
    return or_(InterpreterRequest.handover_id.is_(None), InterpreterRequest.handover_id.in_(lies))


async def _count(session: AsyncSession, now: datetime, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(InterpreterRequest).where(which, InterpreterRequest.starts_at > now)
    return await session.scalar(query) or 0


async def _opened(context: Context, session: AsyncSession, staff: Staff, which: ColumnElement[bool]) -> list[Request]:
    now = context.clock()
    rows = await session.execute(_query(context, which).where(InterpreterRequest.starts_at > now - SHOWN_AFTER))
    found = [_request(context, row, now) for row in rows.all()]
    return sorted(found, key=lambda one: (one.over, one.state != "wanted", one.starts_at))


def _query(context: Context, which: ColumnElement[bool]) -> Select[InterpreterRequest, str, str, bytes, bool]:
    return (
        select(InterpreterRequest, Team.name, Staff.name, CaseKey.wrapped, _in_force(context))
        .join(Team, Team.id == InterpreterRequest.team_id)
        .join(Staff, Staff.id == InterpreterRequest.asked_by_id)
        .join(CaseKey, CaseKey.case_id == InterpreterRequest.case_id)
        .where(which)
    )


def _request(context: Context, row: Row[InterpreterRequest, str, str, bytes, bool], now: datetime) -> Request:
    request, team, asked_by, wrapped, in_force = row
    vault = context.master_key.open_vault(request.case_id, wrapped)
    state = request.state if in_force else "withdrawn"
    nothing = {"language": "", "gender": "any", "place": ""}
    return Request(
        id=request.id,
        case_id=request.case_id,
        team=team,
        asked_by=asked_by,
        asked_at=request.asked_at,
        topic=request.topic,
        way=request.way,
        starts_at=request.starts_at,
        minutes=request.minutes,
        **(vault.open("interpreter.wish", request.wish) if state != "withdrawn" else nothing),
        state=state,
        interpreter=vault.open("interpreter.name", request.interpreter) if request.interpreter else "",
        pressing=is_pressing(state, request.starts_at, now),
        over=request.starts_at <= now,
    )

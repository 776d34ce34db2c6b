"""Asking the pool for an interpreter from a case, and taking the request back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.core.clock import LOCAL_ZONE, local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.access import Sight, visible_case
from backend.interpreting.models import InterpreterRequest
from backend.interpreting.states import GENDERS, LENGTHS, WAYS, may_follow
from backend.interpreting.telling import note, tell_cancelled, wake
from backend.offers.schemas import FIELDS
from backend.organisations.models import Staff
from backend.privacy import audit
from locales.wording import Wording

#: Destination code of the service whose team keeps the pool of interpreters.
POOL = "DOLMETSCHERPOOL"
LANGUAGE_MAX = 80
PLACE_MAX = 200
#: Nobody plans further ahead; a year with a slip of the pen does not get lost there.
LATEST = timedelta(days=365)


@dataclass(frozen=True)
class Wanted:
    """An interpreter as staff ask for one. ``place``: an address, or how to reach the talk by telephone or video."""

    language: str = ""
    gender: str = "any"
    topic: str = ""
    day: date | None = None
    at: time | None = None
    minutes: int = LENGTHS[1]
    way: str = WAYS[0]
    place: str = ""

    @property
    def starts_at(self) -> datetime | None:
        """The moment, where the offices are; None while day or time is missing."""
        if self.day is None or self.at is None:
            return None
        return datetime.combine(self.day, self.at, LOCAL_ZONE)


@dataclass(frozen=True)
class Suggestion:
    """How the form begins: with what the person has said before the appointment, as far as it was released."""

    sight: Sight
    #: Language as they wrote it, with its dialect, or the code of the one that they write in.
    spoken: Any
    gender: str


async def suggest(context: Context, staff: Staff, case_id: uuid.UUID) -> Suggestion:
    """What the form begins with; reading it is written down. Raises ``NotFound`` for who may not ask here."""
    async with context.database.writing() as session:
        sight = await _sight(context, session, staff, case_id)
        _audit(context, session, staff, "case.interpreting_opened", ("case_record", case_id))
        said: Mapping[str, Any] = {}
        if sight.handover is not None:
            vault = await context.vault(session, case_id)
            said = vault.open("handover.package", sight.handover.package)["attributes"]
        gender = said.get("interpreter_gender")
        return Suggestion(
            sight=sight,
            spoken=said.get("interpreter_language") or sight.conversation.language,
            gender=gender if gender in GENDERS else "any",
        )


async def ask(context: Context, staff: Staff, case_id: uuid.UUID, wanted: Wanted) -> InterpreterRequest:
    """Ask the pool of the person's town, or the coordination where no team keeps one.

    Raises ``NotFound`` for a case that is not theirs or not taken on, and ``Invalid``.
    """
    async with context.database.writing() as session:
        sight = await _sight(context, session, staff, case_id)
        file = await CaseFile.open(session, context, sight.conversation.id)
        sight = await _sight(context, session, staff, case_id)
        starts_at = _checked(wanted, file.now)
        pool = file.directory.service(POOL)
        wish = {"language": wanted.language.strip(), "gender": wanted.gender, "place": wanted.place.strip()}
        request = InterpreterRequest(
            id=uuid.uuid4(),
            tenant_id=staff.tenant_id,
            case_id=case_id,
            conversation_id=file.conversation.id,
            handover_id=sight.handover.id if sight.handover else None,
            team_id=sight.team.id,
            asked_by_id=staff.id,
            asked_at=file.now,
            pool_team_id=pool.team_id if pool else None,
            topic=wanted.topic,
            way=wanted.way,
            starts_at=starts_at,
            minutes=wanted.minutes,
            wish=file.vault.seal("interpreter.wish", wish),
            state="wanted",
        )
        session.add(request)
        note(file, staff, request, "interpreter.wanted")
    await wake(context, request)
    return request


async def withdraw(context: Context, staff: Staff, case_id: uuid.UUID, request_id: uuid.UUID) -> None:
    """Take a request back; who was told that somebody comes is told that nobody does.

    Raises ``NotFound`` unless their team has asked, and ``IllegalState`` if it was taken back before or is over.
    """
    async with context.database.writing() as session:
        sight = await _sight(context, session, staff, case_id)
        file = await CaseFile.open(session, context, sight.conversation.id)
        sight = await _sight(context, session, staff, case_id)
        request = await session.get(InterpreterRequest, request_id, populate_existing=True)
        if request is None or (request.case_id, request.team_id) != (case_id, sight.team.id):
            raise NotFound
        if not may_follow(request.state, "withdrawn") or request.starts_at <= file.now:
            raise IllegalState
        if request.state == "found":
            await tell_cancelled(file, request)
        request.state = "withdrawn"
        note(file, staff, request, "interpreter.withdrawn")
    await wake(context, request)


async def _sight(context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID) -> Sight:
    """Whoever makes an appointment has taken the case on. Raises ``NotFound`` for everybody else."""
    sight = await visible_case(session, staff, case_id, local_date(context.clock()))
    if not sight.may_take_over:
        raise NotFound
    return sight


def _checked(wanted: Wanted, now: datetime) -> datetime:
    """When it begins. Raises ``Invalid`` for what is missing or too long, and for a time that is over or far away."""
    language, place = wanted.language.strip(), wanted.place.strip()
    if not language or len(language) > LANGUAGE_MAX:
        raise _invalid("language", LANGUAGE_MAX)
    if len(place) > PLACE_MAX or (wanted.way == "on_site" and not place):
        raise _invalid("place", PLACE_MAX)
    listed = wanted.gender in GENDERS and wanted.topic in FIELDS and wanted.way in WAYS and wanted.minutes in LENGTHS
    if not listed:
        raise Invalid(Wording("console.pool_problem.list"))
    starts_at = wanted.starts_at
    if starts_at is None or not now < starts_at <= now + LATEST:
        raise Invalid(Wording("console.pool_problem.when"))
    return starts_at


def _invalid(what: str, most: int) -> Invalid:
    return Invalid(Wording.of("console", "pool_problem", what, max=most))


def _audit(context: Context, session: AsyncSession, staff: Staff, action: str, subject: tuple[str, uuid.UUID]) -> None:
    audit.by_staff(session, context.clock, staff, action, subject)

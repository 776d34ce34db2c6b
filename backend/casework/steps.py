"""The steps of a case: opening case management or refusing it, going on by the book, and closing with a reason.

Only a person does any of it (R35), and the person whom it concerns is told.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from backend.cases.events import note
from backend.cases.holding import hold
from backend.cases.models import INTENSITIES
from backend.cases.states import UNMANAGED, may_follow, opens_case_management
from backend.casework import agreements
from backend.casework.access import Work, working
from backend.casework.states import CLOSINGS, REFUSALS
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid
from backend.organisations.models import Staff
from locales.wording import Wording

#: Nobody is looked after without a look for longer than this.
LONGEST_WITHOUT_REVIEW = timedelta(days=366)


@dataclass(frozen=True)
class Wanted:
    """A step to another state, with what some of them demand."""

    state: str
    #: Day of the next look at the case: for monitoring.
    review_on: date | None = None
    #: One of ``INTENSITIES``: after each re-assessment.
    intensity: str | None = None


async def open_case_management(context: Context, staff: Staff, case_id: uuid.UUID) -> None:
    """Make a case of a contact, or take a closed one up again; whoever opens it manages it.

    Raises ``NotFound``, ``MayNotOwn``, and ``IllegalState`` if it is managed already.
    """
    async with working(context, staff, case_id, "case.opened_management", managed=False) as work:
        case = work.case
        if not opens_case_management(case.state, "intake"):
            raise IllegalState
        before, case.opened_by_id, case.opened_at = case.state, staff.id, work.file.now
        await work.file.session.flush()  # the database asks who opens it before it lets the state change
        case.state = "intake"
        hold(work.file.session, case, work.team.id, staff.id, work.file.now, work.actor)
        note(work.file.session, case, "case.opened", work.file.now, work.actor, codes={"from": before})
        work.tell("casework.opened")


async def refuse(context: Context, staff: Staff, case_id: uuid.UUID, reason: str) -> None:
    """Say that no case management is opened: the concern stays a contact, with referral advice (R28).

    Raises ``NotFound``, ``MayNotOwn``, ``Invalid`` for a reason that is none of ``REFUSALS``, and ``IllegalState`` if
    it is managed already.
    """
    if reason not in REFUSALS:
        raise Invalid(Wording("console.casework.problem.reason"))
    async with working(context, staff, case_id, "case.refused", managed=False) as work:
        if work.case.state not in UNMANAGED:
            raise IllegalState
        note(work.file.session, work.case, "case.refused", work.file.now, work.actor, codes={"reason": reason})
        work.tell("casework.refused")


async def move(context: Context, staff: Staff, case_id: uuid.UUID, wanted: Wanted) -> None:
    """Go on to another state of case management.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState`` for a step that the book does not know, and ``Invalid`` where
    an agreement in force, the day of the next look or the intensity is missing.
    """
    async with working(context, staff, case_id, "case.moved") as work:
        if wanted.state in UNMANAGED or not may_follow(work.case.state, wanted.state):
            raise IllegalState
        await _demands(work, wanted)
        before, work.case.state = work.case.state, wanted.state
        codes = {"from": before, "to": wanted.state}
        note(work.file.session, work.case, "case.moved", work.file.now, work.actor, codes=codes)


async def set_review(context: Context, staff: Staff, case_id: uuid.UUID, day: date | None) -> None:
    """Set the day of the next look. Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``, and ``Invalid`` for no day,
    a day that is over or one that is too far away."""
    async with working(context, staff, case_id, "case.review_set") as work:
        _review(work, day)


async def close(context: Context, staff: Staff, case_id: uuid.UUID, reason: str) -> None:
    """End it, with a reason. What was agreed ends with it.

    Raises ``NotFound``, ``MayNotOwn``, ``Invalid`` for a reason that is none of ``CLOSINGS``, and ``IllegalState`` if
    it is closed already.
    """
    if reason not in CLOSINGS:
        raise Invalid(Wording("console.casework.problem.reason"))
    async with working(context, staff, case_id, "case.closed", managed=False) as work:
        case = work.case
        if not may_follow(case.state, "closed"):
            raise IllegalState
        codes = {"from": case.state, "to": "closed", "reason": reason}
        case.state, case.review_on, case.intensity = "closed", None, None
        await agreements.end_all(work)
        note(work.file.session, case, "case.moved", work.file.now, work.actor, codes=codes)
        work.tell("casework.closed")


async def _demands(work: Work, wanted: Wanted) -> None:
    """What some steps need: the yes to the goals, the intensity found at a re-assessment, the day of the next look."""
    if wanted.state == "linking" and await agreements.in_force(work.file.session, work.case.id) is None:
        raise Invalid(Wording("console.casework.problem.no_agreement"))
    if work.case.state == "re_assessment":
        _intensity(work, wanted.intensity)
    if wanted.state == "monitoring":
        _review(work, wanted.review_on)


def _intensity(work: Work, intensity: str | None) -> None:
    if intensity not in INTENSITIES:
        raise Invalid(Wording("console.casework.problem.intensity"))
    work.case.intensity = intensity
    codes = {"intensity": intensity}
    note(work.file.session, work.case, "case.intensity", work.file.now, work.actor, codes=codes)


def _review(work: Work, day: date | None) -> None:
    today = work.file.today
    if day is None or not today <= day <= today + LONGEST_WITHOUT_REVIEW:
        raise Invalid(Wording("console.casework.problem.review"))
    work.case.review_on = day
    codes = {"on": day.isoformat()}
    note(work.file.session, work.case, "case.review_set", work.file.now, work.actor, codes=codes)

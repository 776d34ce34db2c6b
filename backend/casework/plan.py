"""The plan: who helps with what, until when (R58). Measures that staff enter, handovers, known counsellors."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import presentation
from backend.cases.events import note
from backend.cases.questions import NEEDS
from backend.cases.slip import DELICATE
from backend.casework.access import Work, working
from backend.casework.models import Measure
from backend.casework.states import MEASURES
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.handovers.models import Handover
from backend.organisations.models import Service, Staff
from backend.privacy.sealing import Vault
from locales.wording import Wording

NAME_MAX = 120
#: So many measures for one concern raise the question whether they are the right ones.
AGAIN_AND_AGAIN = 3
#: A counsellor whom somebody has named, but for the answers that name nobody.
NOBODY = frozenset({None, "none", "unknown"})
#: What became of a handover is told where it ended; one that was taken back is nobody's to see.
SHOWN = ("requested", "accepted", "declined", "redirected", "ended")


@dataclass(frozen=True)
class Planned:
    """A measure as staff enter it. ``service_id`` or ``helper``: one of the two says who helps."""

    need: str
    since: date | None
    until: date | None = None
    service_id: uuid.UUID | None = None
    helper: str = ""
    state: str = "planned"


@dataclass(frozen=True)
class Line:
    """A line of the plan: ``kind`` is measure, handover or counsellor, ``state`` a code of that kind."""

    kind: str
    #: A name, or a parameter of a text.
    who: Any
    need: str | None = None
    since: date | None = None
    until: date | None = None
    state: str | None = None
    owner: str | None = None
    #: Of a measure, to change it.
    id: uuid.UUID | None = None


def repeated(lines: Sequence[Line]) -> list[str]:
    """The concerns for which there is the same again and again (R40): by then something else is needed, or somebody who
    asks why. Handovers count for no concern."""
    tried = Counter(line.need for line in lines if line.need)
    return [need for need in NEEDS if tried[need] >= AGAIN_AND_AGAIN]


async def add(context: Context, staff: Staff, case_id: uuid.UUID, planned: Planned) -> None:
    """Enter a measure; whoever enters it keeps an eye on it.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``, and ``Invalid`` where who, with what or since when is missing,
    or it ends before it begins.
    """
    async with working(context, staff, case_id, "measure.added") as work:
        await _check(work, planned)
        helper = planned.helper.strip()
        measure = Measure(
            id=uuid.uuid4(),
            case_id=case_id,
            service_id=planned.service_id,
            helper=work.file.vault.seal("measure.helper", helper) if helper else None,
            need=planned.need,
            since=planned.since,
            until=planned.until,
            state=planned.state,
            owner_id=staff.id,
            entered_at=work.file.now,
        )
        work.file.session.add(measure)
        _note(work, measure, "measure.added")


async def change(
    context: Context, staff: Staff, case_id: uuid.UUID, measure_id: uuid.UUID, state: str, until: date | None
) -> None:
    """Say how far a measure is and until when it runs; whoever says so keeps an eye on it from now on.

    Raises ``NotFound``, ``MayNotOwn``, ``IllegalState``, ``Invalid``.
    """
    if state not in MEASURES:
        raise Invalid(Wording("console.casework.problem.measure"))
    async with working(context, staff, case_id, "measure.changed") as work:
        measure = await work.file.session.get(Measure, measure_id, populate_existing=True)
        if measure is None or measure.case_id != case_id:
            raise NotFound
        if until is not None and until < measure.since:
            raise Invalid(Wording("console.casework.problem.until"))
        measure.state, measure.until, measure.owner_id = state, until, staff.id
        _note(work, measure, "measure.changed")


async def plan(
    session: AsyncSession, vault: Vault, case_id: uuid.UUID, team_id: uuid.UUID, released: dict[str, Any]
) -> list[Line]:
    """Who helps, by since when, as ``team_id`` may know it; ``released`` are the answers that it may know."""
    lines = [*await _measures(session, vault, case_id), *await _handovers(session, case_id, team_id)]
    lines.sort(key=lambda line: (line.since or date.min, str(line.id)))
    counsellor = released.get("case_management")
    if counsellor not in NOBODY:
        lines.insert(0, Line("counsellor", presentation.value("case_management", counsellor)))
    return lines


async def _measures(session: AsyncSession, vault: Vault, case_id: uuid.UUID) -> list[Line]:
    query = select(Measure, Service.name, Staff.name).outerjoin(Service, Service.id == Measure.service_id)
    query = query.join(Staff, Staff.id == Measure.owner_id).where(Measure.case_id == case_id)
    return [
        Line(
            kind="measure",
            who=vault.open("measure.helper", measure.helper) if measure.helper else service,
            need=measure.need,
            since=measure.since,
            until=measure.until,
            state=measure.state,
            owner=owner,
            id=measure.id,
        )
        for measure, service, owner in await session.execute(query)
    ]


async def _handovers(session: AsyncSession, case_id: uuid.UUID, team_id: uuid.UUID) -> list[Line]:
    """To whom the person has let their case be passed on, and where that stands; nothing of what was passed on.

    A service whose name alone tells of violence or illness is the person's to name: it stands here for itself only.
    """
    query = select(Handover, Service.name, Staff.name).join(Service, Service.id == Handover.service_id)
    query = query.outerjoin(Staff, Staff.id == Handover.responded_by_id)
    query = query.where(Handover.case_id == case_id, Handover.status.in_(SHOWN))
    query = query.where(or_(Service.destination.not_in(DELICATE), Handover.team_id == team_id))
    return [
        Line("handover", service, since=local_date(handover.requested_at), state=handover.status, owner=who)
        for handover, service, who in await session.execute(query)
    ]


async def _check(work: Work, planned: Planned) -> None:
    if (planned.service_id is None) == (not planned.helper.strip()) or len(planned.helper) > NAME_MAX:
        raise Invalid(Wording("console.casework.problem.helper", {"max": NAME_MAX}))
    if planned.need not in NEEDS or planned.state not in MEASURES or planned.since is None:
        raise Invalid(Wording("console.casework.problem.measure"))
    if planned.until is not None and planned.until < planned.since:
        raise Invalid(Wording("console.casework.problem.until"))
    if planned.service_id is not None:
        service = await work.file.session.get(Service, planned.service_id)
        if service is None or service.tenant_id != work.case.tenant_id:
            raise NotFound


def _note(work: Work, measure: Measure, kind: Literal["measure.added", "measure.changed"]) -> None:
    codes = {"state": measure.state, "need": measure.need}
    note(work.file.session, work.case, kind, work.file.now, work.actor, about=measure.id, codes=codes)

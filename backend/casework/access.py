"""Who works on a case: the team that manages cases and has accepted this one, whoever employs its members."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.cases.states import MANAGED, UNMANAGED
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict, IllegalState, NotFound
from backend.handovers.access import lies_with
from backend.handovers.models import Handover
from backend.merging.links import joined
from backend.organisations.funding import demand_own_kim
from backend.organisations.models import Service, Staff, Team
from backend.privacy import audit
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from locales.wording import Param, Wording

#: Destination code of the services whose teams manage cases.
CASE_MANAGEMENT = "KIM"


class PartOfAnother(Conflict):
    """The case is part of another one of the same person: what is written belongs there."""

    wording = Wording("console.merging.problem.part")


@dataclass
class Work:
    """A case at work: opened under its lock, by one of the team that has accepted it."""

    file: CaseFile
    staff: Staff
    team: Team
    handover: Handover

    @property
    def case(self) -> CaseRecord:
        """The case record."""
        return self.file.case

    @property
    def actor(self) -> tuple[str, uuid.UUID | None]:
        """Who does it, for the log of events."""
        return ("staff", self.staff.id)

    def tell(self, key: str, **params: Param) -> None:
        """Say something to the person, in their language, in the name of the team."""
        told = Wording(key, {"team": self.team.name, **params})
        self.say(Utterance(key=told.key, params=dict(told.params), kind="status"))

    def say(self, utterance: Utterance) -> None:
        """Write into the conversation that the case was handed over with."""
        file = self.file
        say(
            file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now, sender="system"
        )


def held_by(staff: Staff, context: Context) -> Select[CaseRecord, Handover, Team]:
    """The cases that one of their teams has accepted as a team that manages cases, on a consent in force."""
    return (
        select(CaseRecord, Handover, Team)
        .join(Handover, Handover.case_id == CaseRecord.id)
        .join(Team, Team.id == Handover.team_id)
        .join(Service, Service.id == Handover.service_id)
        .where(
            lies_with(staff, local_date(context.clock())),
            Handover.status == "accepted",
            Service.destination == CASE_MANAGEMENT,
        )
    )


async def held(
    context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID
) -> tuple[CaseRecord, Handover, Team]:
    """The case as it is in the database now, with the handover and the team that it lies with by it.

    Raises ``NotFound`` unless it is theirs to work on; a handover that nobody has accepted yet opens no casework.
    """
    query = held_by(staff, context).where(CaseRecord.id == case_id).order_by(Handover.requested_at.desc()).limit(1)
    found = (await session.execute(query.execution_options(populate_existing=True))).one_or_none()
    if found is None:
        raise NotFound
    case, handover, team = found
    return case, handover, team


async def works_on(context: Context, staff: Staff, case_id: uuid.UUID) -> bool:
    """Whether there is casework on this case for a member of staff."""
    async with context.database.reading() as session:
        try:
            await held(context, session, staff, case_id)
        except NotFound:
            return False
    return True


@asynccontextmanager
async def working(
    context: Context, staff: Staff, case_id: uuid.UUID, action: str, *, managed: bool = True
) -> AsyncIterator[Work]:
    """One step of casework in one transaction, written down as ``action``; afterwards open pages are told.

    The conversation is locked first, as everywhere, and what was found before is looked at again. ``managed``: only
    while somebody manages the case. Raises ``NotFound``, ``MayNotOwn``, ``IllegalState`` for a case that is not
    managed, and ``PartOfAnother``.
    """
    async with context.database.writing() as session:
        _, found, _ = await held(context, session, staff, case_id)
        demand_own_kim(await session.get_one(Staff, staff.id, populate_existing=True))
        file = await CaseFile.open(session, context, found.conversation_id)
        case, handover, team = await held(context, session, staff, case_id)
        if managed and case.state not in MANAGED:
            raise IllegalState
        if (
            case.state in UNMANAGED
            and (await joined(session, staff, case_id, file.today))[0].handover.case_id != case_id
        ):
            raise PartOfAnother
        audit.by_staff(session, context.clock, staff, action, ("case_record", case_id))
        yield Work(file, staff, team, handover)
    for topic in (f"conversation:{handover.conversation_id}", f"team:{team.id}"):
        await context.bus.publish(topic)

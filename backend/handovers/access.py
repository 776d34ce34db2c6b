"""Who may see which case: membership of a team is the only thing that opens one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.consent.service import may_report
from backend.core.errors import NotFound
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service, Staff, Team, TeamMember
from backend.transcripts.models import Conversation

#: Destination code of the first-contact desk: the people behind the assistant (responsibility.md, section 1).
DESK = "MENSCH"


@dataclass(frozen=True)
class Sight:
    """What a member of staff may see of a case, and through which team."""

    case: CaseRecord
    conversation: Conversation
    team: Team
    #: The package that lies with ``team``, with the consent that it rests on; None for the first-contact desk.
    handover: Handover | None
    consent: Consent | None
    #: The case lies before the first-contact desk (``before_desk``), and this member of staff belongs to it.
    desk: bool
    #: Somebody of that desk has taken over: until then it sees only what it needs to take its turn.
    attended: bool

    @property
    def reads_transcript(self) -> bool:
        """Everything that was said, and not only what was said with staff."""
        return self.attended or (self.consent is not None and self.consent.includes_transcript)

    @property
    def hears_back(self) -> bool:
        """Whether the person lets the service tell what became of it."""
        return self.consent is not None and may_report(self.consent)

    @property
    def may_take_over(self) -> bool:
        """Joining the conversation is for those who have said that they take the case on."""
        return self.desk or (self.handover is not None and self.handover.status == "accepted")

    @property
    def topics(self) -> tuple[str, ...]:
        """Who is to be woken when something changes."""
        return (f"conversation:{self.conversation.id}", f"team:{self.team.id}")


def own_teams(staff: Staff) -> Select[uuid.UUID]:
    """The teams of a member of staff."""
    member = select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    return member.where(TeamMember.staff_id == staff.id, Team.tenant_id == staff.tenant_id)


async def team_ids(session: AsyncSession, staff: Staff) -> Sequence[uuid.UUID]:
    """The teams of a member of staff, for wake-ups."""
    return (await session.execute(own_teams(staff))).scalars().all()


async def desk_teams(session: AsyncSession, tenant_id: uuid.UUID) -> Sequence[Team]:
    """The teams that are the tenant's first-contact desk."""
    served = select(Service.team_id).where(Service.tenant_id == tenant_id, Service.destination == DESK)
    return (await session.execute(select(Team).where(Team.id.in_(served)).order_by(Team.key))).scalars().all()


async def own_desk(session: AsyncSession, staff: Staff) -> Team | None:
    """The first-contact desk that a member of staff belongs to."""
    mine = set(await team_ids(session, staff))
    return next((team for team in await desk_teams(session, staff.tenant_id) if team.id in mine), None)


def in_force(today: date) -> ColumnElement[bool]:
    """The consent of a handover holds; looked up for each one, for a list of all consents is the longer one."""
    holds = (Consent.id == Handover.consent_id, Consent.revoked_at.is_(None), Consent.valid_until >= today)
    return exists().where(*holds).correlate(Handover)


def lies_with(staff: Staff, today: date) -> ColumnElement[bool]:
    """The handovers that a member of staff may see: open, with one of their teams, on a consent in force.

    Art. 7(3) GDPR: a consent that was taken back, or has run out, opens nothing, whatever the handover's status says.
    """
    return and_(Handover.team_id.in_(own_teams(staff)), Handover.status.in_(OPEN), in_force(today))


def attended_by(desk: Team) -> ColumnElement[bool]:
    """The conversations in which somebody of a first-contact desk answers."""
    members = select(TeamMember.staff_id).where(TeamMember.team_id == desk.id)
    return and_(Conversation.owner == "person", Conversation.owner_staff_id.in_(members))


def before_desk(desk: Team) -> ColumnElement[bool]:
    """The cases, joined with their conversations, that a desk may see: the person waits, or the desk answers them."""
    return and_(
        CaseRecord.tenant_id == desk.tenant_id,
        CaseRecord.person_wanted_at.is_not(None),
        or_(CaseRecord.person_answered_at.is_(None), attended_by(desk)),
    )


async def visible_case(session: AsyncSession, staff: Staff, case_id: uuid.UUID, today: date) -> Sight:
    """The case as far as this member of staff may see it; ``today`` is the day that consents are in force on.

    Raises ``NotFound`` unless a handover of it lies with one of their teams, or it lies before their first-contact
    desk: a case that is not theirs cannot be told from one that does not exist.
    """
    case = await session.get(CaseRecord, case_id)
    if case is None or case.tenant_id != staff.tenant_id:
        raise NotFound
    handover = await _handover(session, staff, case, today)
    desk = await own_desk(session, staff)
    found = await _at_desk(session, desk, case, handover) if desk else None
    if handover is not None:
        conversation = await session.get_one(Conversation, handover.conversation_id)
        team = await session.get_one(Team, handover.team_id)
        consent = await session.get_one(Consent, handover.consent_id)
    elif desk is not None and found is not None:
        conversation, team, consent = found[0], desk, None
    else:
        raise NotFound
    attended = found is not None and found[1]
    return Sight(case, conversation, team, handover, consent, desk=found is not None, attended=attended)


async def visible_handover(session: AsyncSession, staff: Staff, handover_id: uuid.UUID, today: date) -> Handover:
    """An open handover of one of their teams, as it is in the database now; raises ``NotFound`` for every other."""
    query = select(Handover).where(Handover.id == handover_id, lies_with(staff, today))
    handover = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if handover is None:
        raise NotFound
    return handover


async def _handover(session: AsyncSession, staff: Staff, case: CaseRecord, today: date) -> Handover | None:
    """The newest handover that lies with one of their teams; one that was taken on comes first."""
    query = select(Handover).where(Handover.case_id == case.id, lies_with(staff, today))
    query = query.order_by(Handover.status, Handover.requested_at.desc()).limit(1)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def _at_desk(
    session: AsyncSession, desk: Team, case: CaseRecord, handover: Handover | None
) -> tuple[Conversation, bool] | None:
    """The conversation that lies before the desk, and whether it is attended; beside a handover only the same one."""
    query = select(Conversation, attended_by(desk)).join(CaseRecord, CaseRecord.id == Conversation.case_id)
    query = query.where(CaseRecord.id == case.id, before_desk(desk))
    if handover is not None:
        query = query.where(Conversation.id == handover.conversation_id)
    row = (await session.execute(query.order_by(Conversation.last_active_at.desc()).limit(1))).first()
    return (row[0], row[1]) if row else None

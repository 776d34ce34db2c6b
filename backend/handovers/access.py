"""Who may see which case: membership of a team is the only thing that opens one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.errors import NotFound
from backend.handovers.models import OPEN, Handover
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
    #: The person waits for the first-contact desk, and this member of staff belongs to it.
    desk: bool
    #: Somebody of that desk has taken over: until then it sees only what it needs to take its turn.
    attended: bool

    @property
    def reads_transcript(self) -> bool:
        """Everything that was said, and not only what was said with staff."""
        return self.attended or (self.consent is not None and self.consent.includes_transcript)

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


async def visible_case(session: AsyncSession, staff: Staff, case_id: uuid.UUID) -> Sight:
    """The case as far as this member of staff may see it.

    Raises ``NotFound`` unless an open handover of it lies with one of their teams, or it waits for their first-contact
    desk: a case that is not theirs cannot be told from one that does not exist.
    """
    case = await session.get(CaseRecord, case_id)
    if case is None or case.tenant_id != staff.tenant_id:
        raise NotFound
    desk = await own_desk(session, staff) if case.person_wanted_at else None
    handover = await _handover(session, staff, case)
    if handover is not None:
        conversation = await session.get_one(Conversation, handover.conversation_id)
        team = await session.get_one(Team, handover.team_id)
        consent = await session.get_one(Consent, handover.consent_id)
    elif desk is not None:
        conversation, team, consent = await _latest(session, case), desk, None
    else:
        raise NotFound
    attended = desk is not None and await _attends(session, desk, conversation)
    return Sight(case, conversation, team, handover, consent, desk=desk is not None, attended=attended)


async def visible_handover(session: AsyncSession, staff: Staff, handover_id: uuid.UUID) -> Handover:
    """An open handover of one of their teams, locked; raises ``NotFound`` for every other."""
    query = select(Handover).where(Handover.id == handover_id, Handover.team_id.in_(own_teams(staff)))
    query = query.with_for_update().execution_options(populate_existing=True)
    handover = (await session.execute(query)).scalar_one_or_none()
    if handover is None or handover.status not in OPEN:
        raise NotFound
    return handover


async def _handover(session: AsyncSession, staff: Staff, case: CaseRecord) -> Handover | None:
    """The newest open handover that lies with one of their teams; one that was taken on comes first."""
    query = select(Handover).where(
        Handover.case_id == case.id, Handover.team_id.in_(own_teams(staff)), Handover.status.in_(OPEN)
    )
    query = query.order_by(Handover.status, Handover.requested_at.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def _attends(session: AsyncSession, desk: Team, conversation: Conversation) -> bool:
    if conversation.owner != "person":
        return False
    return await session.get(TeamMember, (desk.id, conversation.owner_staff_id)) is not None


async def _latest(session: AsyncSession, case: CaseRecord) -> Conversation:
    query = select(Conversation).where(Conversation.case_id == case.id)
    query = query.order_by(Conversation.last_active_at.desc()).limit(1)
    conversation = (await session.execute(query)).scalar_one_or_none()
    if conversation is None:
        raise NotFound
    return conversation

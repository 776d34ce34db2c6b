"""How a handover goes on: until when an answer is due, who holds the case, what was asked, where it was sent on."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook
from backend.cases.models import CaseRecord
from backend.core.clock import local_date
from backend.handovers import asking, redirects
from backend.handovers.lines import due, overdue
from backend.handovers.models import AskBack, Handover
from backend.organisations.directory import Directory
from backend.organisations.models import Service, Team


@dataclass(frozen=True)
class SentOn:
    """Where a handover that was accepted is to go instead. ``state``: asked and refused are the person's, the others
    the other service's: requested, declined, redirected."""

    service: str
    when: datetime
    state: str


@dataclass(frozen=True)
class AskedBack:
    """A question to the person: answered, kept back, or neither yet."""

    asked_at: datetime
    state: str


@dataclass(frozen=True)
class Progress:
    """What the case page shows of it."""

    #: Name of the team that holds the case; None: the first-contact desk.
    holder: str | None
    due: datetime | None
    overdue: bool
    #: To which services it may be sent on: id and name.
    targets: list[tuple[uuid.UUID, str]]
    sent_on: SentOn | None
    asked: list[AskedBack]

    @property
    def may_ask(self) -> bool:
        """One question after the other."""
        return all(question.state != "waiting" for question in self.asked)


async def progress_of(
    session: AsyncSession,
    case: CaseRecord,
    handover: Handover | None,
    facts: FactBook,
    directory: Directory,
    now: datetime,
) -> Progress:
    """How the handover that somebody sees of a case goes on; without one, who holds the case."""
    holder = await session.get(Team, case.holder_team_id) if case.holder_team_id else None
    name = holder.name if holder else None
    if handover is None:
        return Progress(name, None, overdue=False, targets=[], sent_on=None, asked=[])
    possible = await redirects.targets(session, facts, directory, handover, local_date(now))
    return Progress(
        holder=name,
        due=due(handover),
        overdue=overdue(handover, now),
        targets=[] if await redirects.under_way(session, handover) else [(one.id, one.name) for one in possible],
        sent_on=await _sent_on(session, handover, facts),
        asked=await asked_back(session, handover.id),
    )


async def asked_back(session: AsyncSession, handover_id: uuid.UUID) -> list[AskedBack]:
    """The questions of a service to the person, in order."""
    return [AskedBack(one.asked_at, _state(one)) for one in await asking.of_handover(session, handover_id)]


def _state(asked: AskBack) -> str:
    if asked.answered_at is None:
        return "waiting"
    return "answered" if asked.answer_id else "kept_back"


async def _sent_on(session: AsyncSession, handover: Handover, facts: FactBook) -> SentOn | None:
    if handover.redirect_to_id is None or handover.redirected_at is None:
        return None
    service = await session.get_one(Service, handover.redirect_to_id)
    query = select(Handover.status).where(
        Handover.redirected_from_id == handover.id, Handover.service_id == handover.redirect_to_id
    )
    status = await session.scalar(query.order_by(Handover.requested_at.desc()).limit(1))
    return SentOn(service.name, handover.redirected_at, _of_the_other(status, service, facts))


def _of_the_other(status: str | None, service: Service, facts: FactBook) -> str:
    if status is not None:
        return status if status in {"requested", "declined", "redirected"} else "refused"
    said = facts.value("handover") or {}
    return "refused" if said.get("service") == str(service.id) and said.get("answer") == "no" else "asked"

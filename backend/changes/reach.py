"""With whom a change lies: whoever holds the case, and the old and the new office; and what they may know of it.

The first-contact desk sees what it holds. Everybody else sees a change only if a consent in force has released to them
what it was noticed from: nothing reaches an office because a law has changed.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.changes.models import ChangeTask
from backend.consent.models import Consent
from backend.core.errors import NotFound
from backend.handovers.access import lies_with, own_desk, team_ids
from backend.handovers.models import Handover
from backend.organisations.models import Staff

#: By case: the service to which it was handed over, and the attributes that this released.
type Released = Mapping[uuid.UUID, list[tuple[uuid.UUID, frozenset[str]]]]


@dataclass(frozen=True)
class Reach:
    """Where somebody stands to the cases of their tenant, on a day."""

    staff: Staff
    today: date
    at_desk: bool
    teams: frozenset[uuid.UUID]

    @classmethod
    async def of(cls, session: AsyncSession, staff: Staff, today: date) -> "Reach":
        """What a member of staff reaches."""
        teams = frozenset(await team_ids(session, staff))
        return cls(staff, today, await own_desk(session, staff) is not None, teams)

    def holds(self, case: CaseRecord) -> bool:
        """Whether the case is in the hands of one of their teams."""
        return self.at_desk if case.holder_team_id is None else case.holder_team_id in self.teams

    @property
    def concerned(self) -> ColumnElement[bool]:
        """The tasks, joined with their cases, of which they hold the case, or are the old or the new office."""
        held: ColumnElement[bool] = CaseRecord.holder_team_id.in_(self.teams)
        if self.at_desk:
            held = or_(held, CaseRecord.holder_team_id.is_(None))
        office = Handover.service_id.in_((ChangeTask.old_service_id, ChangeTask.new_service_id))
        lies = exists().where(lies_with(self.staff, self.today), Handover.case_id == ChangeTask.case_id, office)
        return and_(ChangeTask.tenant_id == self.staff.tenant_id, or_(held, lies))

    async def released(self, session: AsyncSession, cases: set[uuid.UUID]) -> Released:
        """What lies with their teams of these cases."""
        query = select(Handover, Consent.attributes).join(Consent, Consent.id == Handover.consent_id)
        query = query.where(lies_with(self.staff, self.today), Handover.case_id.in_(cases))
        found: dict[uuid.UUID, list[tuple[uuid.UUID, frozenset[str]]]] = {}
        for handover, attributes in await session.execute(query):
            found.setdefault(handover.case_id, []).append((handover.service_id, frozenset(attributes)))
        return found

    def may_see(self, task: ChangeTask, case: CaseRecord, released: Released) -> bool:
        """Whether a task of those that concern them is theirs to see."""
        if case.holder_team_id is None and self.at_desk:
            return True
        offices = {task.old_service_id, task.new_service_id}
        return any(
            set(task.attributes) <= attributes and (self.holds(case) or service in offices)
            for service, attributes in released.get(case.id, ())
        )

    async def task(self, session: AsyncSession, task_id: uuid.UUID) -> tuple[ChangeTask, CaseRecord]:
        """A task with its case, locked; raises ``NotFound`` if it is not theirs to see."""
        query = select(ChangeTask, CaseRecord).join(CaseRecord, CaseRecord.id == ChangeTask.case_id)
        query = query.where(ChangeTask.id == task_id, self.concerned).with_for_update(of=ChangeTask)
        found = (await session.execute(query)).first()
        if found is None or not self.may_see(*found, await self.released(session, {found[1].id})):
            raise NotFound
        return found

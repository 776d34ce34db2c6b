"""What the pages show of cases of one person: what stands beside one, what belongs together, what would happen."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.casework.models import Agreement, CaseNote, Measure
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.handovers.access import lies_with
from backend.handovers.models import Handover
from backend.handovers.reading import OpenedCase, open_case
from backend.merging.duplicates import Possible, possible
from backend.merging.links import Joined, joined
from backend.merging.merge import Pair, pair
from backend.organisations.models import Staff
from locales.wording import Wording


@dataclass(frozen=True)
class Beside:
    """What the page of a case shows of others: the kept one first, with this one among them, or none but this."""

    together: list[Joined]
    possible: list[Possible]

    @property
    def references(self) -> list[str]:
        """The numbers of what belongs together; empty for a case that stands alone."""
        return [one.handover.reference for one in self.together] if len(self.together) > 1 else []

    def kept_beside(self, case_id: uuid.UUID) -> Handover | None:
        """By what the case is opened that this one is part of; None if it is kept, or stands alone."""
        kept = self.together[0].handover
        return None if kept.case_id == case_id else kept


@dataclass(frozen=True)
class Piece:
    """A case of those that belong together, opened as far as its own consent goes."""

    opened: OpenedCase
    handover: Handover
    #: Of which case it is a part, since when and by whom; None for the kept case.
    part_of: str | None
    merged_at: datetime | None
    merged_by: str | None
    #: How much of the casework was written into the case that it is part of since then.
    written_since: int


async def beside(context: Context, staff: Staff, case_id: uuid.UUID) -> Beside | None:
    """What belongs to a case or possibly does; None unless one of their teams has taken the case on."""
    async with context.database.reading() as session:
        today = local_date(context.clock())
        try:
            together = await joined(session, staff, case_id, today)
        except NotFound:
            return None
        return Beside(together, await possible(session, staff, case_id, today))


async def open_together(context: Context, staff: Staff, case_id: uuid.UUID) -> list[Piece]:
    """Every case that belongs together with this one, the kept one first; each reading is written down.

    Raises ``NotFound`` if it is not theirs, or stands alone.
    """
    async with context.database.reading() as session:
        together = await joined(session, staff, case_id, local_date(context.clock()))
        if len(together) == 1:
            raise NotFound
        written = {one.handover.case_id: await _written_since(session, one) for one in together}
        names = {one.handover.case_id: await _joined_by(session, one) for one in together}
        numbers = {one.handover.case_id: one.handover.reference for one in together}
    return [
        Piece(
            opened=await open_case(context, staff, one.handover.case_id),
            handover=one.handover,
            part_of=numbers.get(one.link.kept_id) if one.link else None,
            merged_at=one.link.merged_at if one.link else None,
            merged_by=names[one.handover.case_id],
            written_since=written[one.handover.case_id],
        )
        for one in together
    ]


async def _joined_by(session: AsyncSession, one: Joined) -> str | None:
    if one.link is None:
        return None
    return await session.scalar(select(Staff.name).where(Staff.id == one.link.merged_by_id))


async def _written_since(session: AsyncSession, one: Joined) -> int:
    """Notes, measures and agreements: whoever takes the cases apart looks through them."""
    if one.link is None:
        return 0
    kept, since, team = one.link.kept_id, one.link.merged_at, one.link.team_id
    written = (
        select(CaseNote.id).where(CaseNote.case_id == kept, CaseNote.team_id == team, CaseNote.written_at >= since),
        select(Agreement.id).where(Agreement.case_id == kept, Agreement.team_id == team, Agreement.written_at >= since),
        select(Measure.id).where(Measure.case_id == kept, Measure.entered_at >= since),
    )
    return sum([len((await session.execute(rows)).all()) for rows in written])


async def preview(context: Context, staff: Staff, case_id: uuid.UUID, reference: str) -> Pair:
    """The two cases that would be joined, the other one by its number.

    Raises ``NotFound`` if this one is not theirs, and ``Invalid`` for a number that the same team has not taken on, or
    that belongs together with this one already.
    """
    async with context.database.reading() as session:
        await joined(session, staff, case_id, local_date(context.clock()))
        query = select(Handover.case_id).where(
            Handover.reference == reference, Handover.status == "accepted",
            lies_with(staff, local_date(context.clock())),
        )  # fmt: skip
        other = (await session.execute(query)).scalar_one_or_none()
        if other is None:
            raise Invalid(Wording("console.merging.problem.unknown"))
        try:
            return await pair(context, session, staff, case_id, other)
        except NotFound:  # another of their teams has it
            raise Invalid(Wording("console.merging.problem.unknown")) from None

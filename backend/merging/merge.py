"""Joining two cases of one person, and taking them apart again.

One case becomes part of the other, as a link of the team that found it (``links.py``). Nothing moves, so each consent
and each erasure goes on meaning what it says, and taking apart leaves nothing behind. The person is not written to: if
it was a mistake, two people share a number, and one would learn of the other.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import Kind, note
from backend.cases.models import CaseRecord
from backend.cases.states import MANAGED
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Conflict, IllegalState, Invalid, NotFound
from backend.handovers.models import Handover
from backend.merging.links import joined
from backend.merging.models import CaseMerge
from backend.organisations.models import Staff
from backend.privacy import audit
from backend.privacy.erasure import lock_case
from locales.wording import Wording


class Managed(Conflict):
    """Somebody manages the case that was to become a part: its goals and days would be looked after by nobody."""

    wording = Wording("console.merging.problem.managed")


@dataclass(frozen=True)
class Side:
    """One of two cases that could be joined: what belongs together there is joined as a whole."""

    #: The kept case there.
    case: CaseRecord
    handover: Handover
    #: How many cases belong together there.
    size: int

    @property
    def may_be_part(self) -> bool:
        """A case that somebody manages is kept, or closed before."""
        return self.case.state not in MANAGED


@dataclass(frozen=True)
class Pair:
    """Two cases that could be joined; a page shows this before it is done."""

    this: Side
    other: Side


async def pair(context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID, other_id: uuid.UUID) -> Pair:
    """The two sides, if the same of their teams has taken both on.

    Raises ``NotFound``, and ``Invalid`` for cases that are joined already.
    """
    this, other = [await _side(context, session, staff, one) for one in (case_id, other_id)]
    if this.handover.team_id != other.handover.team_id:
        raise NotFound
    if this.case.id == other.case.id:
        raise Invalid(Wording("console.merging.problem.same"))
    return Pair(this, other)


async def _side(context: Context, session: AsyncSession, staff: Staff, case_id: uuid.UUID) -> Side:
    together = await joined(session, staff, case_id, local_date(context.clock()))
    kept = together[0].handover
    case = await session.get_one(CaseRecord, kept.case_id, populate_existing=True)
    return Side(case, kept, len(together))


async def merge(context: Context, staff: Staff, kept_id: uuid.UUID, part_id: uuid.UUID) -> uuid.UUID:
    """Make one case a part of the other; returns the case that is kept, with which ``kept_id`` was joined before.

    Raises as ``pair`` does, ``Managed`` if somebody manages the part, and ``Conflict`` if one of them was joined or
    taken apart at the same moment.
    """
    async with context.database.writing() as session:
        before = await pair(context, session, staff, kept_id, part_id)
        await lock_case(session, before.this.case.id, before.other.case.id)
        found = await pair(context, session, staff, kept_id, part_id)
        kept, part = found.this, found.other
        if (kept.case.id, part.case.id) != (before.this.case.id, before.other.case.id):
            raise Conflict
        if not part.may_be_part:
            raise Managed
        session.add(
            CaseMerge(
                team_id=kept.handover.team_id,
                part_id=part.case.id,
                kept_id=kept.case.id,
                merged_at=context.clock(),
                merged_by_id=staff.id,
            )
        )
        for side, role in ((kept, "kept"), (part, "part")):
            _write_down(context, session, staff, side.case, "case.merged", role)
    await _wake(context, kept.handover, part.handover)
    return kept.case.id


async def part(context: Context, staff: Staff, part_id: uuid.UUID) -> None:
    """Take a case out of the one that it is part of. What was written meanwhile stays where it was written.

    Raises ``NotFound`` if it is not theirs, ``IllegalState`` if it is part of none.
    """
    async with context.database.writing() as session:
        await joined(session, staff, part_id, local_date(context.clock()))
        await lock_case(session, part_id)
        found = await joined(session, staff, part_id, local_date(context.clock()))
        own = next(one for one in found if one.handover.case_id == part_id)
        if own.link is None:
            raise IllegalState
        other = next((one for one in found if one.handover.case_id == own.link.kept_id), None)
        await session.execute(delete(CaseMerge).where(CaseMerge.id == own.link.id))
        for one, role in ((other, "kept"), (own, "part")):
            if one is not None:
                case = await session.get_one(CaseRecord, one.handover.case_id)
                _write_down(context, session, staff, case, "case.parted", role)
    await _wake(context, *(one.handover for one in (other, own) if one is not None))


def _write_down(context: Context, session: AsyncSession, staff: Staff, case: CaseRecord, kind: Kind, role: str) -> None:
    """Without the other case: the log outlives both, and must not lead from an erased one to the one that is left."""
    note(session, case, kind, context.clock(), ("staff", staff.id), codes={"as": role})
    audit.by_staff(session, context.clock, staff, kind, ("case_record", case.id))


async def _wake(context: Context, *handovers: Handover) -> None:
    topics = {f"conversation:{one.conversation_id}" for one in handovers} | {f"team:{one.team_id}" for one in handovers}
    for topic in sorted(topics):
        await context.bus.publish(topic)

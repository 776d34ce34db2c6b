"""The end of a handover: somebody was reached, and what became of it. Nothing that was taken on is just forgotten."""

import uuid

from backend.cases import holding
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid
from backend.delivery.partners import Partner
from backend.handovers.models import Handover
from backend.handovers.responses import (
    actor_of,
    check_remark,
    desk_topics,
    note,
    opened,
    reports,
    sealed,
    tell,
    wake,
)
from backend.handovers.service import close
from backend.handovers.states import ANOTHER_WAY, UNTOLD, is_whole, may_follow
from backend.organisations.models import Service, Staff
from backend.transcripts.schemas import Choice, Do
from locales.wording import Wording

#: If it did not help: a person can be asked for at any time.
PERSON = Choice(id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"), icon="person")


async def contacted(context: Context, who: Staff | Partner, handover_id: uuid.UUID) -> Handover:
    """Somebody has really been in touch with the person; said once.

    Raises ``NotFound`` if it is not their team's, ``IllegalState`` before it was accepted.
    """
    async with context.database.writing() as session:
        handover, file = await opened(context, session, who, handover_id)
        if handover.status != "accepted":
            raise IllegalState
        if handover.first_contact_at is None:
            handover.first_contact_at = file.now
            note(file, who, handover, "contact.first")
    await wake(context, handover)
    return handover


async def end(
    context: Context,
    who: Staff | Partner,
    handover_id: uuid.UUID,
    outcome: str | None,
    reason: str | None,
    remark: str = "",
) -> Handover:
    """End what was accepted, with one of ``OUTCOMES`` and, where not all was done, one of ``FAILURES``.

    The person is told in their language, the case goes back to whoever else holds it, and the team sees it no longer.
    Where another way is needed, the first-contact desk is called. The remark is for colleagues there. Raises
    ``NotFound`` if it is not their team's, ``IllegalState`` if it was not accepted, ``Invalid`` for an outcome without
    all that it must say, or too long a remark. Where the person does not let the service tell, only that it
    has ended is kept, whatever was filled in.
    """
    check_remark(remark)
    async with context.database.writing() as session:
        handover, file = await opened(context, session, who, handover_id)
        if not may_follow(handover.status, "ended"):
            raise IllegalState
        if not await reports(session, handover):
            outcome, reason, remark = UNTOLD, None, ""
        elif outcome is None or not is_whole(outcome, reason):
            raise Invalid(Wording("console.end.incomplete"))
        handover.status, handover.ended_at = "ended", file.now
        handover.outcome, handover.outcome_reason = outcome, reason
        handover.outcome_note = sealed(file, "handover.outcome_note", remark)
        await close(file, handover)
        await holding.give_back(session, file.case, handover, file.now, actor_of(who))
        note(file, who, handover, "handover.ended", outcome=outcome, reason=reason)
        tell(file, await session.get_one(Service, handover.service_id), told(outcome, reason))
        another_way = reason in ANOTHER_WAY
        if another_way:
            file.want_person("decision")
        after = "desk" if another_way else "person"
        tell(file, await session.get_one(Service, handover.service_id), Wording.of("handover.after", after), PERSON)
        desks = await desk_topics(session, who) if another_way else []
    await wake(context, handover, *desks)
    return handover


def told(outcome: str, reason: str | None) -> Wording:
    """What became of it, for the person, with the reason where not all was done."""
    result = Wording.of("handover.outcome", outcome).to_json()
    if reason is None:
        return Wording("handover.ended", {"outcome": result})
    why = Wording.of("handover.failure", reason).to_json()
    return Wording("handover.ended_because", {"outcome": result, "why": why})

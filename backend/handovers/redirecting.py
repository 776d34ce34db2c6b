"""A recipient sends on: it names a better service, and the person is asked in the chat whether it may have the case."""

import uuid

from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid
from backend.delivery import outbox
from backend.handovers import redirects
from backend.handovers.models import Handover
from backend.handovers.responses import check_remark, desk_topics, note, opened, reports, sealed, tell, wake
from backend.handovers.service import close, due_now
from backend.handovers.states import REDIRECT_REASONS
from backend.organisations.models import Service, Staff
from backend.transcripts.takeover import GO_ON
from locales.wording import Wording


async def redirect(
    context: Context, staff: Staff, handover_id: uuid.UUID, to: uuid.UUID | None, reason: str, remark: str = ""
) -> Handover:
    """Name the service ``to``, for one of ``REDIRECT_REASONS``; the remark is for colleagues of the first-contact desk.
    Both are kept only where the person lets the service tell.

    The person is told, and asked for a consent of its own when they go on. What was only requested ends with this; what
    was accepted stays with the team until the other service accepts. Raises ``NotFound`` if it is not their team's,
    ``IllegalState`` while the other service still has to answer, ``Invalid`` for an unknown reason, a service that may
    not have it, or too long a remark.
    """
    if reason not in REDIRECT_REASONS:
        raise Invalid(Wording("console.redirect.choose_reason"))
    check_remark(remark)
    async with context.database.writing() as session:
        handover, file = await opened(context, session, staff, handover_id)
        if await redirects.under_way(session, handover):
            raise IllegalState
        possible = await redirects.targets(session, file.facts, file.directory, handover, file.today)
        other = next((service for service in possible if service.id == to), None)
        if other is None:
            raise Invalid(Wording("console.redirect.choose_service"))
        why = reason if await reports(session, handover) else None
        handover.redirect_to_id, handover.redirect_reason = other.id, why
        handover.redirect_note = sealed(file, "handover.redirect_note", remark) if why else None
        handover.redirected_at, handover.redirections = file.now, handover.redirections + 1
        handover.due_at, handover.overdue_told_at = due_now(file, other, urgent=handover.urgent), None
        if handover.status == "requested":
            handover.status = "redirected"
            handover.responded_at, handover.responded_by_id = file.now, staff.id
            await outbox.recall(session, handover, file.now)
            await close(file, handover)
        note(
            file, staff, handover, "handover.redirected", reason=why, to=other.destination, times=handover.redirections
        )
        tell(
            file,
            await session.get_one(Service, handover.service_id),
            Wording("handover.redirected", {"other": other.name}),
            GO_ON,
        )
        desks = await desk_topics(session, staff)
    await wake(context, handover, *desks)
    return handover

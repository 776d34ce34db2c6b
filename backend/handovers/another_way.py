"""After a no: the first-contact desk names another service, and the person is asked in the chat whether it may have it.

Nothing moves without the person's yes, as when a recipient sends on (``redirecting.py``).
"""

import uuid
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.events import note
from backend.cases.facts import FactBook
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.core.errors import Invalid
from backend.handovers import redirects
from backend.handovers.access import Sight
from backend.handovers.models import Handover
from backend.organisations.directory import Directory
from backend.organisations.models import Service, Staff
from backend.transcripts import takeover
from locales.wording import Wording


async def possible(
    session: AsyncSession, sight: Sight, facts: FactBook, directory: Directory, day: date
) -> list[Service]:
    """Whom the desk can name on ``day`` instead of who said no; nobody while it does not answer in the conversation."""
    lost = await _lost(session, sight.case.id) if sight.attended else None
    return await redirects.targets(session, facts, directory, lost, day) if lost else []


async def propose(
    context: Context, staff: Staff, case_id: uuid.UUID, to: uuid.UUID | None, seen: int | None = None
) -> bool:
    """Name the service ``to`` instead of the one that said no, and let the assistant ask the person.

    ``seen`` and what it gives back: as ``takeover.give_back``. Raises as that does, and ``Invalid`` for a service that
    may not have it.
    """
    async with context.database.writing() as session:
        sight, conversation = await takeover.leave(context, session, staff, case_id, seen)
        file = await CaseFile.open(session, context, conversation.id)
        lost = await _lost(session, case_id)
        known = await possible(session, sight, file.facts, file.directory, file.today)
        other = next((service for service in known if service.id == to), None)
        if lost is None or other is None:
            raise Invalid(Wording("console.redirect.choose_service"))
        lost.redirect_to_id, lost.redirected_at, lost.redirections = other.id, file.now, lost.redirections + 1
        codes: dict[str, str | int | None] = {"to": other.destination, "times": lost.redirections}
        note(session, file.case, "handover.redirected", file.now, ("staff", staff.id), about=lost.id, codes=codes)
        told = Wording("handover.redirected", {"service": sight.team.name, "other": other.name})
        await takeover.tell(context, session, conversation, told, takeover.GO_ON)
        takeover.write_down(context, session, staff, conversation, "conversation.given_back")
    await takeover.wake(context, sight)
    return sight.handover is not None


async def _lost(session: AsyncSession, case_id: uuid.UUID) -> Handover | None:
    """The last handover that came to nothing, unless another way has been named since."""
    found = await redirects.lost(session, case_id)
    return None if found is None or redirects.named_since(found) else found

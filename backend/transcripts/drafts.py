"""What a member of staff has begun to write: it survives a reload, a sign-in that ran out, and another computer.

It is kept here and not in the browser, because computers in offices are shared and a browser writes what it remembers
to their disks: sealed with the key of the case, read by its writer alone while they answer, erased with the case.
"""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import Invalid
from backend.handovers.access import visible_case
from backend.organisations.models import Staff
from backend.transcripts.models import Conversation, Draft, Message
from backend.transcripts.service import locked
from locales.wording import Wording

TEXT_MAX = 4000


async def keep(context: Context, staff: Staff, case_id: uuid.UUID, text: str, after: int) -> Conversation:
    """Keep what is written so far, in place of what was; nothing is kept of an empty one.

    ``after``: number of the last line when its page was opened. A draft that comes later than its own message has been
    sent, and one of a conversation in which somebody else answers belongs to nobody: neither is kept. Raises
    ``NotFound``, ``Invalid``. Gives back the conversation that it is for.
    """
    if len(text) > TEXT_MAX:
        raise Invalid(Wording("console.write.too_long", {"max": TEXT_MAX}))
    async with context.database.writing() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
        conversation = await locked(session, sight.conversation.id)
        if not conversation.answered_by(staff.id) or await _sent_since(session, conversation, staff, after):
            return conversation
        await drop(session, staff, case_id)
        if text.strip():
            vault = await context.vault(session, case_id)
            sealed = vault.seal("draft.text", text)
            session.add(Draft(case_id=case_id, staff_id=staff.id, text=sealed, kept_at=context.clock()))
    return conversation


async def kept(context: Context, staff: Staff, case_id: uuid.UUID) -> str:
    """What this member of staff had begun to write in a case that they may see; nothing else is ever read."""
    async with context.database.reading() as session:
        draft = await session.get(Draft, (case_id, staff.id))
        if draft is None:
            return ""
        vault = await context.vault(session, case_id)
        text: str = vault.open("draft.text", draft.text)
        return text


async def drop(session: AsyncSession, staff: Staff, case_id: uuid.UUID) -> None:
    """It was sent, or will not be."""
    await session.execute(delete(Draft).where(Draft.case_id == case_id, Draft.staff_id == staff.id))


async def _sent_since(session: AsyncSession, conversation: Conversation, staff: Staff, after: int) -> bool:
    sent = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.seq > after, Message.author_id == staff.id
    )
    return (await session.execute(sent.limit(1))).first() is not None

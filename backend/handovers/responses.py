"""Answers to a handover: taking it on, or declining it with a reason. The person learns of both in their language."""

import uuid
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid
from backend.delivery.partners import Partner
from backend.handovers.access import desk_teams, visible_handover
from backend.handovers.models import Handover
from backend.handovers.states import DECLINE_REASONS
from backend.organisations.models import Service, Staff
from backend.privacy import audit
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import say
from locales.wording import Wording

NOTE_MAX = 1000


async def accept(context: Context, who: Staff | Partner, handover_id: uuid.UUID) -> Handover:
    """Take the case on, as a member of staff or by a partner's system.

    Raises ``NotFound`` if it is not their team's, ``IllegalState`` if somebody has answered before.
    """
    async with context.database.writing() as session:
        handover, file = await _answer(context, session, who, handover_id, "accepted")
        _tell(file, await session.get_one(Service, handover.service_id), Wording("handover.accepted"))
    await _wake(context, handover)
    return handover


async def decline(
    context: Context, who: Staff | Partner, handover_id: uuid.UUID, reason: str, note: str = ""
) -> Handover:
    """Decline with one of ``DECLINE_REASONS``; the note is for colleagues of the first-contact desk.

    Nobody is left alone with a no: the desk is called to look for another way. Raises as ``accept`` does, and
    ``Invalid`` for an unknown reason or a note of more than ``NOTE_MAX`` characters.
    """
    if reason not in DECLINE_REASONS:
        raise Invalid(Wording("console.decline.choose_reason"))
    if len(note) > NOTE_MAX:
        raise Invalid(Wording("console.decline.note_too_long", {"max": NOTE_MAX}))
    async with context.database.writing() as session:
        handover, file = await _answer(context, session, who, handover_id, "declined")
        handover.decline_reason = reason
        if note.strip():
            handover.decline_note = file.vault.seal("handover.decline_note", note.strip())
        file.want_person("decision")
        why = Wording.of("handover.why", reason).to_json()
        _tell(file, await session.get_one(Service, handover.service_id), Wording("handover.declined", {"why": why}))
        desks = await desk_teams(session, who.tenant_id)
    await _wake(context, handover, *(f"team:{desk.id}" for desk in desks))
    return handover


async def _answer(
    context: Context, session: AsyncSession, who: Staff | Partner, handover_id: uuid.UUID, status: str
) -> tuple[Handover, CaseFile]:
    """Requested -> accepted | declined, once.

    The conversation is locked first, as everywhere. Whoever held the lock may have answered or withdrawn meanwhile, so
    what was found before is looked at again.
    """
    found = await _theirs(session, who, handover_id, local_date(context.clock()))
    file = await CaseFile.open(session, context, found.conversation_id)
    handover = await _theirs(session, who, handover_id, file.today)
    if isinstance(who, Partner):
        await who.remember(session, file.now)
    if handover.status != "requested":
        raise IllegalState
    handover.status = status
    handover.responded_at = file.now
    handover.responded_by_id = None if isinstance(who, Partner) else who.id
    audit.record(
        session,
        context.clock,
        tenant_id=who.tenant_id,
        actor=("partner", who.cooperation_id) if isinstance(who, Partner) else ("staff", who.id),
        action=f"handover.{status}",
        subject=("handover", handover.id),
    )
    return handover, file


async def _theirs(session: AsyncSession, who: Staff | Partner, handover_id: uuid.UUID, today: date) -> Handover:
    if isinstance(who, Partner):
        return await who.handover(session, handover_id, today)
    return await visible_handover(session, who, handover_id, today)


def _tell(file: CaseFile, service: Service, answer: Wording) -> None:
    utterance = Utterance(key=answer.key, params={"service": service.name, **answer.params}, kind="status")
    say(file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now, sender="system")


async def _wake(context: Context, handover: Handover, *more: str) -> None:
    for topic in (f"conversation:{handover.conversation_id}", f"team:{handover.team_id}", *more):
        await context.bus.publish(topic)

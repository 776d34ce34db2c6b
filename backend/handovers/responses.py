"""Answers to a handover: taking it on, or declining it with a reason. The person learns of both in their language.

What else a recipient can do stands beside: sending on (``redirecting.py``), asking back (``asking.py``), saying that
somebody was reached and what became of it (``ending.py``).
"""

import uuid
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events, holding
from backend.cases.file import CaseFile
from backend.consent.models import Consent
from backend.consent.service import may_report
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import IllegalState, Invalid
from backend.delivery import outbox
from backend.delivery.partners import Partner
from backend.handovers.access import desk_teams, visible_handover
from backend.handovers.coordination import topic as coordination
from backend.handovers.models import Handover
from backend.handovers.service import release
from backend.handovers.states import DECLINE_REASONS, Status, may_follow
from backend.merging import marks
from backend.organisations.models import Service, Staff
from backend.privacy import audit
from backend.privacy.sealing import Sealed
from backend.reminders import service as reminders
from backend.transcripts.schemas import Choice, Utterance
from backend.transcripts.service import say
from locales.wording import Wording

NOTE_MAX = 1000


async def accept(context: Context, who: Staff | Partner, handover_id: uuid.UUID) -> Handover:
    """Take the case on: from now on this team holds it, and whoever sent it on no longer.

    Raises ``NotFound`` if it is not their team's, ``IllegalState`` if somebody has answered before.
    """
    async with context.database.writing() as session:
        handover, file = await _answer(context, session, who, handover_id, "accepted")
        former = await _sent_on_by(session, handover)
        holding.take(session, file.case, handover, former, file.now, actor_of(who))
        if former is not None:
            former.status = "redirected"
            await outbox.recall(session, former, file.now)
            await release(file, former)
            note(file, who, former, "handover.taken_over")
        note(file, who, handover, "handover.accepted")
        tell(file, await session.get_one(Service, handover.service_id), Wording("handover.accepted"))
    await wake(context, handover, *([f"team:{former.team_id}"] if former else []))
    return handover


async def _sent_on_by(session: AsyncSession, handover: Handover) -> Handover | None:
    """The handover in whose place this one comes, perhaps with others between, while it is still responsible."""
    former = handover
    while former.redirected_from_id is not None:
        former = await session.get_one(Handover, former.redirected_from_id)
        if former.status == "accepted":
            return former
    return None


async def decline(
    context: Context, who: Staff | Partner, handover_id: uuid.UUID, reason: str, remark: str = ""
) -> Handover:
    """Decline with one of ``DECLINE_REASONS``; the remark is for colleagues of the first-contact desk. Reason and
    remark are kept only where the person lets the service tell what became of it.

    Nobody is left alone with a no: the desk is called to look for another way. Raises as ``accept`` does, and
    ``Invalid`` for an unknown reason or a remark of more than ``NOTE_MAX`` characters.
    """
    if reason not in DECLINE_REASONS:
        raise Invalid(Wording("console.decline.choose_reason"))
    check_remark(remark)
    async with context.database.writing() as session:
        handover, file = await _answer(context, session, who, handover_id, "declined")
        if not await reports(session, handover):
            reason, remark = "other", ""
        handover.decline_reason = reason
        await marks.remove(session, handover)
        handover.decline_note = sealed(file, "handover.decline_note", remark)
        note(file, who, handover, "handover.declined", reason=reason)
        file.want_person("decision")
        why = Wording.of("handover.why", reason).to_json()
        tell(file, await session.get_one(Service, handover.service_id), Wording("handover.declined", {"why": why}))
        desks = await desk_topics(session, who)
    await wake(context, handover, *desks)
    return handover


async def _answer(
    context: Context, session: AsyncSession, who: Staff | Partner, handover_id: uuid.UUID, status: Status
) -> tuple[Handover, CaseFile]:
    """Requested -> accepted | declined, once."""
    handover, file = await opened(context, session, who, handover_id)
    if not may_follow(handover.status, status):
        raise IllegalState
    handover.status = status
    handover.responded_at = file.now
    handover.responded_by_id = None if isinstance(who, Partner) else who.id
    return handover, file


async def opened(
    context: Context, session: AsyncSession, who: Staff | Partner, handover_id: uuid.UUID
) -> tuple[Handover, CaseFile]:
    """An open handover of one of their teams, or that was sent to a partner's system, to be changed, with its case.

    The conversation is locked first, as everywhere. Whoever held the lock may have answered or withdrawn meanwhile, so
    what was found before is looked at again. Raises ``NotFound``.
    """
    found = await _theirs(session, who, handover_id, local_date(context.clock()))
    file = await CaseFile.open(session, context, found.conversation_id)
    handover = await _theirs(session, who, handover_id, file.today)
    if isinstance(who, Partner):
        await who.remember(session, file.now)
    return handover, file


async def _theirs(session: AsyncSession, who: Staff | Partner, handover_id: uuid.UUID, today: date) -> Handover:
    if isinstance(who, Partner):
        return await who.handover(session, handover_id, today)
    return await visible_handover(session, who, handover_id, today)


def actor_of(who: Staff | Partner) -> events.Actor:
    """As whom somebody is written down: a partner's system by its agreement."""
    return ("partner", who.cooperation_id) if isinstance(who, Partner) else ("staff", who.id)


async def reports(session: AsyncSession, handover: Handover) -> bool:
    """Whether the person lets the service tell what became of it. Without that, reasons and remarks are not kept."""
    return may_report(await session.get_one(Consent, handover.consent_id))


def note(
    file: CaseFile, who: Staff | Partner, handover: Handover, kind: events.Kind, **codes: str | int | None
) -> None:
    """Write down for the audit and for the case that somebody did something about a handover."""
    audit.record(
        file.session,
        file.context.clock,
        tenant_id=who.tenant_id,
        actor=actor_of(who),
        action=kind,
        subject=("handover", handover.id),
    )
    events.note(file.session, file.case, kind, file.now, actor_of(who), about=handover.id, codes=codes)


def check_remark(remark: str) -> None:
    """Raises ``Invalid`` for a remark of more than ``NOTE_MAX`` characters."""
    if len(remark) > NOTE_MAX:
        raise Invalid(Wording("console.decline.note_too_long", {"max": NOTE_MAX}))


def sealed(file: CaseFile, field: str, remark: str) -> Sealed | None:
    """A remark to be kept; None where nothing was written."""
    return file.vault.seal(field, remark.strip()) if remark.strip() else None


def tell(file: CaseFile, service: Service, what: Wording, *choices: Choice) -> None:
    """Say to the person what a service did."""
    params = {"service": service.name, **what.params}
    utterance = Utterance(key=what.key, params=params, kind="status", choices=choices)
    told = say(
        file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now, sender="system"
    )
    reminders.put(file.session, file.conversation, "handover", told.id, file.now)


async def desk_topics(session: AsyncSession, who: Staff | Partner) -> list[str]:
    """To be woken where the first-contact desk and the coordination have something new."""
    return [coordination(who.tenant_id), *(f"team:{desk.id}" for desk in await desk_teams(session, who.tenant_id))]


async def wake(context: Context, handover: Handover, *more: str) -> None:
    """The conversation's page and the team's inbox, and whoever else is to hear of it."""
    for topic in (f"conversation:{handover.conversation_id}", f"team:{handover.team_id}", *more):
        await context.bus.publish(topic)

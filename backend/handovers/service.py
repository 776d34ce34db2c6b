"""Handing over: once per service while it is open, only with a consent in force, only what it releases."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import events, holding
from backend.cases.agenda import contact_questions
from backend.cases.file import CaseFile
from backend.cases.models import URGENT_REASONS
from backend.cases.presentation import reason
from backend.cases.questions import ADDITION, CONTACT, RETURN
from backend.consent import service as consents
from backend.consent.models import Consent
from backend.core.errors import TooMany
from backend.delivery import outbox
from backend.handovers import brief, deadlines, redirects
from backend.handovers.cooperation import Agreement, agreed
from backend.handovers.models import Handover, StatusTry
from backend.handovers.states import OPEN
from backend.merging import links, marks
from backend.organisations.models import Service, TeamMember
from backend.privacy import audit
from backend.privacy.sealing import Vault
from backend.responsibility.model import Decided

#: Letters and digits that cannot be mistaken for each other, on paper or on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DIGITS = 6
MOST_TRIES = 5
#: Of everybody together for one number: a stranger's mistakes must not soon lock its owner out.
MOST_TRIES_OF_ALL = 30
TRIES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class HandedOver:
    """A handover and, at its making only, the code that opens its status."""

    handover: Handover
    code: str | None

    @property
    def leaves(self) -> bool:
        """Whether it has yet to reach its recipient: what lies in an inbox of Lotse has."""
        return self.handover.way != "inbox"


def _new_reference() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))


def _hash_code(reference: str, code: str) -> str:
    return hashlib.sha256(f"{reference}/{code}".encode()).hexdigest()


async def open_handover(session: AsyncSession, case_id: uuid.UUID, service_id: uuid.UUID) -> Handover | None:
    """The handover of a case that lies with a service now."""
    query = select(Handover).where(
        Handover.case_id == case_id, Handover.service_id == service_id, Handover.status.in_(OPEN)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def declined_by(session: AsyncSession, case_id: uuid.UUID, service_id: uuid.UUID) -> bool:
    """Whether the service has said no to this case; nobody is sent back to who refused them."""
    query = select(Handover.id).where(
        Handover.case_id == case_id, Handover.service_id == service_id, Handover.status == "declined"
    )
    return (await session.execute(query)).first() is not None


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> list[Handover]:
    """All handovers of a case, the latest first."""
    query = select(Handover).where(Handover.case_id == case_id).order_by(Handover.requested_at.desc())
    return list((await session.execute(query)).scalars())


async def hand_over(file: CaseFile, service: Service, consent: Consent, decided: Decided) -> HandedOver:
    """Pass the released part of the case on to ``service``.

    A second call makes no second handover: it brings the open one's package up to date. Raises ``ValueError`` without
    an agreement that holds today.
    """
    agreement = await agreed(file.session, service, file.today)
    if agreement is None:
        raise ValueError("this service takes no handovers")
    consent.returns = file.facts.value(RETURN) == "yes"
    existing = await open_handover(file.session, file.case.id, service.id)
    if existing:
        brief.pack(existing, file.vault, _package(file, consent, decided))
        existing.facts_revision, existing.consent_id = file.case.facts_revision, consent.id
        if existing.team_id is None:  # it goes by the way that is agreed now
            existing.way, existing.team_id = agreement.way, agreement.team_id
            await outbox.put(file.session, existing, "handover.updated", agreement.cooperation_id, file.now)
        await _mark(file, existing)
        return HandedOver(existing, None)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    handover = _new_handover(file, service, agreement, consent, decided, code)
    former = await redirects.sent_from(file.session, file.case.id, service.id)
    if former is not None:
        handover.redirected_from_id, handover.redirections = former.id, former.redirections
    file.session.add(handover)
    await outbox.put(file.session, handover, "handover.requested", agreement.cooperation_id, file.now)
    await _mark(file, handover)
    _write_down(file, handover, "handover.requested", "person", _where_and_how(file, handover))
    return HandedOver(handover, code)


def _new_handover(
    file: CaseFile, service: Service, agreement: Agreement, consent: Consent, decided: Decided, code: str
) -> Handover:
    reference = _new_reference()
    urgent = decided.urgent or file.case.person_wanted_reason in URGENT_REASONS
    handover = Handover(
        id=uuid.uuid4(),
        tenant_id=file.case.tenant_id,
        case_id=file.case.id,
        conversation_id=file.conversation.id,
        service_id=service.id,
        team_id=agreement.team_id,
        way=agreement.way,
        consent_id=consent.id,
        status="requested",
        urgent=urgent,
        reference=reference,
        code_hash=_hash_code(reference, code),
        facts_revision=file.case.facts_revision,
        rule_id=decided.rule_id,
        rules_version=decided.rules_version,
        decided_on=decided.decided_on,
        requested_at=file.now,
        due_at=due_now(file, service, urgent=urgent),
        redirections=0,
    )
    brief.pack(handover, file.vault, _package(file, consent, decided))
    return handover


def due_now(file: CaseFile, service: Service, *, urgent: bool) -> datetime:
    """Until when the service should answer what reaches it now, as the tenant or the town has set it."""
    hours, days = file.locality.answer_hours, file.locality.answer_days
    return deadlines.due(file.now, urgent=urgent, schedule=service.schedule, hours=hours, days=days)


def _where_and_how(file: CaseFile, handover: Handover) -> dict[str, str | int | None]:
    """What reports count by: the log outlives the case, and says nothing of the person but their language."""
    return {
        "service": str(handover.service_id),
        "way": handover.way,
        "urgent": int(handover.urgent),
        "language": file.conversation.language,
    }


def _write_down(
    file: CaseFile,
    handover: Handover,
    action: events.Kind,
    by: str,
    codes: Mapping[str, str | int | None] | None = None,
) -> None:
    events.note(file.session, file.case, action, file.now, (by, None), about=handover.id, codes=codes)
    audit.record(
        file.session,
        file.context.clock,
        tenant_id=file.case.tenant_id,
        actor=(by, None),
        action=action,
        subject=("handover", handover.id),
    )


async def revoke(file: CaseFile, handover: Handover, by: str = "person") -> None:
    """Take the consent back: the recipient sees nothing of the case from now on, and does not answer in its chat.

    Whoever got it by mail or into a system of their own is told. A conversation that the recipient answered in goes
    back to the assistant. ``by`` is person or system (run out).
    """
    handover.status = "revoked"
    handover.responded_at = file.now
    await outbox.recall(file.session, handover, file.now)
    await close(file, handover)
    await holding.give_back(file.session, file.case, handover, file.now, (by, None))
    _write_down(file, handover, "handover.revoked", by)


async def close(file: CaseFile, handover: Handover) -> None:
    """Nothing lies with the recipient any more. Without a new yes the same service is not given the case again."""
    consent = await file.session.get_one(Consent, handover.consent_id)
    await release(file, handover)
    await file.facts.record(
        "handover", {"service": str(handover.service_id), "answer": "no"}, "chosen", consent.source_message_id, file.now
    )


async def release(file: CaseFile, handover: Handover) -> None:
    """The consent ends, and a conversation in which the recipient answers goes back to the assistant."""
    await consents.withdraw(file, handover.service_id)
    await links.let_go(file.session, handover)
    conversation = file.conversation
    answers = select(TeamMember.staff_id).where(
        TeamMember.team_id == handover.team_id, TeamMember.staff_id == conversation.owner_staff_id
    )
    if conversation.owner == "person" and (await file.session.execute(answers)).first() is not None:
        conversation.owner, conversation.owner_staff_id = "assistant", None
        conversation.owner_epoch += 1
        conversation.next_epoch()


async def bring_up_to_date(file: CaseFile, handover: Handover) -> bool:
    """Let the recipient have what the person has added, within the consent; false if it releases none of it.

    Without ``ADDITION`` in it, a consent that covers the conversation does: what was written stands there.
    """
    consent = await consents.in_force(file, handover.service_id)
    if consent is None or not (ADDITION in consent.attributes or consent.includes_transcript):
        return False
    package = file.vault.open("handover.package", handover.package)
    brief.pack(handover, file.vault, {**package, **_released(file, _allowed(file, consent))})
    handover.updated_at = file.now
    await _mark(file, handover)
    service = await file.session.get_one(Service, handover.service_id)
    if (agreement := await agreed(file.session, service, file.today)) is not None:
        await outbox.put(file.session, handover, "handover.updated", agreement.cooperation_id, file.now)
    _write_down(file, handover, "handover.updated", "person")
    return True


async def _mark(file: CaseFile, handover: Handover) -> None:
    """The same number or address with the same team again is pointed out to it."""
    contact = file.vault.open("handover.package", handover.package)["contact"]
    await marks.keep(file.session, file.context.master_key, handover, contact)


def _package(file: CaseFile, consent: Consent, decided: Decided) -> dict[str, Any]:
    allowed = _allowed(file, consent)
    package = {
        **_released(file, allowed),
        "secondary": list(decided.secondary) if consents.SECONDARY in allowed else [],
        "language": file.conversation.language,
    }
    if "reason" in allowed:
        package["reason"] = reason(decided.reason).to_json()
    return package


def _allowed(file: CaseFile, consent: Consent) -> set[str]:
    """Nothing that the consent does not name. A number from before somebody chose the chat alone stays here."""
    reachable = contact_questions(file.facts.for_decision(), {a: _answer(file, a) for a in CONTACT})
    return {a for a in consent.attributes if a not in CONTACT or a in reachable}


def _released(file: CaseFile, allowed: set[str]) -> dict[str, Any]:
    """The answers that may be passed on, as they are now."""
    answered = [fact for fact in file.facts.all() if fact.status not in {"refused", "unknown"}]
    released = [fact for fact in answered if fact.attribute in allowed]
    contact = {a.removeprefix("contact_"): file.facts.value(a) for a in CONTACT if a in allowed}
    return {
        "attributes": {fact.attribute: fact.value for fact in released if fact.attribute not in CONTACT},
        "facts": [
            {
                "attribute": fact.attribute,
                "value": fact.value,
                "status": fact.status,
                "message_id": str(fact.source_message_id),
            }
            for fact in released
        ],
        "contact": contact,
    }


def passed_on(vault: Vault, handover: Handover, consent: Consent) -> list[str]:
    """The names of what a handover carries, for the person to see (R54)."""
    package = vault.open("handover.package", handover.package)
    beside = [name for name in (*consents.ALWAYS, consents.SECONDARY) if package.get(name)]
    talk = ["transcript"] if consent.includes_transcript else []
    return [*(fact["attribute"] for fact in package["facts"]), *beside, *talk]


def _answer(file: CaseFile, attribute: str) -> object:
    return file.facts.value(attribute) or file.facts.status(attribute)


def normalise_reference(text: str) -> str:
    """A reference number as people type it: small letters, spaces, no dash."""
    joined = "".join(letter for letter in text.upper() if letter.isalnum())
    return f"{joined[:4]}-{joined[4:8]}"


async def by_code(file: CaseFile, reference: str, code: str) -> Handover | None:
    """The handover that a reference number and its code open; None if they do not belong together.

    An unknown number looks the same as a wrong code. Raises ``TooMany`` when this conversation, or all together for
    this number, have tried too often within an hour.
    """
    session, key = file.session, file.context.master_key.derive("status tries")
    hashed = hmac.new(key, reference.encode(), hashlib.sha256).hexdigest()
    await session.execute(delete(StatusTry).where(StatusTry.at <= file.now - TRIES_WITHIN))
    same_number = StatusTry.reference_hash == hashed
    same_person = StatusTry.conversation_id == file.conversation.id
    for condition, most in ((same_person, MOST_TRIES), (same_number, MOST_TRIES_OF_ALL)):
        tries = await session.scalar(select(func.count()).select_from(StatusTry).where(condition))
        if (tries or 0) >= most:
            raise TooMany
    found = (await session.execute(select(Handover).where(Handover.reference == reference))).scalar_one_or_none()
    known = found.code_hash if found else "0" * 64
    if not hmac.compare_digest(known, _hash_code(reference, code)) or found is None:
        session.add(StatusTry(reference_hash=hashed, conversation_id=file.conversation.id, at=file.now))
        return None
    return found

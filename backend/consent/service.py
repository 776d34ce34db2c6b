"""Giving, reading and revoking consents."""

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.cases.presentation import label
from backend.cases.questions import ALONG, CONTACT, DECISIVE
from backend.consent.models import Consent
from backend.organisations.models import Service
from backend.transcripts.models import Message
from backend.transcripts.service import chosen_in, text_of, utterance_of
from locales.wording import Wording

#: Grows whenever the German text of the consent changes.
TEXT_VERSION = 1
#: How long the recipient may use what was released, unless it is revoked before.
VALID_FOR = timedelta(days=180)


def released_attributes(file: CaseFile) -> list[str]:
    """What would be passed on: the answers given, and the way to be reached. Refused answers are not passed on."""
    given = [a for a in DECISIVE if file.facts.status(a) in {"stated", "chosen", "confirmed"}]
    hidden = file.facts.for_decision().hidden_status
    return given + [a for a in ALONG if not hidden or a not in CONTACT]


def text(file: CaseFile, service: Service) -> Wording:
    """What the person is asked to agree to: who, what, what for, until when, and that it can be revoked."""
    return Wording(
        "ask.handover",
        {
            "service": {"key": f"destination.{service.destination}.name"},
            "local": service.name,
            "data": {"list": [label(attribute) for attribute in released_attributes(file)]},
            "until": {"date": (file.today + VALID_FOR).isoformat()},
        },
    )


def offer(file: CaseFile) -> dict[str, Any]:
    """What the yes under the text would agree to; it travels with the button and comes back with it."""
    return {"attributes": released_attributes(file), "until": (file.today + VALID_FOR).isoformat()}


async def give(file: CaseFile, service: Service, yes: Message, offered: dict[str, Any]) -> Consent:
    """Record the yes in message ``yes``, with the text as it was shown above the button and the German one beside it.

    Earlier consents to the same service end with it.
    """
    await withdraw(file, service.id)
    chosen = chosen_in(yes, file.vault)
    shown = await file.session.get_one(Message, uuid.UUID(chosen.message_id)) if chosen else yes
    utterance = utterance_of(shown, file.vault)
    german = file.context.catalogs.text(utterance.key, "de", utterance.params) if utterance else ""
    consent = Consent(
        id=uuid.uuid4(),
        case_id=file.case.id,
        service_id=service.id,
        attributes=offered["attributes"],
        includes_transcript=True,
        text_version=TEXT_VERSION,
        language=shown.language,
        text_shown=file.vault.seal("consent.text_shown", text_of(shown, file.vault)),
        text_german=file.vault.seal("consent.text_german", german),
        source_message_id=yes.id,
        given_at=file.now,
        valid_until=date.fromisoformat(offered["until"]),
    )
    file.session.add(consent)
    await file.session.flush()
    return consent


async def in_force(file: CaseFile, service_id: uuid.UUID) -> Consent | None:
    """The consent to this service that was neither revoked nor has run out."""
    query = (
        select(Consent)
        .where(
            Consent.case_id == file.case.id,
            Consent.service_id == service_id,
            Consent.revoked_at.is_(None),
            Consent.valid_until >= file.today,
        )
        .order_by(Consent.given_at.desc())
    )
    return (await file.session.execute(query)).scalars().first()


async def withdraw(file: CaseFile, service_id: uuid.UUID) -> None:
    """Whatever consents to this service are in force end."""
    consent = await in_force(file, service_id)
    while consent:
        consent.revoked_at = file.now
        await file.session.flush()
        consent = await in_force(file, service_id)

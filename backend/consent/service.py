"""Giving, reading and revoking consents."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.cases.presentation import label
from backend.cases.questions import CONTACT, DECISIVE
from backend.consent.models import Consent
from backend.organisations.models import Service
from locales.wording import Wording

#: Grows whenever the German text of the consent changes.
TEXT_VERSION = 1
#: How long the recipient may use what was released, unless it is revoked before.
VALID_FOR = timedelta(days=180)


def released_attributes(file: CaseFile) -> list[str]:
    """What would be passed on: the answers given, and the way to be reached. Refused answers are not passed on."""
    given = [a for a in DECISIVE if file.facts.status(a) in {"stated", "chosen", "confirmed"}]
    hidden = file.facts.for_decision().hidden_status
    return given + ([] if hidden else list(CONTACT))


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


def give(file: CaseFile, service: Service, source: uuid.UUID) -> Consent:
    """Record the yes, with the text as it was shown and the German one beside it."""
    wording = text(file, service)
    catalogs = file.context.catalogs
    consent = Consent(
        id=uuid.uuid4(),
        case_id=file.case.id,
        service_id=service.id,
        attributes=released_attributes(file),
        includes_transcript=True,
        text_version=TEXT_VERSION,
        language=file.conversation.language,
        text_shown=file.vault.seal("consent.text_shown", catalogs.say(wording, file.conversation.language)),
        text_german=file.vault.seal("consent.text_german", catalogs.say(wording, "de")),
        source_message_id=source,
        given_at=file.now,
        valid_until=file.today + VALID_FOR,
    )
    file.session.add(consent)
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
    """A no after a yes: whatever consent to this service is in force ends, before anything was passed on."""
    consent = await in_force(file, service_id)
    while consent:
        consent.revoked_at = file.now
        await file.session.flush()
        consent = await in_force(file, service_id)

"""Giving, reading and revoking consents."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.cases.presentation import label
from backend.cases.questions import ALONG, CONTACT, DECISIVE, RETURN
from backend.consent.models import Consent
from backend.consent.recipients import Release
from backend.organisations.models import Service
from backend.transcripts.models import Message
from backend.transcripts.service import chosen_in, text_of, utterance_of
from locales.wording import Wording

#: Grows whenever the German text of the consent changes.
TEXT_VERSION = 2
#: How long the recipient may use what was released, unless it is revoked before.
VALID_FOR = timedelta(days=180)
#: Goes with every handover beside the answers: nobody can help without it.
ALWAYS = ("language", "reason")
#: Whom else the person was sent to.
SECONDARY = "secondary"


def released_attributes(file: CaseFile, service: Service) -> list[str]:
    """What would be passed on: of the answers given those that this kind of recipient needs, and the way to be reached.
    Refused answers are not passed on."""
    most = _most(file, service)
    given = [a for a in DECISIVE if a in most.attributes and file.facts.status(a) in {"stated", "chosen", "confirmed"}]
    hidden = file.facts.for_decision().hidden_status
    along = [a for a in ALONG if not hidden or a not in CONTACT]
    return [*given, *ALWAYS, *([SECONDARY] if most.secondary else []), *along]


def _most(file: CaseFile, service: Service) -> Release:
    return file.recipients[service.destination]


def text(file: CaseFile, service: Service) -> Wording:
    """What the person is asked to agree to: who, what, whether the conversation, what for, until when, what comes back,
    and that it can be revoked."""
    most = _most(file, service)
    return Wording(
        "ask.handover",
        {
            "service": {"key": f"destination.{service.destination}.name"},
            "local": service.name,
            "data": {"list": [label(attribute) for attribute in released_attributes(file, service)]},
            "conversation": Wording.of("consent.conversation", most.transcript).to_json(),
            "purpose": Wording.of("consent.purpose", most.purpose).to_json(),
            "until": {"date": (file.today + VALID_FOR).isoformat()},
        },
    )


def offer(file: CaseFile, service: Service) -> dict[str, Any]:
    """What the yes under the text would agree to; it travels with the button and comes back with it."""
    most = _most(file, service)
    return {
        "attributes": released_attributes(file, service),
        "transcript": most.transcript,
        "purpose": most.purpose,
        "until": (file.today + VALID_FOR).isoformat(),
    }


def as_offered(file: CaseFile, service: Service, answer: Mapping[str, Any]) -> bool:
    """Whether an answer is to what would be offered now, whatever the day; a no holds in any case."""
    now = offer(file, service)
    return answer["answer"] == "no" or all(answer.get(what) == now[what] for what in now.keys() - {"until"})


def covers(file: CaseFile, service: Service, answer: Mapping[str, Any]) -> bool:
    """Whether an answer was given for this service, and a yes for all that would be passed on now."""
    agreed = set(released_attributes(file, service)) <= set(answer.get("attributes", ()))
    return bool(answer["service"] == str(service.id)) and (answer["answer"] == "no" or agreed)


def choices(file: CaseFile, service: Service) -> tuple[str, ...]:
    """The answers that can be tapped below the text."""
    return ("yes", "yes_without", "no") if _most(file, service).transcript == "asked" else ("yes", "no")


async def give(file: CaseFile, service: Service, yes: Message, offered: dict[str, Any]) -> Consent:
    """Record the yes in message ``yes``, with the text as it was shown above the button and the German one beside it.

    ``offered``: the offer with the answer to it. Earlier consents to the same service end with it, and what it may tell
    is asked anew.
    """
    await withdraw(file, service.id)
    await file.facts.withdraw(RETURN, file.now)
    chosen = chosen_in(yes, file.vault)
    shown = await file.session.get_one(Message, uuid.UUID(chosen.message_id)) if chosen else yes
    utterance = utterance_of(shown, file.vault)
    german = file.context.catalogs.text(utterance.key, "de", utterance.params) if utterance else ""
    consent = Consent(
        id=uuid.uuid4(),
        case_id=file.case.id,
        service_id=service.id,
        attributes=offered["attributes"],
        includes_transcript=offered["answer"] == "yes" and offered["transcript"] != "never",
        purpose=offered["purpose"],
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


def may_report(consent: Consent) -> bool:
    """Whether the recipient may tell Lotse what became of it; otherwise only that it has arrived and is closed."""
    return consent.returns and consent.revoked_at is None


async def withdraw(file: CaseFile, service_id: uuid.UUID) -> None:
    """Whatever consents to this service are in force end."""
    consent = await in_force(file, service_id)
    while consent:
        consent.revoked_at = file.now
        await file.session.flush()
        consent = await in_force(file, service_id)

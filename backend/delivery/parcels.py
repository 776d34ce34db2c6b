"""What a try carries, put together from what is released at that moment: a call, or a mail without a person in it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import presentation
from backend.cases.questions import CONTACT
from backend.casework import criteria
from backend.consent.models import Consent
from backend.consent.service import may_report
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery import links
from backend.delivery.models import OutboxItem
from backend.delivery.schemas import EVENT, Event, HandoverRevoked, HandoverSent, Released, Withdrawn
from backend.handovers.cooperation import secret_of
from backend.handovers.models import Cooperation, Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.responsibility.loading import rulebook
from locales.catalogs import Catalogs
from locales.languages import SOURCE
from locales.wording import Wording

REVOKED = "handover.revoked"
KIM = "KIM"


class CannotGo(Exception):
    """Nothing can be sent as things stand; ``trouble`` says why, and ``for_good`` that time does not mend it."""

    def __init__(self, trouble: str, *, for_good: bool = False) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.for_good = for_good


@dataclass(frozen=True)
class Call:
    """A call of a partner's system, still to be signed with ``key``."""

    url: str
    body: bytes = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """A mail."""

    to: str
    subject: str
    text: str


type Parcel = Call | Letter


async def pack(context: Context, session: AsyncSession, item: OutboxItem) -> Parcel | None:
    """What an item carries now; None if it has nothing to tell any more. Raises ``CannotGo``.

    A package goes only while its handover is open, its consent in force and the agreement too. That something was
    taken back may be told at any time: it names nobody.
    """
    agreement = await session.get_one(Cooperation, item.cooperation_id)
    handover = None if item.event == REVOKED else await _open(context, session, item.handover_id)
    if item.event != REVOKED and handover is None:
        return None
    today = local_date(context.clock())
    if handover and not (agreement.since <= today and (agreement.until is None or today <= agreement.until)):
        raise CannotGo("no_agreement", for_good=True)
    if item.way == "mail":
        return await _letter(context, session, item, agreement)
    event = await _event(context, session, item, handover)
    return Call(str(agreement.url), EVENT.dump_json(event, exclude_none=True), secret_of(context.master_key, agreement))


async def _open(context: Context, session: AsyncSession, handover_id: uuid.UUID) -> Handover | None:
    handover = await session.get(Handover, handover_id)
    if handover is None or handover.status not in OPEN:
        return None
    consent = await session.get_one(Consent, handover.consent_id)
    in_force = consent.revoked_at is None and consent.valid_until >= local_date(context.clock())
    return handover if in_force else None


async def _letter(context: Context, session: AsyncSession, item: OutboxItem, agreement: Cooperation) -> Letter:
    """It says that something waits and where; of whom and what, nothing: mails are read on the way."""
    if not context.settings.public_url:
        raise CannotGo("no_public_url")
    if item.event != REVOKED:
        await links.allow(session, context.master_key, item.handover_id, context.clock())
    language, said, what = context.settings.mail_language, context.catalogs.say, item.event.removeprefix("handover.")
    number = await links.number_of(session, item.handover_id)
    parts = (
        said(Wording("console.mail.greeting"), language),
        said(Wording.of("console", "delivery", "mail", "text", what), language),
        links.address(context.settings, context.master_key, item.handover_id, number),
        said(Wording("console.delivery.mail.end"), language),
    )
    subject = said(Wording.of("console", "delivery", "mail", "subject", what), language)
    return Letter(str(agreement.email), subject, "\n\n".join(parts) + "\n")


async def _event(context: Context, session: AsyncSession, item: OutboxItem, handover: Handover | None) -> Event:
    if handover is None:
        return HandoverRevoked(
            type="handover.revoked", timestamp=item.created_at, data=Withdrawn(reference=item.reference)
        )
    data = await released(context, session, handover)
    kind = {"type": item.event, "timestamp": item.created_at}
    return HandoverSent.model_validate({**kind, "data": data})


async def released(context: Context, session: AsyncSession, handover: Handover) -> Released:
    """The whole of what a handover releases, as it is now, with German words beside the codes. Whether it may still be
    seen, the caller asks."""
    service = await session.get_one(Service, handover.service_id)
    consent = await session.get_one(Consent, handover.consent_id)
    vault = await context.vault(session, handover.case_id)
    package = vault.open("handover.package", handover.package)
    return Released.model_validate(
        {
            "reference": handover.reference,
            "service": {"destination": service.destination, "name": service.name},
            "urgent": handover.urgent,
            "requested_at": handover.requested_at,
            "valid_until": consent.valid_until,
            "may_report": may_report(consent),
            "language": package["language"],
            "reason": _why(context, package.get("reason")),
            "also_named": package["secondary"],
            "criteria": _criteria(service, handover, package["attributes"]),
            "facts": [worded(context.catalogs, fact) for fact in package["facts"] if fact["attribute"] not in CONTACT],
            "contact": package["contact"],
        }
    )


def _why(context: Context, reason: dict[str, Any] | None) -> dict[str, Any] | None:
    """Where the recipient is given it (``consent/recipients.py``)."""
    return {"key": reason["key"], "text": context.catalogs.param(reason, SOURCE)} if reason else None


def _criteria(service: Service, handover: Handover, attributes: dict[str, Any]) -> tuple[str, ...]:
    return criteria.met(rulebook(), attributes, urgent=handover.urgent) if service.destination == KIM else ()


def worded(catalogs: Catalogs, fact: dict[str, Any]) -> dict[str, Any]:
    """A fact of a package as ``ReleasedFact`` has it."""
    attribute, value, said = fact["attribute"], fact["value"], catalogs.param
    return {
        "attribute": attribute,
        "label": said(presentation.label(attribute), SOURCE),
        "value": value,
        "text": said(presentation.value(attribute, value, fact["status"]), SOURCE),
        "status": fact["status"],
    }

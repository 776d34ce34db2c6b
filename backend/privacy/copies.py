"""Everything that is stored about somebody, gathered for themselves (Art. 15 GDPR); still without a language.

What only steers the conversation is left out: the messages tell it. So are the machine's translations, which repeat
what was written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.cases.facts import StoredFact, history
from backend.cases.file import CaseFile
from backend.cases.presentation import label, value
from backend.cases.questions import ALONG, DECISIVE
from backend.consent.models import Consent
from backend.core.clock import local_date
from backend.handovers.models import Handover
from backend.handovers.standing import in_a_sentence
from backend.organisations.models import Service
from backend.privacy.sealing import Vault
from backend.transcripts.models import TRANSLATION, Message
from backend.transcripts.service import messages_after
from locales.wording import Param, Wording


@dataclass(frozen=True)
class Line:
    """A line with a word before it."""

    label: Param
    text: Param


@dataclass(frozen=True)
class Agreed:
    """A consent: its lines, and the text as it was agreed to, as shown and in German."""

    lines: tuple[Line, ...]
    shown: str
    german: str


@dataclass(frozen=True)
class Copy:
    """What a case holds. ``messages`` are the rows, opened with ``vault`` where they are put into words."""

    made_at: datetime
    operator: str
    answers: tuple[Line, ...]
    earlier: tuple[Line, ...]
    consents: tuple[Agreed, ...]
    handovers: tuple[Line, ...]
    messages: tuple[Message, ...]
    vault: Vault


async def of_case(file: CaseFile) -> Copy:
    """The copy of the case that is opened, with the messages of its conversation."""
    facts = [f for f in await history(file.session, file.case.id, file.vault) if f.attribute in {*DECISIVE, *ALONG}]
    messages = await messages_after(file.session, file.conversation.id)
    return Copy(
        made_at=file.now,
        operator=file.tenant.operator,
        answers=_facts(fact for fact in facts if fact.superseded_at is None),
        earlier=_facts(fact for fact in facts if fact.superseded_at is not None),
        consents=tuple(await _consents(file)),
        handovers=tuple(await _handovers(file)),
        messages=tuple(message for message in messages if message.kind != TRANSLATION),
        vault=file.vault,
    )


def _facts(facts: Iterable[StoredFact]) -> tuple[Line, ...]:
    return tuple(Line(label(f.attribute), value(f.attribute, f.value, f.status)) for f in facts)


async def _consents(file: CaseFile) -> list[Agreed]:
    query = select(Consent, Service.name).join(Service, Service.id == Consent.service_id)
    query = query.where(Consent.case_id == file.case.id).order_by(Consent.given_at)
    return [_agreed(consent, service, file.vault) for consent, service in await file.session.execute(query)]


def _agreed(consent: Consent, service: str, vault: Vault) -> Agreed:
    lines = [
        Line(_label("recipient"), service),
        Line(_label("given"), _day(consent.given_at)),
        Line(_label("until"), {"date": consent.valid_until.isoformat()}),
    ]
    if consent.revoked_at:
        lines.append(Line(_label("revoked"), _day(consent.revoked_at)))
    shown = vault.open("consent.text_shown", consent.text_shown)
    return Agreed(tuple(lines), shown, vault.open("consent.text_german", consent.text_german))


async def _handovers(file: CaseFile) -> list[Line]:
    query = select(Handover, Consent, Service).join(Service, Service.id == Handover.service_id)
    query = query.join(Consent, Consent.id == Handover.consent_id).where(Handover.case_id == file.case.id)
    return [
        Line(_day(handover.requested_at), (await in_a_sentence(file.session, handover, consent, service)).to_json())
        for handover, consent, service in await file.session.execute(query.order_by(Handover.requested_at))
    ]


def _day(moment: datetime) -> Param:
    return {"date": local_date(moment).isoformat()}


def _label(what: str) -> Param:
    return Wording.of("copy.label", what).to_json()

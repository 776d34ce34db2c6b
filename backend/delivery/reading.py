"""A handover as it is read by a partner without an account: what was released to it, and nothing beyond.

That is what would be sent to a system of its own, the conversation if it was released too, and what the partner has
asked the person, with the answers. Every reading is written down.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.questions import CONTACT
from backend.consent.models import Consent
from backend.consent.service import may_report
from backend.core.clock import local_date
from backend.core.context import Context
from backend.delivery.parcels import released, worded
from backend.delivery.schemas import Released, ReleasedFact
from backend.delivery.visits import Visit
from backend.handovers.asking import of_handover
from backend.handovers.lines import due, overdue
from backend.handovers.models import Handover
from backend.handovers.progress import Progress, asked_back
from backend.handovers.reading import Translations, translated
from backend.privacy import audit
from backend.privacy.sealing import Vault
from backend.transcripts import translations
from backend.transcripts.models import TRANSLATION, Conversation, Message
from backend.transcripts.service import messages_after
from locales.languages import SOURCE


@dataclass(frozen=True)
class Handed:
    """What the page of a handover shows."""

    handover: Handover
    conversation: Conversation
    released: Released
    #: How the person can be reached, in words.
    contact: list[ReleasedFact]
    #: Whether the person lets it be told what became of it.
    hears_back: bool
    vault: Vault
    messages: list[Message]
    translations: Translations
    progress: Progress
    #: As in ``OpenedCase``: the partner's people have no names here.
    responded_by: None = None


async def read(context: Context, visit: Visit) -> Handed:
    """The handover of a visit. Raises ``NotFound`` if it does not lie with the partner any more."""
    async with context.database.writing() as session:
        handover = await visit.partner.handover(session, visit.handover_id, local_date(context.clock()))
        audit.record(
            session,
            context.clock,
            tenant_id=handover.tenant_id,
            actor=("partner", visit.partner.cooperation_id),
            action="handover.opened",
            subject=("handover", handover.id),
        )
        opened = await _opened(context, session, handover)
    if context.settings.translates:
        await context.bus.publish(translations.TOPIC)
    return opened


async def _opened(context: Context, session: AsyncSession, handover: Handover) -> Handed:
    consent = await session.get_one(Consent, handover.consent_id)
    vault = await context.vault(session, handover.case_id)
    everything = await messages_after(session, handover.conversation_id)
    lines = await _lines(session, handover, consent, everything)
    if context.settings.translates:
        await translations.want(session, vault, lines, SOURCE, context.clock())
    facts = vault.open("handover.package", handover.package)["facts"]
    return Handed(
        handover=handover,
        conversation=await session.get_one(Conversation, handover.conversation_id),
        released=await released(context, session, handover),
        contact=[
            ReleasedFact.model_validate(worded(context.catalogs, fact))
            for fact in facts
            if fact["attribute"] in CONTACT
        ],
        hears_back=may_report(consent),
        vault=vault,
        messages=lines,
        translations=await translated(session, everything, {line.id for line in lines}),
        progress=Progress(
            holder=None,
            due=due(handover),
            overdue=overdue(handover, context.clock()),
            targets=[],
            sent_on=None,
            asked=await asked_back(session, handover.id),
        ),
    )


async def _lines(
    session: AsyncSession, handover: Handover, consent: Consent, everything: list[Message]
) -> list[Message]:
    said = [message for message in everything if message.kind != TRANSLATION]
    if consent.includes_transcript:
        return said
    asked = await of_handover(session, handover.id)
    theirs = {line for one in asked for line in (one.question_id, one.answer_id)}
    return [message for message in said if message.id in theirs]

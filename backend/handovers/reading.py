"""A case opened by staff: as far as it is theirs to see, and every reading of it written down."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook, StoredFact, history
from backend.cases.questions import ALONG, DECISIVE
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers import another_way
from backend.handovers.access import Sight, visible_case
from backend.handovers.asking import of_handover
from backend.handovers.brief import place
from backend.handovers.models import Handover
from backend.handovers.progress import Progress, progress_of
from backend.organisations.directory import Directory
from backend.organisations.models import Municipality, Service, Staff
from backend.privacy import audit
from backend.privacy.sealing import Vault
from backend.transcripts import translations
from backend.transcripts.models import TRANSLATION, Conversation, Message
from backend.transcripts.service import messages_after, text_of
from locales.languages import SOURCE


@dataclass(frozen=True)
class Earlier:
    """What became of an earlier handover, for whoever is responsible now: declined, redirected or ended."""

    service: str
    status: str
    reason: str | None
    outcome: str | None
    #: The service that it was sent on to.
    to: str | None
    #: For the first-contact desk alone.
    remark: str | None


@dataclass(frozen=True)
class Translations:
    """What the machine made of lines that may be seen: by (original, language)."""

    lines: dict[tuple[uuid.UUID, str], Message]
    #: ``wanted``, ``done`` or ``failed``
    states: dict[tuple[uuid.UUID, str], str]


@dataclass(frozen=True)
class OpenedCase:
    """A case as its page shows it; nothing in here goes beyond what ``sight`` allows."""

    sight: Sight
    vault: Vault
    town: str | None
    service: str | None
    owner: str | None
    responded_by: str | None
    #: The sealed package, opened; empty for the desk.
    package: dict[str, Any]
    facts: list[StoredFact]
    messages: list[Message]
    #: Lines that are, as they stand, the value of a fact that may be read, by id.
    own_words: dict[uuid.UUID, Message]
    translations: Translations
    earlier: list[Earlier]
    progress: Progress
    #: For the first-contact desk after a no: the services that it can name instead.
    other_ways: list[Service]

    @property
    def conversation(self) -> Conversation:
        """The conversation that the lines are of."""
        return self.sight.conversation

    @property
    def last_seq(self) -> int:
        """Number of the last line that may be seen, translations counted."""
        lines = [*self.messages, *self.translations.lines.values()]
        return max((line.seq for line in lines), default=0)


async def open_case(context: Context, staff: Staff, case_id: uuid.UUID, action: str = "case.opened") -> OpenedCase:
    """A case with everything its page shows; reading it is written down as ``action``.

    Raises ``NotFound`` if it is not theirs.
    """
    async with context.database.writing() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
        audit.by_staff(session, context.clock, staff, action, ("case_record", case_id))
        vault = await context.vault(session, case_id)
        opened = await _opened(context, session, sight, vault)
    if context.settings.translates:
        await context.bus.publish(translations.TOPIC)
    return opened


async def follow_case(context: Context, staff: Staff, case_id: uuid.UUID, seen: int) -> OpenedCase | None:
    """The case again, if its page may show lines beyond number ``seen``; else nothing is read and nothing written down.

    Raises ``NotFound`` if it is not theirs any more.
    """
    async with context.database.reading() as session:
        sight = await visible_case(session, staff, case_id, local_date(context.clock()))
        conversation = sight.conversation
        if conversation.last_seq <= seen:
            return None
        messages = await messages_after(session, conversation.id)
        shown = {message.id for message in await _visible(session, sight, messages)}
    if not any(message.seq > seen and _original(message) in shown for message in messages):
        return None
    return await open_case(context, staff, case_id, "case.followed")


async def _opened(context: Context, session: AsyncSession, sight: Sight, vault: Vault) -> OpenedCase:
    handover, conversation = sight.handover, sight.conversation
    package = vault.open("handover.package", handover.package) if handover else {}
    service = await session.get_one(Service, handover.service_id) if handover else None
    came_by = await session.get(Municipality, sight.case.municipality_id) if sight.case.municipality_id else None
    everything = await messages_after(session, conversation.id)
    facts = _released(sight, await history(session, sight.case.id, vault))
    shown = await _visible(session, sight, everything)
    own_words = _own_words(facts, everything, vault)
    readable = [*shown, *own_words.values()]
    if context.settings.translates:
        await translations.want(session, vault, readable, SOURCE, context.clock())
    town = package.get("attributes", {}).get("municipality")
    known = await FactBook.of(session, sight.case, vault)
    around = await Directory.of(session, sight.case.tenant_id, _town_key(town) or (came_by.key if came_by else None))
    now = context.clock()
    return OpenedCase(
        sight=sight,
        vault=vault,
        town=place(town) if handover else (came_by.name if came_by else None),
        service=service.name if service else None,
        owner=await _name(session, conversation.owner_staff_id),
        responded_by=await _name(session, handover.responded_by_id) if handover else None,
        package=package,
        facts=facts,
        messages=shown,
        own_words=own_words,
        translations=await translated(session, everything, {line.id for line in readable}),
        earlier=await _earlier(session, sight, vault) if sight.attended or _holds(sight) else [],
        progress=await progress_of(session, sight.case, handover, known, around, now),
        other_ways=await another_way.possible(session, sight, known, around, local_date(now)),
    )


def _town_key(town: Any) -> str | None:
    return town.get("key") if isinstance(town, dict) else None


def _holds(sight: Sight) -> bool:
    return sight.handover is not None and sight.case.holder_team_id == sight.team.id


def _original(message: Message) -> uuid.UUID | None:
    """The line that decides whether this one may be seen."""
    return message.reply_to_id if message.kind == TRANSLATION else message.id


def _own_words(facts: list[StoredFact], messages: list[Message], vault: Vault) -> dict[uuid.UUID, Message]:
    """A translation of them says no more than the fact itself."""
    by_id = {message.id: message for message in messages if message.sender == "person" and message.kind == "text"}
    told = ((by_id.get(fact.source_message_id), fact) for fact in facts if isinstance(fact.value, str))
    return {line.id: line for line, fact in told if line and text_of(line, vault).strip() == fact.value}


async def translated(session: AsyncSession, messages: list[Message], originals: set[uuid.UUID]) -> Translations:
    """What the machine made of lines: a translation may be seen by whoever may see its original, and by nobody else."""
    made = {(m.reply_to_id, m.language): m for m in messages if m.kind == TRANSLATION and m.reply_to_id in originals}
    return Translations(made, await translations.states(session, originals))


async def _name(session: AsyncSession, staff_id: uuid.UUID | None) -> str | None:
    return await session.scalar(select(Staff.name).where(Staff.id == staff_id))


def _released(sight: Sight, facts: list[StoredFact]) -> list[StoredFact]:
    """To a service only the attributes that the person has released to it; to the desk, once it attends, all."""
    if sight.attended:
        return [fact for fact in facts if _tells(fact.attribute)]
    released = set(sight.consent.attributes) if sight.consent else set()
    return [fact for fact in facts if fact.attribute in released]


async def _visible(session: AsyncSession, sight: Sight, messages: list[Message]) -> list[Message]:
    """The whole transcript if it was released; else only what was said while staff took part, and what the service has
    asked the person, with the answers. Without translations."""
    messages = [message for message in messages if message.kind != TRANSLATION]
    if sight.reads_transcript:
        return messages
    if sight.handover is None:
        return []
    asked = await of_handover(session, sight.handover.id)
    theirs = {line for one in asked for line in (one.question_id, one.answer_id)}
    together, with_staff = [], False
    for message in messages:
        with_staff = with_staff or message.key == "staff.took_over"
        if (with_staff and message.created_at >= sight.handover.requested_at) or message.id in theirs:
            together.append(message)
        with_staff = with_staff and message.key != "staff.gave_back"
    return together


async def _earlier(session: AsyncSession, sight: Sight, vault: Vault) -> list[Earlier]:
    """Remarks were written for the first-contact desk: nobody else reads them, whoever holds the case."""
    query = select(Handover, Service.name).join(Service, Service.id == Handover.service_id)
    query = query.where(Handover.case_id == sight.case.id, Handover.status.in_(("declined", "redirected", "ended")))
    rows = await session.execute(query.order_by(Handover.responded_at))
    return [await _became(session, row, service, vault, remarks=sight.attended) for row, service in rows.all()]


async def _became(session: AsyncSession, row: Handover, service: str, vault: Vault, *, remarks: bool) -> Earlier:
    to = await session.get_one(Service, row.redirect_to_id) if row.redirect_to_id else None
    field, reason = {
        "declined": ("decline_note", row.decline_reason or "other"),
        "redirected": ("redirect_note", row.redirect_reason),
        "ended": ("outcome_note", row.outcome_reason),
    }[row.status]
    written = getattr(row, field) if remarks else None
    return Earlier(
        service=service,
        status=row.status,
        reason=reason,
        outcome=row.outcome,
        to=to.name if to and row.status == "redirected" else None,
        remark=vault.open(f"handover.{field}", written) if written else None,
    )


def _tells(attribute: str) -> bool:
    """The others only steer the conversation, or are a consent, which stands elsewhere; a code is nobody's to read."""
    return attribute in DECISIVE or attribute in ALONG

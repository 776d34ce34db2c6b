"""The first stage: who is it, may it be stored, store it. Nothing has looked at the message before that."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions import flow
from actions.privacy import ERASE
from assistant.gateway.incoming import ChoiceIn, MessageIn, readable
from assistant.gateway.labels import typed_choice
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.core.errors import Conflict, Invalid, LotseError
from backend.organisations import directory
from backend.privacy import vaults
from backend.privacy.erasure import erase
from backend.privacy.retention import CONTACT_DAYS
from backend.privacy.sealing import Vault
from backend.transcripts import service as transcripts
from backend.transcripts.models import Conversation, Message, Turn
from backend.transcripts.schemas import ALWAYS, TOOLS, Chosen, Do, Utterance
from locales.catalogs import Catalogs
from locales.languages import base_of, is_offered
from locales.wording import Wording


@dataclass(frozen=True)
class Received:
    """A stored message."""

    message: Message
    vault: Vault
    language: str
    duplicate: bool = False


async def open_conversation(
    context: Context, *, language: str, channel: str, municipality: str | None, origin: str | None
) -> tuple[Conversation, str]:
    """A new contact: case, conversation, the notice and the first question. Needs no Rasa.

    Raises ``Invalid`` for an unknown language or town.
    """
    if not is_offered(language):
        raise Invalid(Wording("error.unknown_language"), "unknown_language")
    async with context.database.writing() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        town = await directory.municipality_by_key(session, tenant.id, municipality)
        if municipality and town is None:
            raise Invalid(Wording("error.unknown_municipality"), "unknown_municipality")
        case = CaseRecord(
            id=uuid.uuid4(),
            tenant_id=tenant.id,
            municipality_id=town.id if town else None,
            created_at=context.clock(),
            state="contact",
            mode="information",
            misses=0,
            facts_revision=0,
        )
        session.add(case)
        vaults.create_vault(session, context.master_key, case.id)
        conversation, token = transcripts.start_conversation(
            session, case, channel=channel, language=language, origin=origin, now=context.clock()
        )
        await session.flush()
        await _welcome(await CaseFile.open(session, context, conversation.id))
    return conversation, token


async def _welcome(file: CaseFile) -> None:
    params = {"operator": file.tenant.operator, "days": CONTACT_DAYS}
    file.case.open_question = "entry"
    for utterance in (
        Utterance(key="welcome.notice", params=params, kind="notice"),
        await flow.question(file, "entry"),
    ):
        transcripts.say(file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now)


async def receive(
    context: Context, conversation_id: uuid.UUID, token: str, incoming: MessageIn, written_in: str | None = None
) -> Received:
    """Store a message, once per client id, and leave a turn for it. Raises typed errors; nothing is half stored.

    ``written_in``: the language of its text, where that is certain.

    The one choice that is not stored is the one to erase everything: it is carried out at once (``Erased``).
    """
    async with context.database.writing() as session:
        await transcripts.authenticate(session, conversation_id, token)
        conversation = await transcripts.locked(session, conversation_id)
        vault = await context.vault(session, conversation.case_id)
        before = await transcripts.by_client_id(session, conversation_id, incoming.client_id)
        if before:
            _same_or_refuse(before, vault, incoming)
            return Received(before, vault, conversation.language, duplicate=True)
        text = readable(incoming.text) if incoming.text is not None else ""
        chosen = await (
            _chosen(session, conversation, vault, incoming.choice)
            if incoming.choice
            else _typed(session, conversation, vault, context.catalogs, text)
        )
        if chosen is None or chosen.do.intent != ERASE:
            text = text or (context.catalogs.param(chosen.label, conversation.language) if chosen else "")
            message = transcripts.record_person(
                session, conversation, vault,
                text=text, chosen=chosen, client_id=incoming.client_id, now=context.clock(),
                language=_mark(conversation.language, written_in),
            )  # fmt: skip
            return Received(message, vault, conversation.language)
        teams = await erase(session, conversation.case_id, requested_by="person", now=context.clock())
    raise Erased(teams)


def _mark(conversation: str, written: str | None) -> str:
    """Leichte Sprache is German: what is written in the conversation's language has its mark."""
    return written if written and written != base_of(conversation) else conversation


def _same_or_refuse(before: Message, vault: Vault, incoming: MessageIn) -> None:
    """A retry brings the same message; another one under the same id would be lost in silence."""
    chosen = transcripts.chosen_in(before, vault)
    if incoming.choice and chosen:
        same = (chosen.message_id, chosen.choice_id) == (incoming.choice.message_id, incoming.choice.choice_id)
    elif incoming.text is not None:
        same = transcripts.text_of(before, vault) == readable(incoming.text)
    else:
        same = False
    if not same:
        raise UsedClientId


async def _chosen(session: AsyncSession, conversation: Conversation, vault: Vault, choice: ChoiceIn) -> Chosen:
    offer = await _offer(session, conversation, choice)
    utterance = transcripts.utterance_of(offer, vault)
    if utterance is None:
        raise Invalid(Wording("error.unknown_choice"), "unknown_choice")
    tool = _tool(utterance, choice.choice_id)
    if tool:
        if not await _still_open(session, conversation, offer):
            raise StaleChoice
        label = {"key": f"choice.{choice.choice_id}", "params": {}}
        return Chosen(
            message_id=choice.message_id, choice_id=choice.choice_id, label=label, do=tool, question=offer.question
        )
    found = next((offered for offered in utterance.choices if offered.id == choice.choice_id), None)
    if found is None:
        raise Invalid(Wording("error.unknown_choice"), "unknown_choice")
    if offer.question and found.do.intent not in ALWAYS and not await _still_open(session, conversation, offer):
        raise StaleChoice
    return Chosen(
        message_id=choice.message_id, choice_id=found.id, label=found.label, do=found.do, question=offer.question
    )


async def _typed(
    session: AsyncSession, conversation: Conversation, vault: Vault, catalogs: Catalogs, text: str
) -> Chosen | None:
    """The button whose words were typed. One that has been answered meanwhile is no reason to lose what was written."""
    choice = await typed_choice(session, conversation, vault, catalogs, text)
    try:
        return await _chosen(session, conversation, vault, choice) if choice else None
    except StaleChoice:
        return None


async def _offer(session: AsyncSession, conversation: Conversation, choice: ChoiceIn) -> Message:
    """The message that offered the choice."""
    try:
        message = await session.get(Message, uuid.UUID(choice.message_id))
    except ValueError:
        message = None
    if message is None or message.conversation_id != conversation.id:
        raise Invalid(Wording("error.unknown_choice"), "unknown_choice")
    return message


async def _still_open(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    case = await session.get_one(CaseRecord, conversation.case_id)
    newer = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.seq > message.seq, Message.question == message.question
    )
    waiting = select(Turn.message_id).where(Turn.conversation_id == conversation.id, Turn.state == "pending")
    answered = select(Message).where(Message.id.in_(waiting), Message.kind == "choice", Message.seq > message.seq)
    taken = (await session.execute(newer)).first() or (await session.execute(answered)).first()
    return case.open_question == message.question and taken is None


def _tool(utterance: Utterance, choice_id: str) -> Do | None:
    if choice_id not in TOOLS or not getattr(utterance, TOOLS[choice_id]):
        return None
    return Do(intent="repeat", value="simpler") if choice_id == "simpler" else Do(intent=choice_id)


class StaleChoice(Conflict):
    """The question has been answered or replaced since."""

    code = "stale_choice"
    wording = Wording("error.stale_choice")


class UsedClientId(Conflict):
    """Another message was sent under this client id."""

    code = "client_id_used"


class Erased(LotseError):
    """Everything was erased, as was asked; there is no conversation any more."""

    code = "erased"
    status = 410
    wording = Wording("privacy.erased")

    def __init__(self, teams: list[uuid.UUID]) -> None:
        super().__init__(self.code)
        self.teams = teams

"""Writing and reading transcripts. Every function works inside the caller's transaction."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseRecord
from backend.core.errors import NotAllowed, NotFound
from backend.privacy.sealing import Sealed, Vault
from backend.transcripts.models import TRANSLATION, Conversation, Message, Turn
from backend.transcripts.schemas import Chosen, Utterance
from locales.catalogs import Catalogs

TOKEN_BYTES = 32


def hash_token(token: str) -> str:
    """Tokens are random and long, so a plain hash is enough to make a stolen table useless."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A secret that cannot be guessed."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def start_conversation(
    session: AsyncSession, case: CaseRecord, *, channel: str, language: str, origin: str | None, now: datetime
) -> tuple[Conversation, str]:
    """A conversation of ``case`` and its secret token, which is told once and kept as a hash."""
    token = new_token()
    conversation = Conversation(
        id=uuid.uuid4(),
        case_id=case.id,
        channel=channel,
        language=language,
        origin=origin,
        token_hash=hash_token(token),
        created_at=now,
        last_active_at=now,
        owner="assistant",
        owner_epoch=0,
        epoch=0,
        epoch_turns=0,
        last_seq=0,
    )
    session.add(conversation)
    return conversation, token


async def authenticate(session: AsyncSession, conversation_id: uuid.UUID, token: str) -> Conversation:
    """The conversation, if the token is its own; an unknown and a foreign one look the same."""
    conversation = await session.get(Conversation, conversation_id)
    known = conversation.token_hash if conversation else "0" * 64
    if not hmac.compare_digest(known, hash_token(token)) or conversation is None:
        raise NotAllowed
    return conversation


async def end_session(session: AsyncSession, conversation_id: uuid.UUID, token: str, now: datetime) -> None:
    """Make the token worthless, for good: the case stays, and no device can read or write in the conversation any more.

    Raises ``NotAllowed``.
    """
    await authenticate(session, conversation_id, token)
    conversation = await locked(session, conversation_id)
    conversation.token_hash = hash_token(new_token())
    conversation.ended_at = now


async def locked(session: AsyncSession, conversation_id: uuid.UUID) -> Conversation:
    """The conversation under its row lock: sequence numbers are given, and order is decided, only while it is held."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    conversation = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if conversation is None:
        raise NotFound
    return conversation


async def by_client_id(session: AsyncSession, conversation_id: uuid.UUID, client_id: str) -> Message | None:
    """The message that a page sent before under this id."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    return (await session.execute(query)).scalar_one_or_none()


def _append(session: AsyncSession, conversation: Conversation, now: datetime, **fields: Any) -> Message:
    conversation.last_active_at = now
    return _line(session, conversation, now, **fields)


def _line(session: AsyncSession, conversation: Conversation, now: datetime, **fields: Any) -> Message:
    conversation.last_seq += 1
    message = Message(
        id=uuid.uuid4(),
        conversation_id=conversation.id,
        case_id=conversation.case_id,
        seq=conversation.last_seq,
        created_at=now,
        **fields,
    )
    session.add(message)
    return message


def record_person(
    session: AsyncSession,
    conversation: Conversation,
    vault: Vault,
    *,
    text: str,
    chosen: Chosen | None,
    client_id: str,
    now: datetime,
    language: str | None = None,
) -> Message:
    """Store what a person wrote or chose, with a pending turn. The conversation must be locked.

    ``language``: in which it is written, if that is another one than the conversation's.
    """
    message = _append(
        session,
        conversation,
        now,
        sender="person",
        kind="choice" if chosen else "text",
        key=None,
        language=language or conversation.language,
        text=vault.seal("message.text", text),
        content=vault.seal("message.content", chosen.model_dump(mode="json")) if chosen else None,
        client_id=client_id,
    )
    session.add(Turn(message_id=message.id, conversation_id=conversation.id, seq=message.seq))
    return message


def say(
    session: AsyncSession,
    conversation: Conversation,
    vault: Vault,
    catalogs: Catalogs,
    utterance: Utterance,
    *,
    now: datetime,
    sender: str = "assistant",
    reply_to: uuid.UUID | None = None,
    activity: bool = True,
) -> Message:
    """Put an utterance into words and store it. The conversation must be locked.

    Key and parameters are kept beside the text as shown, so that staff can read the same message in German.
    ``activity``: somebody has done something; what comes of itself keeps no case longer than its people do.
    """
    language = utterance.only_in or conversation.language
    content = utterance.model_dump(mode="json", exclude={"key", "kind", "question"}, exclude_defaults=True)
    return (_append if activity else _line)(
        session,
        conversation,
        now,
        sender=sender,
        kind=utterance.kind,
        key=utterance.key,
        language=language,
        text=vault.seal("message.text", catalogs.text(utterance.key, language, utterance.params)),
        content=vault.seal("message.content", content),
        question=utterance.question,
        reply_to_id=reply_to,
    )


def write_as_staff(
    session: AsyncSession,
    conversation: Conversation,
    vault: Vault,
    text: str,
    *,
    language: str,
    author_id: uuid.UUID | None,
    now: datetime,
) -> Message:
    """Store what a member of staff wrote, or a partner without an account (None). The conversation must be locked."""
    return _append(
        session,
        conversation,
        now,
        sender="staff",
        kind="text",
        key=None,
        language=language,
        text=vault.seal("message.text", text),
        author_id=author_id,
    )


def add_translation(
    session: AsyncSession,
    conversation: Conversation,
    vault: Vault,
    original: Message,
    *,
    text: str,
    language: str,
    now: datetime,
) -> Message:
    """Store the machine's translation of a line. The conversation must be locked.

    The work of a machine is no activity: it keeps no case longer than its people do.
    """
    return _line(
        session,
        conversation,
        now,
        sender=original.sender,
        kind=TRANSLATION,
        key=None,
        language=language,
        text=vault.seal("message.text", text),
        reply_to_id=original.id,
    )


async def messages_after(session: AsyncSession, conversation_id: uuid.UUID, after: int = 0) -> list[Message]:
    """The messages with a higher sequence number, in order."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.seq > after)
    return list((await session.execute(query.order_by(Message.seq))).scalars())


def utterance_of(message: Message, vault: Vault) -> Utterance | None:
    """What was said before it was put into words; None for what people wrote themselves."""
    if message.key is None:
        return None
    content = vault.open("message.content", message.content) if isinstance(message.content, Sealed) else {}
    return Utterance.model_validate({"key": message.key, "kind": message.kind, "question": message.question, **content})


def chosen_in(message: Message, vault: Vault) -> Chosen | None:
    """The choice that a person's message took."""
    if message.sender != "person" or message.content is None:
        return None
    return Chosen.model_validate(vault.open("message.content", message.content))


def text_of(message: Message, vault: Vault) -> str:
    """The text as shown or written."""
    text: str = vault.open("message.text", message.text)
    return text

"""What was typed may be what could have been tapped: the words of a button count as the button.

Not for a consent, an erasure or taking a consent back: those are taps on what was shown (docs/decisions/0011).
"""

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.privacy import ERASE
from assistant.gateway.incoming import ChoiceIn
from backend.cases.models import CaseRecord
from backend.cases.questions import RETURN
from backend.privacy.sealing import Vault
from backend.transcripts.models import Conversation, Message
from backend.transcripts.schemas import TOOLS, Utterance
from backend.transcripts.service import utterance_of
from locales.catalogs import Catalogs
from nlu.text import fold

ONLY_TAPPED_INTENTS = frozenset({ERASE, "revoke_consent"})
ONLY_TAPPED_QUESTIONS = frozenset({"handover", RETURN, "agreement"})
#: As many of the latest messages are looked at; what stands further up cannot be answered any more.
LATEST = 8
LONGEST_LABEL = 120
_WORDS = re.compile(r"\w+")
_BRACKETS = re.compile(r"\([^)]*\)")


async def typed_choice(
    session: AsyncSession, conversation: Conversation, vault: Vault, catalogs: Catalogs, text: str
) -> ChoiceIn | None:
    """The one choice, offered now, whose words a text is; None if it is none, or could be several."""
    words = bare(text) if len(text) <= LONGEST_LABEL else ""
    if not words or conversation.owner != "assistant":
        return None
    found = {
        choice_id: message.id
        for message, said in await _open_offers(session, conversation, vault)
        for choice_id, label in _labels(said, catalogs, conversation.language)
        if words in {bare(label), bare(_BRACKETS.sub("", label))}
    }
    if len(found) != 1:
        return None
    choice_id, message_id = found.popitem()
    return ChoiceIn(message_id=str(message_id), choice_id=choice_id)


def bare(text: str) -> str:
    """Words alone, whatever the case, the accents and the punctuation."""
    return " ".join(_WORDS.findall(fold(text).text))


async def _open_offers(
    session: AsyncSession, conversation: Conversation, vault: Vault
) -> list[tuple[Message, Utterance]]:
    """The newest message that asks the open question, and the newest of all that offers something."""
    case = await session.get_one(CaseRecord, conversation.case_id)
    query = select(Message).where(Message.conversation_id == conversation.id, Message.key.is_not(None))
    latest = (await session.execute(query.order_by(Message.seq.desc()).limit(LATEST))).scalars()
    offers = [(message, said) for message in latest if (said := utterance_of(message, vault)) and _offers(said)]
    asking = [offer for offer in offers if offer[1].question and offer[1].question == case.open_question]
    beside = [offer for offer in offers[:1] if offer[1].question is None]
    return [*asking[:1], *beside]


def _offers(said: Utterance) -> bool:
    return said.question not in ONLY_TAPPED_QUESTIONS and bool(said.choices or said.question)


def _labels(said: Utterance, catalogs: Catalogs, language: str) -> Iterator[tuple[str, str]]:
    for choice in said.choices:
        if choice.do.intent not in ONLY_TAPPED_INTENTS:
            yield choice.id, catalogs.param(choice.label, language)
    for tool, flag in TOOLS.items():
        if said.question and getattr(said, flag):
            yield tool, catalogs.text(f"choice.{tool}", language, {})

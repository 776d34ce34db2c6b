"""Cases to test with."""

from typing import Any

from actions import speech
from assistant.gateway.reception import open_conversation
from backend.cases.decision import local_decision
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.responsibility.model import Decided
from backend.transcripts import service as transcripts
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Utterance


async def new_conversation(context: Context, language: str = "de", channel: str = "web") -> tuple[Conversation, str]:
    """A conversation that has just begun, and its token."""
    return await open_conversation(context, language=language, channel=channel, municipality=None, origin=None)


async def told_conversation(context: Context, language: str, **facts: Any) -> tuple[Conversation, str]:
    """A conversation in which these facts were stated and somebody has been named for them, and its token."""
    conversation, token = await new_conversation(context, language)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        source = (await transcripts.messages_after(session, conversation.id))[0].id
        for attribute, value in facts.items():
            await file.facts.record(attribute, value, "stated", source, file.now)
        await file.look_around()
        decided = local_decision(file)
        assert isinstance(decided, Decided), decided
        for utterance in speech.decision(file, decided):
            _say(file, utterance)
        file.case.told_revision = file.case.facts_revision
    return conversation, token


async def told_of_danger(context: Context, conversation: Conversation, key: str) -> None:
    """The answer to a danger has been given in a conversation."""
    async with context.database.writing() as session:
        _say(await CaseFile.open(session, context, conversation.id), Utterance(key=key, kind="safety"))


def _say(file: CaseFile, utterance: Utterance) -> None:
    transcripts.say(file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now)

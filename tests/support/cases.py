"""Cases to test with."""

from assistant.gateway.reception import open_conversation
from backend.core.context import Context
from backend.transcripts.models import Conversation


async def new_conversation(context: Context, language: str = "de", channel: str = "web") -> tuple[Conversation, str]:
    """A conversation that has just begun, and its token."""
    return await open_conversation(context, language=language, channel=channel, municipality=None, origin=None)

"""Who has a conversation open just now, and who is writing in it: signs that are given, shown and forgotten.

A sign is a wake-up and nothing else: no word of what is written travels, nothing is stored, and whoever is not looking
misses it. Signs are given only while a person answers, because the assistant needs no company, and a page takes one off
the screen when it has not been given again for some seconds.
"""

import uuid
from collections.abc import Collection
from typing import Literal, get_args

from backend.core.context import Context
from backend.core.pace import Pace
from backend.transcripts.models import Conversation

type Side = Literal["person", "staff"]
type Sign = Literal["here", "types"]
SIGNS: tuple[Sign, ...] = get_args(Sign.__value__)
#: Seconds between two signs of the same writer that are passed on.
WRITING_SECONDS = 2.0


def topic(conversation_id: uuid.UUID, side: Side, sign: Sign) -> str:
    """What a sign wakes."""
    return f"sign:{conversation_id}:{side}:{sign}"


def topics(conversation_id: uuid.UUID, side: Side) -> tuple[str, ...]:
    """What the signs of one side wake, for who looks from the other."""
    return tuple(topic(conversation_id, side, sign) for sign in SIGNS)


def signs_of(woken: Collection[str], conversation_id: uuid.UUID, side: Side) -> list[Sign]:
    """The signs that a wake-up brings."""
    return [sign for sign in SIGNS if topic(conversation_id, side, sign) in woken]


async def is_here(context: Context, conversation_id: uuid.UUID, side: Side) -> None:
    """Somebody has the conversation open, in which a person answers."""
    await context.bus.publish(topic(conversation_id, side, "here"))


async def types(context: Context, conversation: Conversation, side: Side, pace: Pace) -> None:
    """Somebody is writing; passed on if a person answers, and not more often than anybody can see (``pace``)."""
    goes_on = conversation.owner == "person" and conversation.ended_at is None
    if goes_on and pace.allows((conversation.id, side)):
        await context.bus.publish(topic(conversation.id, side, "types"))

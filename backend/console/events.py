"""Tells an open page that something has changed; the page then reads it anew. Nothing of a case travels here.

To whoever answers in a conversation it also tells that the person has it open, or is writing in it.
"""

import uuid
from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from backend.console.guard import STAFF_COOKIE
from backend.console.signing import Console
from backend.core.bus import Bus
from backend.core.clock import local_date
from backend.core.errors import NotAllowed, NotFound
from backend.handovers.access import team_ids, visible_case
from backend.handovers.coordination import coordinates
from backend.handovers.coordination import topic as coordination
from backend.organisations.accounts import SignIn
from backend.transcripts import presence
from backend.transcripts.models import Conversation

#: How often an idle stream says that it lives, and looks whether its reader is still signed in.
KEEP_ALIVE_SECONDS = 15.0
CHANGED = b"event: changed\ndata:\n\n"
ENDED = b"event: ended\ndata:\n\n"
ALIVE = b":\n\n"
SIGN = {sign: f"event: {sign}\ndata:\n\n".encode() for sign in presence.SIGNS}


def add_events(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/events")
    async def events(
        request: Request, case: uuid.UUID | None = None, who: SignIn = Depends(console.guard.follower)
    ) -> Response:
        topics, conversation = await _topics(console, who, case)
        stream = _stream(console, request.cookies.get(STAFF_COOKIE), topics, conversation)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _topics(console: Console, who: SignIn, case: uuid.UUID | None) -> tuple[list[str], uuid.UUID | None]:
    """An inbox hears of its teams, and of what is stuck where that is shown; a case page only of its own conversation,
    where answers to a handover show too."""
    async with console.context.database.reading() as session:
        if case:
            sight = await visible_case(session, who.staff, case, local_date(console.context.clock()))
            return [f"conversation:{sight.conversation.id}"], sight.conversation.id
        topics = [f"team:{team}" for team in await team_ids(session, who.staff)]
        if await coordinates(session, who.staff):
            topics.append(coordination(who.staff.tenant_id))
    if not topics:
        raise NotFound
    return topics, None


async def _stream(
    console: Console, token: str | None, topics: Sequence[str], conversation: uuid.UUID | None
) -> AsyncIterator[bytes]:
    signs = presence.topics(conversation, "person") if conversation else ()
    async for woken in wake_ups(console.context.bus, topics, KEEP_ALIVE_SECONDS, beside=signs):
        try:
            who = await console.accounts.signed_in(token, active=False)
        except NotAllowed:
            yield ENDED
            return
        if woken.intersection(topics):
            yield CHANGED
        elif not woken:
            yield ALIVE
        if conversation and await _answers(console, who, conversation):
            for sign in presence.signs_of(woken, conversation, "person"):
                yield SIGN[sign]
            if not woken.intersection(signs):
                await presence.is_here(console.context, conversation, "staff")


async def _answers(console: Console, who: SignIn, conversation_id: uuid.UUID) -> bool:
    """Whether it is this member of staff who answers there: only between those two do signs pass."""
    async with console.context.database.reading() as session:
        conversation = await session.get(Conversation, conversation_id)
    return conversation is not None and conversation.answered_by(who.staff.id) and conversation.ended_at is None


async def wake_ups(
    bus: Bus, topics: Sequence[str], every: float, beside: Sequence[str] = ()
) -> AsyncIterator[frozenset[str]]:
    """The topics that were woken, none after ``every`` seconds of silence; ends when the bus closes.

    The first come at once: what changed between the page and its stream is not lost. ``beside``: topics that pass by.
    """
    async with bus.listen(*topics, *beside) as waiter:
        yield frozenset(topics)
        while not waiter.closed:
            woken = await waiter.wait(every)
            if waiter.closed:
                return
            yield woken

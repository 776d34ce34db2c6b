"""Tells an open page that something has changed; the page then reads it anew. Nothing of a case travels here."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from backend.console.guard import STAFF_COOKIE
from backend.console.signing import Console
from backend.core.bus import Bus, Waiter
from backend.core.clock import local_date
from backend.core.errors import NotAllowed, NotFound
from backend.handovers.access import team_ids, visible_case
from backend.handovers.coordination import coordinates
from backend.handovers.coordination import topic as coordination
from backend.organisations.accounts import SignIn

#: How often an idle stream says that it lives, and looks whether its reader is still signed in.
KEEP_ALIVE_SECONDS = 15.0
CHANGED = b"event: changed\ndata:\n\n"
ENDED = b"event: ended\ndata:\n\n"
ALIVE = b":\n\n"


def add_events(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/events")
    async def events(
        request: Request, case: uuid.UUID | None = None, who: SignIn = Depends(console.guard.follower)
    ) -> Response:
        topics = await _topics(console, who, case)
        stream = _stream(console, request.cookies.get(STAFF_COOKIE), topics)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _topics(console: Console, who: SignIn, case: uuid.UUID | None) -> list[str]:
    """An inbox hears of its teams, and of what is stuck where that is shown; a case page only of its own conversation,
    where answers to a handover show too."""
    async with console.context.database.reading() as session:
        if case:
            sight = await visible_case(session, who.staff, case, local_date(console.context.clock()))
            return [f"conversation:{sight.conversation.id}"]
        topics = [f"team:{team}" for team in await team_ids(session, who.staff)]
        if await coordinates(session, who.staff):
            topics.append(coordination(who.staff.tenant_id))
    if not topics:
        raise NotFound
    return topics


async def _stream(console: Console, token: str | None, topics: Sequence[str]) -> AsyncIterator[bytes]:
    async for changed in wake_ups(console.context.bus, topics, KEEP_ALIVE_SECONDS):
        try:
            await console.accounts.signed_in(token, active=False)
        except NotAllowed:
            yield ENDED
            return
        yield CHANGED if changed else ALIVE


async def wake_ups(bus: Bus, topics: Sequence[str], every: float) -> AsyncIterator[bool]:
    """True when one of the topics was woken, False after ``every`` seconds of silence; ends when the bus closes.

    The first comes at once: what changed between the page and its stream is not lost.
    """
    async with AsyncExitStack() as stack:
        waiters = [await stack.enter_async_context(bus.listen(topic)) for topic in topics]
        yield True
        while not any(waiter.closed for waiter in waiters):
            woken = await _any(waiters, every)
            if any(waiter.closed for waiter in waiters):
                return
            yield woken


async def _any(waiters: Sequence[Waiter], seconds: float) -> bool:
    tasks = [asyncio.ensure_future(waiter.wait(seconds)) for waiter in waiters]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return any(task.result() for task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

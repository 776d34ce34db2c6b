"""What staff do in a conversation: answer in it instead of the assistant, and leave it again."""

import uuid
from collections.abc import Awaitable

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.console.cases import chosen, to_case, to_inbox
from backend.console.signing import Console
from backend.core.pace import Pace
from backend.handovers.another_way import propose
from backend.organisations.accounts import SignIn
from backend.transcripts import drafts, presence
from backend.transcripts.takeover import NotYours, Unread, close, give_back, offer_interpreter, take_over, write
from locales.languages import SOURCE


def add_talking(router: APIRouter, console: Console) -> None:
    """The routes by which a person answers."""

    @router.post("/cases/{case_id}/take-over")
    async def join(
        case_id: uuid.UUID, seen_epoch: int = Form(-1), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        missed = await _missed(take_over(console.context, who.staff, case_id, seen_epoch), case_id)
        return missed or to_case(case_id, "taken_over")

    @router.post("/cases/{case_id}/write")
    async def send(
        case_id: uuid.UUID,
        text: str = Form(""),
        language: str = Form(SOURCE),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        missed = await _missed(write(console.context, who.staff, case_id, text, language), case_id)
        return missed or RedirectResponse(f"/console/cases/{case_id}#write", 303)

    @router.post("/cases/{case_id}/interpreter")
    async def interpreter(case_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        missed = await _missed(offer_interpreter(console.context, who.staff, case_id), case_id)
        return missed or to_case(case_id, "interpreter_offered")


def add_drafts(router: APIRouter, console: Console) -> None:
    """The route by which a page keeps what is being written; whoever writes stays signed in."""
    pace = Pace(presence.WRITING_SECONDS)

    @router.post("/cases/{case_id}/draft")
    async def writing(
        case_id: uuid.UUID,
        text: str = Form(""),
        after: int = Form(...),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        conversation = await drafts.keep(console.context, who.staff, case_id, text, after)
        if text and conversation.answered_by(who.staff.id):
            await presence.types(console.context, conversation, "staff", pace)
        return Response(status_code=204)


def add_leaving(router: APIRouter, console: Console) -> None:
    """The routes by which the assistant gets a conversation back. ``seen``: the last line that the page has shown."""

    @router.post("/cases/{case_id}/give-back")
    async def leave(
        case_id: uuid.UUID, seen: int | None = Form(None), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        return await _left(give_back(console.context, who.staff, case_id, seen), case_id, "given_back")

    @router.post("/cases/{case_id}/close")
    async def finish(
        case_id: uuid.UUID, seen: int | None = Form(None), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        return await _left(close(console.context, who.staff, case_id, seen), case_id, "closed")


def add_another_way(router: APIRouter, console: Console) -> None:
    """The route by which the first-contact desk names another service after a no, and leaves with that."""

    @router.post("/cases/{case_id}/another-way")
    async def name(
        case_id: uuid.UUID,
        to: str = Form(""),
        seen: int | None = Form(None),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        return await _left(propose(console.context, who.staff, case_id, chosen(to), seen), case_id, "another_way")


async def _missed(doing: Awaitable[None], case_id: uuid.UUID) -> Response | None:
    """The page that says that somebody else answers by now; None if it was done."""
    try:
        await doing
    except NotYours:
        return to_case(case_id, "not_yours")
    return None


async def _left(leaving: Awaitable[bool], case_id: uuid.UUID, done: str) -> Response:
    try:
        still_theirs = await leaving
    except NotYours:
        return to_case(case_id, "not_yours")
    except Unread:
        return to_case(case_id, "unread")
    return to_case(case_id, done) if still_theirs else to_inbox(done)

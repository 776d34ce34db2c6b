"""The case page and what can be done there."""

import uuid

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.casework.access import works_on
from backend.console.signing import Console
from backend.console.views import view_of
from backend.core.errors import IllegalState
from backend.handovers.reading import follow_case, open_case
from backend.handovers.responses import NOTE_MAX, accept, decline
from backend.handovers.states import DECLINE_REASONS, FAILURES, OUTCOMES, REDIRECT_REASONS
from backend.merging.reading import beside
from backend.organisations.accounts import SignIn
from backend.transcripts.takeover import TEXT_MAX, NotYours, give_back, take_over, write
from locales.languages import SOURCE

DONE = (
    "accepted", "answered_before", "asked_back", "contacted", "given_back", "moved_on", "not_same", "not_yours",
    "parted", "redirected", "taken_over",
)  # fmt: skip


def add_cases(router: APIRouter, console: Console) -> None:
    """The routes that read."""

    @router.get("/cases/{case_id}")
    async def page(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        opened = await open_case(console.context, who.staff, case_id)
        values = {
            "case": view_of(opened, console.context.catalogs, who.staff),
            "signed_in": who,
            "here": f"/console/cases/{case_id}",
            "done": done if done in DONE else None,
            "decline_reasons": DECLINE_REASONS,
            "redirect_reasons": REDIRECT_REASONS,
            "outcomes": OUTCOMES,
            "failures": FAILURES,
            "note_max": NOTE_MAX,
            "text_max": TEXT_MAX,
            "casework": await works_on(console.context, who.staff, case_id),
            "related": await beside(console.context, who.staff, case_id),
            "translates": console.context.settings.translates,
        }
        return console.pages.render("case.html", who.staff.language, values)

    @router.get("/cases/{case_id}/transcript")
    async def part(case_id: uuid.UUID, seen: int = 0, who: SignIn = Depends(console.guard.follower)) -> Response:
        opened = await follow_case(console.context, who.staff, case_id, seen)
        if opened is None:
            return Response(status_code=204)
        view = view_of(opened, console.context.catalogs, who.staff)
        return console.pages.render("transcript.html", who.staff.language, {"case": view})


def add_answers(router: APIRouter, console: Console) -> None:
    """The routes by which a handover is answered."""

    @router.post("/cases/{case_id}/handovers/{handover_id}/accept")
    async def take_on(
        case_id: uuid.UUID, handover_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        try:
            await accept(console.context, who.staff, handover_id)
        except IllegalState:
            return to_case(case_id, "answered_before")
        return to_case(case_id, "accepted")

    @router.post("/cases/{case_id}/handovers/{handover_id}/decline")
    async def turn_down(
        case_id: uuid.UUID,
        handover_id: uuid.UUID,
        reason: str = Form(""),
        note: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await decline(console.context, who.staff, handover_id, reason, note)
        except IllegalState:
            return to_case(case_id, "answered_before")
        return to_inbox("declined")


def add_conversation(router: APIRouter, console: Console) -> None:
    """The routes by which a person answers instead of the assistant."""

    @router.post("/cases/{case_id}/take-over")
    async def join(
        case_id: uuid.UUID, seen_epoch: int = Form(-1), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        try:
            await take_over(console.context, who.staff, case_id, seen_epoch)
        except NotYours:
            return to_case(case_id, "not_yours")
        return to_case(case_id, "taken_over")

    @router.post("/cases/{case_id}/write")
    async def send(
        case_id: uuid.UUID,
        text: str = Form(""),
        language: str = Form(SOURCE),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await write(console.context, who.staff, case_id, text, language)
        except NotYours:
            return to_case(case_id, "not_yours")
        return RedirectResponse(f"/console/cases/{case_id}#write", 303)

    @router.post("/cases/{case_id}/give-back")
    async def leave(case_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        try:
            still_theirs = await give_back(console.context, who.staff, case_id)
        except NotYours:
            return to_case(case_id, "not_yours")
        return to_case(case_id, "given_back") if still_theirs else to_inbox("given_back")


def to_inbox(done: str) -> Response:
    """Back to the inbox, which says what was done."""
    return RedirectResponse(f"/console?done={done}", 303)


def to_case(case_id: uuid.UUID, done: str) -> Response:
    """Back to the case, whose page says what was done."""
    return RedirectResponse(f"/console/cases/{case_id}?done={done}", 303)

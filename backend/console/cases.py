"""The case page and what can be done there."""

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.casework.access import works_on
from backend.console.signing import Console
from backend.console.views import view_of
from backend.core.errors import IllegalState
from backend.handovers.reading import OpenedCase, follow_case, open_case
from backend.handovers.responses import NOTE_MAX, accept, decline
from backend.handovers.states import DECLINE_REASONS, FAILURES, OUTCOMES, REDIRECT_REASONS
from backend.interpreting.pool import of_case
from backend.merging.reading import beside
from backend.organisations.accounts import SignIn
from backend.organisations.directory import languages_of_team
from backend.replies.keeping import fitting
from backend.transcripts import drafts
from backend.transcripts.drafts import TEXT_MAX
from locales.languages import base_of

#: What a page can say after something was done; a link cannot make it say anything else.
DONE = (
    "accepted", "another_way", "answered_before", "asked_back", "closed", "contacted", "given_back",
    "interpreter_offered", "moved_on", "not_same", "not_yours", "parted", "redirected", "taken_over", "unread",
)  # fmt: skip


@dataclass(frozen=True)
class Begun:
    """A message that is being written, and in which language."""

    text: str
    language: str


def add_cases(router: APIRouter, console: Console) -> None:
    """The routes that read."""

    @router.get("/cases/{case_id}")
    async def page(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await case_page(console, who, case_id, done)

    @router.get("/cases/{case_id}/transcript")
    async def part(case_id: uuid.UUID, seen: int = 0, who: SignIn = Depends(console.guard.follower)) -> Response:
        opened = await follow_case(console.context, who.staff, case_id, seen)
        if opened is None:
            return Response(status_code=204)
        view = view_of(opened, console.context.catalogs, who.staff)
        return console.pages.render("transcript.html", who.staff.language, {"case": view})


async def case_page(
    console: Console, who: SignIn, case_id: uuid.UUID, done: str = "", begun: Begun | None = None
) -> Response:
    """The page of a case, with what somebody has begun to write, or that somebody else answers by now.

    Raises ``NotFound`` if it is not theirs.
    """
    opened = await open_case(console.context, who.staff, case_id)
    view = view_of(opened, console.context.catalogs, who.staff)
    if begun and not view.mine:
        done = "not_yours"
    values = {
        "case": view,
        "signed_in": who,
        "here": f"/console/cases/{case_id}",
        "done": done if done in DONE else None,
        "decline_reasons": DECLINE_REASONS,
        "redirect_reasons": REDIRECT_REASONS,
        "outcomes": OUTCOMES,
        "failures": FAILURES,
        "note_max": NOTE_MAX,
        "interpreting": await of_case(console.context, who.staff, case_id),
        "related": await beside(console.context, who.staff, case_id),
        "casework": await works_on(console.context, who.staff, case_id),
        **await _writing(console, who, opened, begun),
    }
    return console.pages.render("case.html", who.staff.language, values)


async def _writing(console: Console, who: SignIn, opened: OpenedCase, begun: Begun | None) -> dict[str, Any]:
    """What the part of the page needs in which staff write."""
    context, sight = console.context, opened.sight
    language = sight.conversation.language
    async with context.database.reading() as session:
        spoken = await languages_of_team(session, sight.team.id)
    return {
        "text_max": TEXT_MAX,
        "translates": context.settings.translates,
        "begun": begun,
        "draft": begun.text if begun else await drafts.kept(context, who.staff, sight.case.id),
        "replies": await fitting(context, who.staff, sight.team.id, language),
        "spoken": [{"language": code} for code in spoken],
        "speaks_it": base_of(language) in map(base_of, spoken),
    }


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


def to_inbox(done: str) -> Response:
    """On to the inbox, which says what was done."""
    return RedirectResponse(f"/console?done={done}", 303)


def to_case(case_id: uuid.UUID, done: str) -> Response:
    """On to the page of the case, which says what was done, or why it was not."""
    return RedirectResponse(f"/console/cases/{case_id}?done={done}", 303)


def chosen(of_list: str) -> uuid.UUID | None:
    """What a list of ours gave; None for nothing, and for what no list of ours gives."""
    try:
        return uuid.UUID(of_list)
    except ValueError:
        return None

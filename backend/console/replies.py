"""Ready replies: the pages on which a team keeps them, and putting one into a message that is being written."""

import uuid
from typing import Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.console.cases import Begun, case_page
from backend.console.signing import Console
from backend.core.errors import Invalid, NotFound
from backend.organisations.accounts import SignIn
from backend.replies import keeping
from backend.replies.keeping import TITLE_MAX, Written
from backend.transcripts import drafts
from backend.transcripts.drafts import TEXT_MAX
from locales.languages import SOURCE, offered

PAGE = "/console/replies"
#: What the page can say after something was done.
DONE = ("kept", "dropped")


def add_replies(router: APIRouter, console: Console) -> None:
    """The routes by which replies are written and dropped."""
    context, writer = console.context, console.guard.writer

    @router.get("/replies")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _list(console, who, Written(), done=done)

    @router.post("/replies")
    async def add(
        team: str = Form(""),
        language: str = Form(SOURCE),
        title: str = Form(""),
        text: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        written = Written(language, title, text)
        try:
            await keeping.add(context, who.staff, _id(team), written)
        except Invalid as error:
            return await _list(console, who, written, team=team, refused=error)
        return _back("kept")

    @router.get("/replies/{reply_id}")
    async def edit(reply_id: uuid.UUID, who: SignIn = Depends(console.guard.reader)) -> Response:
        reply = await keeping.one(context, who.staff, reply_id)
        return _form(console, who, reply_id, Written(reply.language, reply.title, reply.text))

    @router.post("/replies/{reply_id}")
    async def change(
        reply_id: uuid.UUID,
        language: str = Form(SOURCE),
        title: str = Form(""),
        text: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        written = Written(language, title, text)
        try:
            await keeping.change(context, who.staff, reply_id, written)
        except Invalid as error:
            return _form(console, who, reply_id, written, refused=error)
        return _back("kept")

    @router.post("/replies/{reply_id}/drop")
    async def drop(reply_id: uuid.UUID, who: SignIn = Depends(writer)) -> Response:
        await keeping.drop(context, who.staff, reply_id)
        return _back("dropped")


def add_inserting(router: APIRouter, console: Console) -> None:
    """The route by which a reply comes into the message that somebody is writing: the page comes back with both."""

    @router.post("/cases/{case_id}/insert")
    async def insert(
        case_id: uuid.UUID,
        reply: str = Form(""),
        text: str = Form(""),
        language: str = Form(SOURCE),
        after: int = Form(0),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        if not reply:
            return await case_page(console, who, case_id, begun=Begun(text, language))
        chosen = await keeping.one(console.context, who.staff, _id(reply))
        together = f"{text.rstrip()}\n\n{chosen.text}" if text.strip() else chosen.text
        if len(together) <= TEXT_MAX:
            await drafts.keep(console.context, who.staff, case_id, together, after)
        return await case_page(console, who, case_id, begun=Begun(together, chosen.language))


async def _list(
    console: Console, who: SignIn, written: Written, *, team: str = "", done: str = "", refused: Invalid | None = None
) -> Response:
    values = {
        **_fields(console, who, written, refused),
        "teams": await keeping.teams_of(console.context, who.staff), "team": team,
        "replies": await keeping.of_teams(console.context, who.staff), "done": done if done in DONE else None,
        "here": PAGE,
    }  # fmt: skip
    return console.pages.render("replies/list.html", who.staff.language, values, refused.status if refused else 200)


def _form(
    console: Console, who: SignIn, reply_id: uuid.UUID, written: Written, *, refused: Invalid | None = None
) -> Response:
    values = {**_fields(console, who, written, refused), "id": reply_id, "here": f"{PAGE}/{reply_id}"}
    return console.pages.render("replies/edit.html", who.staff.language, values, refused.status if refused else 200)


def _fields(console: Console, who: SignIn, written: Written, refused: Invalid | None) -> dict[str, Any]:
    problem = console.context.catalogs.say(refused.wording, who.staff.language) if refused else None
    return {
        "entered": written, "problem": problem, "languages": [language.code for language in offered()],
        "most": {"title": TITLE_MAX, "text": TEXT_MAX}, "signed_in": who,
    }  # fmt: skip


def _id(text: str) -> uuid.UUID:
    """What was chosen from a list. Raises ``NotFound`` for what no list of ours offers."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def _back(done: str) -> Response:
    return RedirectResponse(f"{PAGE}?done={done}", 303)

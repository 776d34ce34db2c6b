"""The inbox: what lies with one's teams and who waits, kept up to date while it is open."""

from fastapi import APIRouter, Depends, Response

from backend.console.signing import Console
from backend.handovers import inbox as records
from backend.organisations.accounts import SignIn

#: What a page can say after something was done; a link cannot make it say anything else.
DONE = ("declined", "given_back", "closed")


def add_inbox(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        found = await records.inbox(console.context, who.staff)
        values = {"inbox": found, "signed_in": who, "here": "/console", "done": done if done in DONE else None}
        return console.pages.render("inbox.html", who.staff.language, values)

    @router.get("/inbox")
    async def part(who: SignIn = Depends(console.guard.follower)) -> Response:
        found = await records.inbox(console.context, who.staff)
        return console.pages.render("inbox_list.html", who.staff.language, {"inbox": found})

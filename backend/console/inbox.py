"""The inbox: what lies with one's teams and who waits, kept up to date while it is open."""

from fastapi import APIRouter, Depends, Response

from backend.casework.reading import reminders
from backend.console.signing import Console
from backend.gaps.coordination import count_new
from backend.handovers import inbox as records
from backend.interpreting.pool import waiting
from backend.organisations.accounts import SignIn

#: What a page can say after something was done; a link cannot make it say anything else.
DONE = ("another_way", "declined", "given_back", "closed", "redirected", "ended")


def add_inbox(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        found = await records.inbox(console.context, who.staff)
        values = {
            **_list(found), "reviews": await reminders(console.context, who.staff), "signed_in": who,
            "gaps": await count_new(console.context, who.staff),
            "interpreters": await waiting(console.context, who.staff), "here": "/console",
            "done": done if done in DONE else None,
        }  # fmt: skip
        return console.pages.render("inbox.html", who.staff.language, values)

    @router.get("/inbox")
    async def part(who: SignIn = Depends(console.guard.follower)) -> Response:
        found = await records.inbox(console.context, who.staff)
        return console.pages.render("inbox_list.html", who.staff.language, _list(found))


def _list(found: records.Inbox) -> dict[str, object]:
    return {"inbox": found, "ended_days": records.ENDED_SHOWN_FOR.days}

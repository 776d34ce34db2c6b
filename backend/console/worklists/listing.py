"""The lists: one page of one list, kept up to date while it is open."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.cases.states import STATES
from backend.casework.access import CASE_MANAGEMENT
from backend.console.signing import Console
from backend.core.errors import NotFound
from backend.handovers.inbox import ENDED_SHOWN_FOR
from backend.handovers.lines import HandoverRow
from backend.organisations.accounts import SignIn
from backend.organisations.funding import may_own_kim
from backend.worklists.asked import LISTS, SORTS, Asked, filters_of
from backend.worklists.choices import choices
from backend.worklists.finding import case_by_reference
from backend.worklists.lists import Listing, listing
from backend.worklists.models import LONGEST_NAME
from backend.worklists.views import default_of, views_of
from locales.languages import offered

PAGE = "/console/lists"
#: What a page can say after something was done; a link cannot make it say anything else.
DONE = ("assigned", "nothing_ticked", "kept", "preferred", "forgotten", "not_found")
#: In which order each list can stand: an end has no deadline, and somebody who waits has none either.
SORTS_OF = {"waiting": ("urgent", "oldest", "newest"), "ended": ("newest", "oldest")}


def add_lists(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/lists")
    async def page(request: Request, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        if "list" not in request.query_params and not done:
            preferred = await default_of(console.context, who.staff)
            if preferred:
                return RedirectResponse(f"{PAGE}?{preferred.query}", 303)
        asked = Asked.of(request.query_params)
        return await list_page(console, who, asked, {"done": done if done in DONE else None})

    @router.get("/lists/part")
    async def part(request: Request, who: SignIn = Depends(console.guard.follower)) -> Response:
        found = await listing(console.context, who.staff, Asked.of(request.query_params))
        return console.pages.render("worklists/list.html", who.staff.language, shown(found, who))

    @router.post("/lists/find")
    async def find(
        reference: str = Form(""), query: str = Form(""), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        try:
            case_id = await case_by_reference(console.context, who.staff, reference)
        except NotFound:
            return to_list(Asked.of_query(query), "not_found")
        return RedirectResponse(f"/console/cases/{case_id}", 303)


async def list_page(console: Console, who: SignIn, asked: Asked, told: Mapping[str, Any]) -> Response:
    """The page of a list. ``told``: what was done, and what of it was refused."""
    found = await listing(console.context, who.staff, asked)
    async with console.context.database.reading() as session:
        values: dict[str, Any] = {
            **shown(found, who), "choices": await choices(session, who.staff),
            "views": await views_of(session, who.staff), "languages": [spoken.code for spoken in offered()],
            "states": STATES, "sorts": SORTS_OF.get(asked.list, SORTS),
            "filters": filters_of(asked.list), "longest_name": LONGEST_NAME,
            "signed_in": who, "here": PAGE, "done": None, "assigned": None, **told,
        }  # fmt: skip
    return console.pages.render("worklists/page.html", who.staff.language, values)


def shown(found: Listing, who: SignIn) -> dict[str, Any]:
    """What the part of the page reads that is kept up to date."""

    def may_pick(row: HandoverRow) -> bool:
        """Only what a team of case managers holds is given to one of them."""
        held = row.state is not None and row.state != "closed"
        return held and row.destination == CASE_MANAGEMENT and may_own_kim(who.staff)

    return {
        "listing": found,
        "asked": found.asked,
        "may_pick": may_pick,
        "names": [name for name in LISTS if name in found.counts],
        "ended_days": ENDED_SHOWN_FOR.days,
    }


def to_list(asked: Asked, done: str) -> Response:
    """Back to a list, which says what was done."""
    return RedirectResponse(f"{PAGE}?{asked.query}&done={done}", 303)

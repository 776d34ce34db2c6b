"""What can be done on a list: give several cases to a colleague, and keep, prefer and forget views."""

import uuid

from fastapi import APIRouter, Depends, Form, Response

from backend.casework.assignment import assign_all
from backend.console.signing import Console
from backend.console.worklists.listing import list_page, to_list
from backend.core.errors import NotFound
from backend.organisations.accounts import SignIn
from backend.worklists import views
from backend.worklists.asked import Asked

#: Who chooses this gives cases back to the team's queue.
QUEUE = "queue"


def add_assigning(router: APIRouter, console: Console) -> None:
    """The route by which cases are assigned."""

    @router.post("/lists/assign")
    async def assign(
        case: list[uuid.UUID] = Form(default_factory=list),
        to: str = Form(""),
        query: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        asked = Asked.of_query(query)
        if not case:
            return to_list(asked, "nothing_ticked")
        assigned = await assign_all(console.context, who.staff, case, _chosen(to))
        if assigned.refused:
            return await list_page(console, who, asked, {"assigned": assigned})
        return to_list(asked, "assigned")


def add_views(router: APIRouter, console: Console) -> None:
    """The routes by which views are kept."""
    context, writer = console.context, console.guard.writer

    @router.post("/lists/views")
    async def keep(
        name: str = Form(""), default: str = Form(""), query: str = Form(""), who: SignIn = Depends(writer)
    ) -> Response:
        asked = Asked.of_query(query)
        await views.keep(context, who.staff, name, asked, default=bool(default))
        return to_list(asked, "kept")

    @router.post("/lists/views/{view_id}/prefer")
    async def prefer(view_id: uuid.UUID, query: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await views.prefer(context, who.staff, view_id)
        return to_list(Asked.of_query(query), "preferred")

    @router.post("/lists/views/{view_id}/forget")
    async def forget(view_id: uuid.UUID, query: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await views.forget(context, who.staff, view_id)
        return to_list(Asked.of_query(query), "forgotten")


def _chosen(to: str) -> uuid.UUID | None:
    """Who was chosen, or the queue. Raises ``NotFound`` for what no list of ours offers."""
    if to == QUEUE:
        return None
    try:
        return uuid.UUID(to)
    except ValueError:
        raise NotFound from None

"""The agenda: what is overdue, due today and due soon, kept up to date while it is open."""

from typing import Any

from fastapi import APIRouter, Depends, Response

from backend.console.signing import Console
from backend.organisations.accounts import SignIn
from backend.worklists.agenda import agenda
from backend.worklists.sources import SOURCES

PAGE = "/console/agenda"


def add_agenda(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    async def shown(who: SignIn) -> dict[str, Any]:
        return {"parts": await agenda(console.context, who.staff, tuple(SOURCES.values()))}

    @router.get("/agenda")
    async def page(who: SignIn = Depends(console.guard.reader)) -> Response:
        values = {**await shown(who), "signed_in": who, "here": PAGE}
        return console.pages.render("worklists/agenda.html", who.staff.language, values)

    @router.get("/agenda/part")
    async def part(who: SignIn = Depends(console.guard.follower)) -> Response:
        return console.pages.render("worklists/agenda_list.html", who.staff.language, await shown(who))

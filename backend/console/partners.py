"""Partners: with whom there is an agreement, and what did not reach them."""

import uuid

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from backend.console.signing import Console
from backend.core.clock import local_date
from backend.core.errors import IllegalState
from backend.delivery.review import give_up, send_again, undelivered
from backend.handovers import cooperation
from backend.organisations.accounts import SignIn

PAGE = "/console/partners"
#: What the page can say after something was done.
DONE = ("tried_again", "given_up", "seen_to_before")


def add_partners(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/partners")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        async with console.context.database.reading() as session:
            failing = await undelivered(session, who.staff)
            agreements = await cooperation.of_tenant(session, who.staff.tenant_id)
        values = {
            "failing": failing,
            "agreements": agreements,
            "today": local_date(console.context.clock()),
            "done": done if done in DONE else None,
            "signed_in": who,
            "here": PAGE,
        }
        return console.pages.render("partners.html", who.staff.language, values)

    @router.post("/partners/{item_id}/again")
    async def again(item_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        try:
            await send_again(console.context, who.staff, item_id)
        except IllegalState:
            return _partners("seen_to_before")
        return _partners("tried_again")

    @router.post("/partners/{item_id}/give-up")
    async def end(item_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        try:
            await give_up(console.context, who.staff, item_id)
        except IllegalState:
            return _partners("seen_to_before")
        return _partners("given_up")


def _partners(done: str) -> Response:
    return RedirectResponse(f"{PAGE}?done={done}", 303)

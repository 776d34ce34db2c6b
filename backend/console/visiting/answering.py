"""Behind the door: what a partner without an account can do with the handover, by the functions that staff use."""

from fastapi import APIRouter, Depends, Form, Response

from backend.console.visiting.entrance import to_page
from backend.console.visiting.reception import VISIT_COOKIE, Reception, page_of
from backend.core.errors import IllegalState
from backend.delivery.visits import Visit, leave
from backend.handovers.asking import ask_back
from backend.handovers.ending import contacted, end
from backend.handovers.responses import accept, decline
from locales.languages import SOURCE


def add_answers(router: APIRouter, reception: Reception) -> None:
    """The routes by which a handover is answered."""
    context = reception.context

    @router.post("/{token}/accept")
    async def take_on(token: str, visit: Visit = Depends(reception.visitor)) -> Response:
        try:
            await accept(context, visit.partner, visit.handover_id)
        except IllegalState:
            return to_page(token, "answered_before")
        return to_page(token, "accepted")

    @router.post("/{token}/decline")
    async def turn_down(
        token: str, reason: str = Form(""), note: str = Form(""), visit: Visit = Depends(reception.visitor)
    ) -> Response:
        try:
            await decline(context, visit.partner, visit.handover_id, reason, note)
        except IllegalState:
            return to_page(token, "answered_before")
        return to_page(token, "declined")


def add_loop(router: APIRouter, reception: Reception) -> None:
    """The routes of what comes after the first yes or no."""
    context = reception.context

    @router.post("/{token}/ask")
    async def ask(
        token: str, text: str = Form(""), language: str = Form(SOURCE), visit: Visit = Depends(reception.visitor)
    ) -> Response:
        await ask_back(context, visit.partner, visit.handover_id, text, language)
        return to_page(token, "asked_back")

    @router.post("/{token}/contacted")
    async def reached(token: str, visit: Visit = Depends(reception.visitor)) -> Response:
        try:
            await contacted(context, visit.partner, visit.handover_id)
        except IllegalState:
            return to_page(token, "moved_on")
        return to_page(token, "contacted")

    @router.post("/{token}/end")
    async def close(
        token: str,
        outcome: str = Form(""),
        reason: str = Form(""),
        note: str = Form(""),
        visit: Visit = Depends(reception.visitor),
    ) -> Response:
        try:
            await end(context, visit.partner, visit.handover_id, outcome, reason or None, note)
        except IllegalState:
            return to_page(token, "moved_on")
        return to_page(token, "ended")


def add_leaving(router: APIRouter, reception: Reception) -> None:
    """The route by which a visit ends before its time."""
    context = reception.context

    @router.post("/{token}/leave")
    async def go(token: str, visit: Visit = Depends(reception.visitor)) -> Response:
        await leave(context, visit)
        response = to_page(token)
        response.delete_cookie(VISIT_COOKIE, path=page_of(token))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

"""In front of the door: whose Lotse this is, a code to be sent and typed in, or where the link leads now."""

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.guard import demand_token
from backend.console.visiting.reception import FORM_COOKIE, VISIT_COOKIE, Reception, page_of
from backend.console.visiting.views import page_values
from backend.core.errors import LotseError, NotAllowed
from backend.delivery.doors import Door, look
from backend.delivery.posting import CODE_DIGITS, CODE_MINUTES, NotPosted, TooManyCodes, send_code, send_link
from backend.delivery.reading import read
from backend.delivery.visits import NoCode, WrongCode, begin, visiting

#: What the page can say after something was done: of the handover, of one that is over, and before it is open.
DONE = ("accepted", "answered_before", "asked_back", "contacted", "moved_on")
OVER = ("declined", "ended")
SENT = "code_sent"
GONE = 410


def add_page(router: APIRouter, reception: Reception) -> None:
    """What a link shows: the handover during a visit, else the way to one."""
    context = reception.context

    @router.get("/{token}")
    async def page(token: str, request: Request, done: str = "") -> Response:
        door = await look(context, token)
        if door.leads != "open":
            return _shut(reception, request, token, door, done if done in OVER else None)
        try:
            visit = await visiting(context, door, request.cookies.get(VISIT_COOKIE))
        except NotAllowed:
            return _code_form(reception, request, token, door, sent=done == SENT)
        values = page_values(await read(context, visit), context.catalogs)
        told = {"visit": visit, "tenant": door.tenant.name, "done": done if done in DONE else None}
        return reception.render(request, token, "handover.html", {**values, **told})


def add_codes(router: APIRouter, reception: Reception) -> None:
    """The routes by which a visit begins."""
    context = reception.context

    @router.post("/{token}/code")
    async def ask_for_code(token: str, request: Request) -> Response:
        await demand_token(request, request.cookies.get(FORM_COOKIE, ""))
        try:
            await send_code(context, reception.mail, token)
        except (TooManyCodes, NotPosted) as problem:
            return _code_form(reception, request, token, await look(context, token), problem=problem)
        return to_page(token, SENT)

    @router.post("/{token}/visit")
    async def enter(token: str, request: Request, code: str = Form("")) -> Response:
        await demand_token(request, request.cookies.get(FORM_COOKIE, ""))
        try:
            opened = await begin(context, token, code)
        except (WrongCode, NoCode) as problem:
            return _code_form(reception, request, token, await look(context, token), problem=problem)
        response = to_page(token)
        reception.set_cookie(response, token, VISIT_COOKIE, opened)
        response.delete_cookie(FORM_COOKIE, path=page_of(token))
        return response


def add_new_link(router: APIRouter, reception: Reception) -> None:
    """The route of whoever has a link that is too old."""
    context = reception.context

    @router.post("/{token}/link")
    async def ask_for_link(token: str, request: Request) -> Response:
        await demand_token(request, request.cookies.get(FORM_COOKIE, ""))
        door = await look(context, token)
        try:
            await send_link(context, reception.mail, token)
        except NotPosted as problem:
            return _shut(reception, request, token, door, problem=problem)
        return reception.render(request, token, "link_sent.html", {"tenant": door.tenant.name, "here": None})


def to_page(token: str, done: str = "") -> RedirectResponse:
    """Back to where the link leads, which says what was done."""
    return RedirectResponse(f"{page_of(token)}?done={done}" if done else page_of(token), 303)


def _code_form(
    reception: Reception,
    request: Request,
    token: str,
    door: Door,
    *,
    sent: bool = False,
    problem: LotseError | None = None,
) -> Response:
    fixed = {"digits": CODE_DIGITS, "minutes": CODE_MINUTES}
    values = {"tenant": door.tenant.name, "sent": sent, "problem": problem, **fixed}
    return _form(reception, request, token, "code.html", values, problem.status if problem else 200)


def _shut(
    reception: Reception,
    request: Request,
    token: str,
    door: Door,
    done: str | None = None,
    problem: LotseError | None = None,
) -> Response:
    values = {"tenant": door.tenant.name, "leads": door.leads, "done": done, "problem": problem}
    return _form(reception, request, token, "shut.html", values, problem.status if problem else GONE)


def _form(
    reception: Reception, request: Request, token: str, template: str, values: Mapping[str, object], status: int
) -> Response:
    csrf = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    response = reception.render(request, token, template, {**values, "csrf": csrf}, status)
    reception.set_cookie(response, token, FORM_COOKIE, csrf)
    return response

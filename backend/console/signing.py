"""Signing in and out, and the language of the console."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.guard import PATH, SIGN_IN, STAFF_COOKIE, Guard, demand_token, language_of, own_path
from backend.console.pages import Pages, console_languages
from backend.core.context import Context
from backend.core.errors import NotAllowed
from backend.organisations.accounts import Accounts, SignIn, TooManyTries
from locales.wording import Wording

DEVICE_COOKIE = "lotse_device"
#: Before there is a sign-in, its form is tied to the browser by this cookie, so that nobody is signed in as another.
FORM_COOKIE = "lotse_form"
DEVICE_SECONDS = 180 * 24 * 3600
#: The same sign-in for the part of the API that is for staff; the console's own cookie never leaves the console.
API_COOKIE = "lotse_staff_api"
API_PATH = "/api/v1/responsibility"


@dataclass(frozen=True)
class Console:
    """What the console's routes share."""

    context: Context
    accounts: Accounts
    guard: Guard
    pages: Pages

    def set_cookie(
        self, response: Response, name: str, value: str, max_age: int | None = None, *, path: str = PATH
    ) -> None:
        """A cookie that scripts cannot read and other sites cannot send."""
        secure = self.context.settings.secure_cookies
        response.set_cookie(name, value, max_age, path=path, secure=secure, httponly=True, samesite="strict")


def add_sign_in(router: APIRouter, console: Console) -> None:
    """The routes for whoever has not signed in yet."""

    @router.get("/sign-in")
    async def sign_in_form(request: Request, language: str = "", next: str = "") -> Response:  # noqa: A002  a link's word
        known = {spoken.code for spoken in console_languages()}
        return _form(console, request, language if language in known else language_of(request), own_path(next))

    @router.post("/sign-in")
    async def sign_in(
        request: Request,
        login: str = Form(""),
        password: str = Form(""),
        language: str = Form(""),
        next: str = Form(""),  # noqa: A002
    ) -> Response:
        await demand_token(request, request.cookies.get(FORM_COOKIE, ""))
        try:
            return await _signed_in(console, request, login, password, own_path(next))
        except TooManyTries as error:
            problem, status = Wording("console.sign_in.too_many", {"n": error.seconds}), error.status
        except NotAllowed as error:
            problem, status = Wording("console.sign_in.wrong"), error.status
        return _form(console, request, language, own_path(next), problem, login, status)


def add_account(router: APIRouter, console: Console) -> None:
    """The routes for whoever is signed in."""

    @router.post("/sign-out")
    async def sign_out(who: SignIn = Depends(console.guard.writer)) -> Response:
        await console.accounts.sign_out(who)
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(STAFF_COOKIE, path=PATH)
        response.delete_cookie(API_COOKIE, path=API_PATH)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    @router.post("/language")
    async def speak(
        language: str = Form(""),
        next: str = Form(""),  # noqa: A002
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        if language in {spoken.code for spoken in console_languages()}:
            await console.accounts.speak(who, language)
        return RedirectResponse(own_path(next), 303)


async def _signed_in(console: Console, request: Request, login: str, password: str, after: str) -> Response:
    token, device = request.cookies.get(STAFF_COOKIE), request.cookies.get(DEVICE_COOKIE)
    opened = await console.accounts.sign_in(login, password, token=token, device=device)
    response = RedirectResponse(after, 303)
    console.set_cookie(response, STAFF_COOKIE, opened.token)
    console.set_cookie(response, API_COOKIE, opened.token, path=API_PATH)
    console.set_cookie(response, DEVICE_COOKIE, opened.device, DEVICE_SECONDS)
    response.delete_cookie(FORM_COOKIE, path=PATH)
    return response


def _form(
    console: Console,
    request: Request,
    language: str,
    after: str,
    problem: Wording | None = None,
    login: str = "",
    status: int = 200,
) -> Response:
    spoken = language if language in {known.code for known in console_languages()} else language_of(request)
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    values = {
        "csrf": token,
        "after": after,
        "login": login,
        "problem": console.pages.catalogs.say(problem, spoken) if problem else None,
        "signed_in": None,
    }
    response = console.pages.render("sign_in.html", spoken, values, status)
    console.set_cookie(response, FORM_COOKIE, token)
    return response

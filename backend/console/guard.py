"""The gate of the console: who is asking, did the request come from our own form, and what a refusal looks like."""

import hmac
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from backend.console.pages import HEADERS, Pages, preferred
from backend.core.errors import LotseError, NotAllowed, NotFound
from backend.offers.exchange.limits import MOST_BYTES, MOST_MEGABYTES
from backend.organisations.accounts import Accounts, SignIn
from locales.wording import Wording

STAFF_COOKIE = "lotse_staff"
PATH = "/console"
SIGN_IN = f"{PATH}/sign-in"
LONGEST_FORM = 64 * 1024
#: The one form that carries a file, and how long it may be with the file.
UPLOAD = f"{PATH}/offers/import"
LONGEST_UPLOAD = MOST_BYTES + LONGEST_FORM
#: Makes the page for a failure.
type Refuse = Callable[[Pages, Request, LotseError], Response]
_OWN_PATH = re.compile(r"/console(/[A-Za-z0-9/-]*)?")


class Forged(LotseError):
    """A request that did not come from a form of this sign-in."""

    code = "forged"
    status = 403
    wording = Wording("console.error.forged")


class TooLong(LotseError):
    """No form of the console is that long."""

    code = "too_long"
    status = 413
    wording = Wording("console.error.too_long")


class TooLargeFile(TooLong):
    """No file is read that is that large."""

    wording = Wording("console.offers.import.refused.too_large", {"most": MOST_MEGABYTES})


class Guard:
    """Dependencies of the routes; each of them needs exactly one."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def reader(self, request: Request) -> SignIn:
        """Somebody who is signed in and looks at a page. Raises ``NotAllowed``."""
        return await self._who(request, active=True)

    async def follower(self, request: Request) -> SignIn:
        """A page that keeps itself up to date: an inbox left alone must not stay signed in. Raises ``NotAllowed``."""
        return await self._who(request, active=False)

    async def writer(self, request: Request) -> SignIn:
        """Somebody who is signed in and sends a form of this sign-in. Raises ``NotAllowed``, ``Forged``."""
        sign_in = await self._who(request, active=True)
        await demand_token(request, sign_in.csrf)
        return sign_in

    async def _who(self, request: Request, *, active: bool) -> SignIn:
        sign_in = await self._accounts.signed_in(request.cookies.get(STAFF_COOKIE), active=active)
        request.state.language = sign_in.staff.language
        return sign_in


async def demand_token(request: Request, expected: str) -> None:
    """Compare the token of a form or of a fetch (header ``X-CSRF-Token``) in constant time. Raises ``Forged``."""
    sent = request.headers.get("X-CSRF-Token") or (await request.form()).get("csrf")
    if not expected or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise Forged


def own_path(path: str | None) -> str:
    """Where to go after signing in: a page of the console, whatever a link says."""
    return path if path and _OWN_PATH.fullmatch(path) else PATH


def language_of(request: Request) -> str:
    """The language of whoever is asking: of the member of staff, or what the browser prefers."""
    spoken: str | None = getattr(request.state, "language", None)
    return spoken or preferred(request.headers.get("Accept-Language", ""))


def console_route(pages: Pages, refuse: Refuse | None = None) -> type[APIRoute]:
    """A route class that answers expected failures with pages, and puts the console's headers on every answer."""
    refused = refuse or refusal

    class ConsoleRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    _check_length(request)
                    response = await inner(request)
                except LotseError as error:
                    response = refused(pages, request, error)
                except (RequestValidationError, HTTPException):  # an address or a form that no page of ours made
                    response = refused(pages, request, NotFound())
                for name, value in HEADERS.items():
                    response.headers[name] = value
                return response

            return handle

    return ConsoleRoute


def _check_length(request: Request) -> None:
    if request.method == "POST":
        length = request.headers.get("Content-Length", "")
        most = LONGEST_UPLOAD if request.url.path == UPLOAD else LONGEST_FORM
        if not length.isdecimal() or int(length) > most:
            raise _too_long(request)


def _too_long(request: Request) -> LotseError:
    return TooLargeFile() if request.url.path == UPLOAD else TooLong()


def refused_length(pages: Pages, request: Request) -> Response:
    """The page for a request that was refused for its length before it came to a route."""
    response = refusal(pages, request, _too_long(request))
    response.headers.update(HEADERS)
    return response


def refusal(pages: Pages, request: Request, error: LotseError) -> Response:
    """What a failure looks like: signing in first, or a page that says what happened and where to go on."""
    if isinstance(error, NotAllowed) and request.method == "GET":
        return RedirectResponse(f"{SIGN_IN}?next={own_path(request.url.path)}", 303)
    own = error.wording.key.startswith("console.")
    wording = error.wording if own else Wording.of("console", "error", error.code)
    values = {"text": pages.catalogs.say(wording, language_of(request)), "signed_in": None}
    return pages.render("error.html", language_of(request), values, error.status)

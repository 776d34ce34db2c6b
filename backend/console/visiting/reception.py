"""What the pages for partners share: who visits, cookies of one link only, languages, and what a refusal looks like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from backend.console.guard import demand_token
from backend.console.pages import Pages, console_languages, preferred
from backend.core.context import Context
from backend.core.errors import LotseError, NotAllowed, NotFound
from backend.delivery.doors import look
from backend.delivery.visits import VALID_FOR, Visit, visiting
from backend.mail.outbox import Outbox
from locales.wording import Wording

PATH = "/partner"
VISIT_COOKIE = "lotse_partner"
#: Before there is a visit, its forms are tied to the browser by this cookie.
FORM_COOKIE = "lotse_partner_form"
LANGUAGE_COOKIE = "lotse_partner_language"


@dataclass(frozen=True)
class Reception:
    """``mail``: where mails go; None where none are sent."""

    context: Context
    mail: Outbox | None
    pages: Pages

    async def visitor(self, token: str, request: Request) -> Visit:
        """Somebody who has typed in the code and sends a form of this visit.

        Raises ``NotFound``, ``Shut``, ``NotAllowed``, ``Forged``.
        """
        visit = await visiting(self.context, await look(self.context, token), request.cookies.get(VISIT_COOKIE))
        await demand_token(request, visit.csrf)
        return visit

    def render(
        self, request: Request, token: str, template: str, values: Mapping[str, Any], status: int = 200
    ) -> Response:
        """A page in the language of whoever looks at it, which is kept once it was chosen."""
        language = language_of(request)
        whole = {"here": page_of(token), "visit": None, **values}
        response = self.pages.render(f"visiting/{template}", language, whole, status)
        if request.query_params.get("language") == language:
            self.set_cookie(response, token, LANGUAGE_COOKIE, language)
        return response

    def set_cookie(self, response: Response, token: str, name: str, value: str) -> None:
        """A cookie that scripts cannot read, other sites cannot send, and no other link gets."""
        response.set_cookie(
            name,
            value,
            int(VALID_FOR.total_seconds()),
            path=page_of(token),
            secure=self.context.settings.secure_cookies,
            httponly=True,
            samesite="strict",
        )


def page_of(token: str) -> str:
    """The path of a link."""
    return f"{PATH}/{token}"


def language_of(request: Request) -> str:
    """The language that was chosen, or that the browser prefers."""
    known = {spoken.code for spoken in console_languages()}
    chosen = (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE))
    return next((code for code in chosen if code in known), None) or preferred(
        request.headers.get("Accept-Language", "")
    )


def refusal(pages: Pages, request: Request, error: LotseError) -> Response:
    """A page that says what happened, and leads back to where the link leads."""
    unknown = isinstance(error, NotFound) and request.method == "GET"
    values = {
        "text": pages.catalogs.say(_wording(error), language_of(request)),
        "here": None if unknown else page_of(request.path_params.get("token", "")),
        "visit": None,
        "tenant": None,
    }
    return pages.render("visiting/error.html", language_of(request), values, error.status)


def _wording(error: LotseError) -> Wording:
    if error.wording.key.startswith("console."):
        return error.wording
    own = isinstance(error, NotFound | NotAllowed)
    return Wording.of("console", "visit", "error", error.code) if own else Wording.of("console", "error", error.code)

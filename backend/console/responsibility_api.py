"""The rules over HTTP, for staff: one record in, one decision out. Nothing is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyCookie

from backend.console.responsibility import locality_for
from backend.console.signing import API_COOKIE, API_PATH
from backend.console.wordings import explained
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotAllowed
from backend.organisations.accounts import Accounts, SignIn
from backend.responsibility.interchange import BadRecord, route
from locales.errors import UnknownLanguageError
from locales.languages import SOURCE, find
from locales.wording import Wording

LONGEST_NAME = 64
_COOKIE = APIKeyCookie(name=API_COOKIE, auto_error=False, description="Set when signing in to the console")
_EXAMPLE = {"attributes": {"age": 35, "needs": ["work"], "residence_title": "duldung"}, "ref_date": "2026-03-02"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"description": "Nobody is signed in."},
    422: {"description": "The record cannot be decided: which field, and why."},
}


def responsibility_api(context: Context) -> APIRouter:
    """``POST /api/v1/responsibility/decide``."""
    router = APIRouter(prefix=API_PATH, tags=["responsibility"], responses=_RESPONSES)
    accounts = Accounts(context)

    async def staff(token: Annotated[str | None, Depends(_COOKIE)]) -> SignIn | None:
        try:
            return await accounts.signed_in(token)
        except NotAllowed:
            return None

    @router.post("/decide")
    async def decide(
        who: Annotated[SignIn | None, Depends(staff)],
        record: Annotated[Any, Body(examples=[_EXAMPLE])] = None,
        language: Annotated[str, Query(max_length=16)] = SOURCE,
        municipality: Annotated[str | None, Query(max_length=64)] = None,
    ) -> JSONResponse:
        """Who is responsible for a constellation, why, and which question would decide it.

        ``language`` is that of the reasons; with ``municipality`` (its key) that town's settings hold. A missing
        ``ref_date`` is today.
        """
        if who is None:
            message = context.catalogs.say(Wording("error.not_allowed"), SOURCE)
            return JSONResponse({"error": NotAllowed.code, "message": message}, status_code=NotAllowed.status)
        try:
            _check(language)
            async with context.database.reading() as session:
                locality = await locality_for(session, who.staff.tenant_id, municipality)
            today, explain = local_date(context.clock()), explained(context.catalogs, language)
            return JSONResponse(route(record, locality=locality, explain=explain, today=today))
        except BadRecord as error:
            return JSONResponse({"field": _printable(error.field), "problem": error.problem}, status_code=422)

    return router


def _printable(field: str) -> str:
    """A field's name as it was sent, which can be anything."""
    return field[:LONGEST_NAME].encode("utf-8", "replace").decode()


def _check(language: str) -> None:
    try:
        find(language)
    except UnknownLanguageError:
        raise BadRecord("language", "is not one of ours") from None

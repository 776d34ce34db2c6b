"""The composition root: the one place where everything is put together."""

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from babel.core import negotiate_locale
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response
from starlette.types import Scope

from actions.scene import Understand
from actions.server import actions_router, build_executor
from assistant.channels import web
from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from assistant.finding import keep_findable
from assistant.following import keep_in_touch
from assistant.gateway.gateway import Gateway, Identify
from assistant.gateway.incoming import LONGEST_MESSAGE
from assistant.gateway.runner import Dialogue, TurnRunner
from assistant.headers import SecurityHeaders, SizeLimit
from assistant.lasting import lasting_understander
from assistant.speaking.synthesizer import Synthesizer
from assistant.translating.translator import Translator
from assistant.translating.worker import TranslationWorker
from backend.console.app import console_router
from backend.console.guard import LONGEST_UPLOAD, UPLOAD, refused_length
from backend.console.guard import PATH as CONSOLE
from backend.console.pages import Pages
from backend.console.responsibility_api import responsibility_api
from backend.core.clock import Clock, local_date
from backend.core.context import Context
from backend.core.errors import LotseError
from backend.core.settings import ROOT
from backend.delivery.api import partners_api
from backend.handovers import brief
from backend.handovers.coordination import tell_overdue
from backend.mail.outbox import Outbox
from backend.offers.api import offers_api
from backend.organisations import directory
from backend.privacy.retention import keep_promises
from locales.languages import find, offered
from locales.wording import Wording
from nlu.learning.store import NOTHING_LEARNT, Learnt
from nlu.understand import Understander

logger = logging.getLogger(__name__)
PAGES = ROOT / "assistant" / "web"
CONSOLE_STATIC = ROOT / "backend" / "console" / "static"
ACTIONS_PATH = "/internal/actions"
RETENTION_SECONDS = 6 * 3600
DEADLINE_SECONDS = 5 * 60


@dataclass(frozen=True)
class Parts:
    """What the application is made of. Tests put another dialogue in."""

    context: Context
    dialogue: Dialogue
    secret: str
    learnt: Learnt = NOTHING_LEARNT
    translator: Translator | None = None
    mail: Outbox | None = None


class Revalidated(StaticFiles):
    """Files that browsers keep but ask about: their names carry no version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """With ``no-cache``, an unchanged file costs one answer without a body."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _understander(context: Context, learnt: Learnt) -> tuple[Understander, dict[str, str]]:
    """The understander for the towns of this tenant, and their names by key. It takes seconds, so it is made once."""
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        towns = await directory.municipalities(session, tenant.id)
    names = {town.key: (town.name, *town.aliases) for town in towns}
    return await asyncio.to_thread(lasting_understander, names, learnt), {town.key: town.name for town in towns}


def identify_with(understander: Understander) -> Identify:
    """Naming the language of a text off the event loop, where it is certain."""

    async def identify(words: str) -> str | None:
        found = await asyncio.to_thread(understander.language, words)
        return found.foreign or (found.code if found.certain or found.transliterated else None)

    return identify


def understand_with(understander: Understander, towns: Mapping[str, str], clock: Clock) -> Understand:
    """Reading off the event loop, with today's date. ``towns`` are the names of the municipalities by key."""

    async def understand(words: str, language: str) -> Mapping[str, Any]:
        spoken = find(language).base  # Leichte Sprache is understood as German
        found = (await asyncio.to_thread(understander.understand, words, spoken, local_date(clock()))).to_json()
        for entity in found["entities"]:
            if entity["type"] == "place":
                entity["value"] = _place(entity["value"], towns)
        return found

    return understand


def _place(found: str, towns: Mapping[str, str]) -> dict[str, str | None]:
    """A town of this Kreis by its key; any other of the Land by its name alone."""
    return {"key": found, "name": towns[found]} if found in towns else {"key": None, "name": found}


def create_app(parts: Parts) -> FastAPI:
    """The application: pages, API, console, and the dialogue's private way to its actions."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        understander, towns = await _understander(parts.context, parts.learnt)
        understand = understand_with(understander, towns, parts.context.clock)
        runner = TurnRunner(parts.context, parts.dialogue, understand)
        speech = Synthesizer(parts.context.settings.speech_program)
        app.state.gateway = Gateway(parts.context, runner, speech, identify_with(understander))
        app.include_router(actions_router(build_executor(parts.context, understand), parts.secret))
        runner.start()
        translating = TranslationWorker(parts.context, parts.translator) if parts.translator else None
        if translating:
            translating.start()
        delivering = DeliveryWorker(parts.context, parts.mail, Webhooks(parts.context.settings.hosts_inside))
        delivering.start()
        keeping = asyncio.create_task(_keep_promises(parts.context))
        finding = asyncio.create_task(keep_findable(parts.context, understander))
        watching = asyncio.create_task(_watch_deadlines(parts.context))
        following = asyncio.create_task(keep_in_touch(parts.context, parts.mail))
        yield
        for task in (keeping, finding, watching, following):
            task.cancel()
        # transactions end before their database does
        await asyncio.gather(keeping, finding, watching, following, return_exceptions=True)
        await delivering.stop()
        if translating:
            await translating.stop()
        await runner.stop()
        await parts.context.close()

    app = FastAPI(title="Lotse", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.context = parts.context
    app.include_router(web.router)
    app.include_router(console_router(parts.context))
    app.include_router(responsibility_api(parts.context))
    app.include_router(offers_api(parts.context))
    app.include_router(partners_api(parts.context))
    _add_health(app, parts)
    _add_errors(app, parts.context)
    _add_pages(app)
    # The dialogue's own calls have no limit: its trackers are larger, and come from this machine.
    larger = {ACTIONS_PATH: math.inf, UPLOAD: LONGEST_UPLOAD}
    app.add_middleware(SizeLimit, larger=larger, refusal=lambda scope: _too_large(parts.context, scope))
    app.add_middleware(SecurityHeaders)
    return app


async def _keep_promises(context: Context) -> None:
    """Once at the start and then every few hours: what is over its time goes, and what older versions have not written
    down of a handover is."""
    while True:
        try:
            erased = await keep_promises(context)
            await brief.fill(context)
        except SQLAlchemyError:
            logger.exception("retention failed; it is tried again")
        else:
            if erased:
                logger.info("retention erased %d cases", erased)
        await asyncio.sleep(RETENTION_SECONDS)


async def _watch_deadlines(context: Context) -> None:
    """Every few minutes: the coordination is told of what nobody has answered in time."""
    while True:
        try:
            told = await tell_overdue(context)
        except SQLAlchemyError:
            logger.exception("deadlines could not be looked at; it is tried again")
        else:
            if told:
                logger.info("%d handovers are overdue", told)
        await asyncio.sleep(DEADLINE_SECONDS)


def _add_pages(app: FastAPI) -> None:
    app.mount("/static/web", Revalidated(directory=PAGES), name="web")
    app.mount("/static/console", Revalidated(directory=CONSOLE_STATIC), name="console-static")

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGES / "index.html", headers={"Cache-Control": "no-cache"})


def _add_health(app: FastAPI, parts: Parts) -> None:
    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["operation"], responses={503: {"description": "Something is missing; it is named."}})
    async def readyz() -> JSONResponse:
        """Whether everything that a conversation needs is there, and what is not."""
        reasons = {"database": await _database_answers(parts.context), "dialogue": await parts.dialogue.healthy()}
        status = 200 if all(reasons.values()) else 503
        return JSONResponse({name: "ok" if well else "down" for name, well in reasons.items()}, status_code=status)


async def _database_answers(context: Context) -> bool:
    try:
        async with context.database.reading() as session:
            await session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _add_errors(app: FastAPI, context: Context) -> None:
    @app.exception_handler(LotseError)
    async def expected(request: Request, error: LotseError) -> JSONResponse:
        message = context.catalogs.say(error.wording, _language_of(request))
        return JSONResponse({"error": error.code, "message": message}, status_code=error.status)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, _error: RequestValidationError) -> JSONResponse:
        message = context.catalogs.say(Wording("error.general"), _language_of(request))
        return JSONResponse({"error": "invalid", "message": message}, status_code=422)

    @app.exception_handler(json.JSONDecodeError)
    async def no_json(request: Request, _error: json.JSONDecodeError) -> JSONResponse:
        message = context.catalogs.say(Wording("error.general"), _language_of(request))
        return JSONResponse({"error": "invalid", "message": message}, status_code=422)


def _too_large(context: Context, scope: Scope) -> Response:
    request = Request(scope)
    if request.url.path.startswith(f"{CONSOLE}/"):
        return refused_length(Pages(context.catalogs), request)
    message = context.catalogs.text("error.too_long", _language_of(request), {"n": LONGEST_MESSAGE})
    return JSONResponse({"error": "too_large", "message": message}, status_code=413)


def _language_of(request: Request) -> str:
    """The language a failure is told in: what the page or the browser asks for, else English."""
    wanted = [part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    return negotiate_locale(wanted, [language.code for language in offered()], sep="-") or "en"

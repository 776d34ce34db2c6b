"""Taking over a file of offers: sending it, looking at what it would change, and the word to do so. For coordinators.

The file waits on the server between the look and the word, so that what is taken over is what was looked at.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile

from backend.console.guard import UPLOAD
from backend.console.offers.exporting import EXPORTS, TEMPLATES
from backend.console.offers.planview import plan_view
from backend.console.signing import Console
from backend.core.errors import NotFound
from backend.offers.exchange.kept import Kept, read_kept
from backend.offers.exchange.limits import MOST_MEGABYTES, Refused
from backend.offers.exchange.plan import Plan, StalePlan
from backend.offers.exchange.taking import MOST_SOURCE, File, Taker, compared, take_over
from backend.offers.upkeep import uploads
from backend.organisations.accounts import SignIn
from backend.organisations.models import COORDINATOR, Tenant
from backend.privacy import audit
from locales.wording import Wording

#: What the page can say after a file was taken over: how many entries are new, changed, or not in the chat any more.
COUNTS = ("new", "changed", "offline")


class NoSuchPage(NotFound):
    """Only those who coordinate take files over."""

    wording = Wording("console.error.coordinators")


@dataclass(frozen=True)
class Look:
    """A file, and what it would change in the directory as it is now."""

    file: File
    plan: Plan
    kept: Kept


def add_importing(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/offers/import")
    async def page(
        new: int = -1, changed: int = -1, offline: int = -1, who: SignIn = Depends(console.guard.reader)
    ) -> Response:
        _demand_coordinator(who)
        counts = dict(zip(COUNTS, (new, changed, offline), strict=True))
        return _page(console, who, {"done": counts if min(counts.values()) >= 0 else None})

    @router.post("/offers/import")
    async def send(request: Request, who: SignIn = Depends(console.guard.writer)) -> Response:
        _demand_coordinator(who)
        return await _send(console, who, await request.form())

    @router.get("/offers/import/{upload_id}")
    async def preview(upload_id: uuid.UUID, who: SignIn = Depends(console.guard.reader)) -> Response:
        return _preview(console, who, await _look(console, who, upload_id), upload_id)

    @router.post("/offers/import/{upload_id}")
    async def take(
        upload_id: uuid.UUID, seen: str = Form(""), retire: str = Form(""), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        look = await _look(console, who, upload_id)
        if look.plan.problems or look.plan.fingerprint != seen:
            return _preview(console, who, look, upload_id, StalePlan.status)
        try:
            async with console.context.database.writing() as session:
                return await _take(console, session, who, upload_id, look.plan, retire=bool(retire))
        except StalePlan as error:  # it has changed since the line before
            return _preview(console, who, await _look(console, who, upload_id), upload_id, error.status)


def _demand_coordinator(who: SignIn) -> None:
    if who.staff.role != COORDINATOR:
        raise NoSuchPage


async def _sent(form: FormData) -> File:
    """The file of a form. Raises ``Refused``."""
    sent, source = form.get("file"), form.get("source")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Refused(Wording("console.offers.import.refused.none"))
    return File.of(sent.filename, await sent.read(), source if isinstance(source, str) else "")


async def _look(console: Console, who: SignIn, sent: File | uuid.UUID) -> Look:
    """Compare a file, or one that was sent before, with the directory. Raises ``NoSuchUpload``, ``Refused``."""
    context = console.context
    async with context.database.reading() as session:
        kept = await read_kept(session, await session.get_one(Tenant, who.staff.tenant_id))
        file = sent if isinstance(sent, File) else await uploads.upload_of(session, who.staff, sent, context.clock())
    return Look(file, await compared(file, kept, context.catalogs), kept)


async def _send(console: Console, who: SignIn, form: FormData) -> Response:
    """Only a file without faults is kept: it has to be sent again anyway."""
    try:
        look = await _look(console, who, await _sent(form))
    except Refused as error:
        problem = console.context.catalogs.say(error.wording, who.staff.language)
        return _page(console, who, {"problem": problem, "source": str(form.get("source", ""))}, error.status)
    if look.plan.problems:
        return _preview(console, who, look, None, Refused.status)
    async with console.context.database.writing() as session:
        upload_id = await uploads.keep(session, who.staff, look.file, console.context.clock())
    return RedirectResponse(f"{UPLOAD}/{upload_id}", 303)


async def _take(
    console: Console, session: AsyncSession, who: SignIn, upload_id: uuid.UUID, plan: Plan, *, retire: bool
) -> Response:
    clock, staff = console.context.clock, who.staff
    await uploads.take(session, staff, upload_id, clock())
    tenant, by = await session.get_one(Tenant, staff.tenant_id), Taker(clock(), staff.id)
    await take_over(session, tenant, plan, by, console.context.catalogs, retire=retire)
    audit.record(
        session,
        clock,
        tenant_id=tenant.id,
        actor=("staff", staff.id),
        action="offers.imported",
        subject=("offer_upload", upload_id),
    )
    new, changed, offline = plan.counts["new"], plan.counts["changed"], len(plan.gone) if retire else 0
    return RedirectResponse(f"{UPLOAD}?new={new}&changed={changed}&offline={offline}", 303)


def _page(console: Console, who: SignIn, told: dict[str, Any], status: int = 200) -> Response:
    values = {
        "problem": None, "source": "", "done": None, **told, "most": MOST_MEGABYTES, "most_source": MOST_SOURCE,
        "exports": EXPORTS, "sheets": TEMPLATES, "signed_in": who, "here": UPLOAD,
    }  # fmt: skip
    return console.pages.render("offers_import.html", who.staff.language, values, status)


def _preview(console: Console, who: SignIn, look: Look, upload_id: uuid.UUID | None, status: int = 200) -> Response:
    """``upload_id``: None for a file that is not kept, because it has faults."""
    values = {
        "file": look.file, "plan": look.plan, "upload_id": upload_id, "stale": status == StalePlan.status,
        "view": plan_view(look.plan, look.kept, console.context.catalogs, who.staff.language),
        "signed_in": who, "here": UPLOAD,
    }  # fmt: skip
    return console.pages.render("offers_preview.html", who.staff.language, values, status)

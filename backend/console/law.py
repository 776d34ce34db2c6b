"""Law that changes by date: what staff found out, what turned on it, and the form to say what is so."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.affected import Affected, affected
from backend.console.signing import Console
from backend.console.wordings import Words
from backend.core.clock import local_date
from backend.core.errors import Invalid
from backend.organisations.accounts import SignIn
from backend.organisations.models import Staff
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.models import RULING_STATUSES, SOURCE_MAX, SwitchRuling
from backend.responsibility.rulings import history, rule, rulings
from locales.wording import Wording

PAGE = "/console/law"


@dataclass(frozen=True)
class RuledView:
    """One ruling and who made it."""

    status: str
    start: date | None
    until: date | None
    source: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Entered:
    """What stands in the form of a switch: what holds, or what was sent and did not fit."""

    status: str = ""
    start: str = ""
    until: str = ""
    source: str = ""
    problem: str | None = None


@dataclass(frozen=True)
class SwitchView:
    """A switch as it stands for this tenant."""

    id: str
    name: str
    affects: str
    legal_basis: str
    source: str
    status: str
    start: date | None
    until: date | None
    history: tuple[RuledView, ...]
    entered: Entered
    affected: Affected = field(default_factory=Affected)


def add_law(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/law")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _page(console, who, done=done == "ruled")

    @router.post("/law")
    async def find_out(
        switch: str = Form(""),
        status: str = Form(""),
        start: str = Form(""),
        until: str = Form(""),
        source: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            days = {"start": _day(start), "until": _day(until)}
            async with console.context.database.writing() as session:
                await rule(session, console.context.clock, who.staff, switch, status, source=source, **days)
        except Invalid as error:
            if switch not in rulebook().switches:
                raise
            problem = console.context.catalogs.say(error.wording, who.staff.language)
            return await _page(console, who, refused={switch: Entered(status, start, until, source, problem)})
        return RedirectResponse(f"{PAGE}?done=ruled#{switch}", 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Invalid(Wording("console.law.problem.date")) from None


async def _page(
    console: Console, who: SignIn, *, done: bool = False, refused: Mapping[str, Entered] | None = None
) -> Response:
    words = Words(console.context.catalogs, who.staff.language)
    async with console.context.database.reading() as session:
        made = await _made(session, who.staff.tenant_id)
        town = Locality(rulings=await rulings(session, who.staff.tenant_id))
        turned = await affected(session, who.staff, local_date(console.context.clock()))
    switches = [
        _view(switch, town, made.get(switch, ()), (refused or {}).get(switch), turned.get(switch, Affected()), words)
        for switch in rulebook().switches
    ]
    values: dict[str, Any] = {
        "switches": switches, "statuses": RULING_STATUSES, "source_max": SOURCE_MAX, "done": done, "signed_in": who,
        "here": PAGE,
    }  # fmt: skip
    return console.pages.render("law.html", who.staff.language, values, 422 if refused else 200)


async def _made(session: AsyncSession, tenant_id: uuid.UUID) -> dict[str, tuple[RuledView, ...]]:
    """The rulings by switch, the latest first, with the names of those who made them."""
    rows = await history(session, tenant_id)
    query = select(Staff.id, Staff.name).where(Staff.tenant_id == tenant_id)
    names = dict((await session.execute(query)).all())
    found: dict[str, tuple[RuledView, ...]] = {}
    for row in rows:
        found[row.switch] = (*found.get(row.switch, ()), _ruled(row, names[row.staff_id]))
    return found


def _ruled(row: SwitchRuling, by: str) -> RuledView:
    return RuledView(row.status, row.start, row.until, row.source, by, row.at)


def _view(
    name: str,
    town: Locality,
    made: tuple[RuledView, ...],
    refused: Entered | None,
    turned: Affected,
    words: Words,
) -> SwitchView:
    planned = rulebook().switches[name]
    switch = town.switch(planned)
    dated = switch.status != "denied"
    start, until = (switch.start, switch.end) if dated else (None, None)
    ruled_source = made[0].source if made else ""
    return SwitchView(
        id=name,
        name=words.switch(name, "name", planned.name),
        affects=words.switch(name, "affects", planned.affects),
        legal_basis=planned.legal_basis,
        source=ruled_source or words.switch(name, "source", planned.source),
        status=switch.status,
        start=start,
        until=until,
        history=made,
        entered=refused or Entered(switch.status, _iso(start), _iso(until), ruled_source),
        affected=turned,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

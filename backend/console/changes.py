"""Changes that break help: the list of those that lie with one's teams, and the page on which one is settled."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.changes import settling
from backend.changes.reading import Listed, Opened, changes, open_change
from backend.changes.states import DECISIONS
from backend.changes.tasks import Party
from backend.console.signing import Console
from backend.core.errors import IllegalState, Invalid
from backend.organisations.accounts import SignIn
from locales.catalogs import Catalogs
from locales.languages import SOURCE
from locales.wording import Wording

PAGE = "/console/changes"
DONE = ("decided", "finished", "dropped", "closed_before")


@dataclass(frozen=True)
class MeasureView:
    """A running measure in words, with what stands in its form."""

    listed: Listed
    name: str
    decision: str | None
    note: str
    problem: str | None = None


@dataclass(frozen=True)
class Entered:
    """What was sent about a measure and did not fit."""

    measure: tuple[str, uuid.UUID]
    decision: str
    note: str
    problem: str


def add_changes(router: APIRouter, console: Console) -> None:
    """The routes that read."""

    @router.get("/changes")
    async def listing(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        found = await changes(console.context, who.staff)
        values = {"rows": found, "signed_in": who, "here": PAGE, "done": done if done in DONE else None}
        return console.pages.render("changes.html", who.staff.language, values)

    @router.get("/changes/{task_id}")
    async def page(task_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _page(console, who, task_id, done=done)


def add_decisions(router: APIRouter, console: Console) -> None:
    """The route by which the running measures are decided about."""

    @router.post("/changes/{task_id}/measures/{kind}/{measure_id}")
    async def decide(
        task_id: uuid.UUID,
        kind: str,
        measure_id: uuid.UUID,
        decision: str = Form(""),
        note: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await settling.decide(console.context, who.staff, task_id, (kind, measure_id), decision, note)
        except IllegalState:
            return _to(f"/{task_id}", "closed_before")
        except Invalid as error:
            problem = console.pages.catalogs.say(error.wording, who.staff.language)
            return await _page(console, who, task_id, entered=Entered((kind, measure_id), decision, note, problem))
        return _to(f"/{task_id}", "decided")


def add_closing(router: APIRouter, console: Console) -> None:
    """The routes by which a change is closed."""

    @router.post("/changes/{task_id}/done")
    async def finish(task_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        try:
            await settling.finish(console.context, who.staff, task_id)
        except IllegalState:
            return _to(f"/{task_id}", "closed_before")
        except Invalid as error:
            problem = console.pages.catalogs.say(error.wording, who.staff.language)
            return await _page(console, who, task_id, problem=problem)
        return _to("", "finished")

    @router.post("/changes/{task_id}/drop")
    async def drop(task_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        try:
            await settling.drop(console.context, who.staff, task_id)
        except IllegalState:
            return _to(f"/{task_id}", "closed_before")
        return _to("", "dropped")


async def _page(
    console: Console,
    who: SignIn,
    task_id: uuid.UUID,
    *,
    done: str = "",
    problem: str | None = None,
    entered: Entered | None = None,
) -> Response:
    opened = await open_change(console.context, who.staff, task_id)
    catalogs = console.pages.catalogs
    values = {
        "change": opened,
        "old": _names(catalogs, opened, opened.detail.old),
        "new": _names(catalogs, opened, opened.detail.new),
        "measures": [_measure(catalogs, one, entered) for one in opened.measures],
        "decisions": DECISIONS,
        "note_max": settling.NOTE_MAX,
        "problem": problem,
        "signed_in": who,
        "here": f"{PAGE}/{task_id}",
        "done": done if done in DONE else None,
    }
    return console.pages.render("change.html", who.staff.language, values, 422 if problem or entered else 200)


def _names(catalogs: Catalogs, opened: Opened, parties: Iterable[Party]) -> str:
    """The offices in German, each with the name of the one there."""
    named = []
    for party in parties:
        kind = Wording.of("destination", party.code, "name").to_json()
        local = opened.services.get(party.service_id) if party.service_id else None
        named.append(Wording("destination.local", {"name": kind, "local": local}).to_json() if local else kind)
    return catalogs.param({"list": named}, SOURCE)


def _measure(catalogs: Catalogs, listed: Listed, entered: Entered | None) -> MeasureView:
    name = catalogs.param(listed.measure.name, SOURCE)
    if entered is not None and entered.measure == listed.measure.key:
        return MeasureView(listed, name, entered.decision, entered.note, entered.problem)
    return MeasureView(listed, name, listed.decision, listed.note or "")


def _to(path: str, done: str) -> Response:
    return RedirectResponse(f"{PAGE}{path}?done={done}", 303)

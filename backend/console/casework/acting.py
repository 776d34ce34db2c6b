"""What case managers do on the page of the casework; each form leads back to it."""

import uuid
from datetime import date

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.casework import agreements, assignment, notes, plan, steps
from backend.console.signing import Console
from backend.core.errors import Invalid, NotFound
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE
from locales.wording import Wording


def add_steps(router: APIRouter, console: Console) -> None:
    """The routes by which a case is opened, refused, moved on, assigned and closed."""
    context, writer = console.context, console.guard.writer

    @router.post("/cases/{case_id}/casework/open")
    async def begin(case_id: uuid.UUID, who: SignIn = Depends(writer)) -> Response:
        await steps.open_case_management(context, who.staff, case_id)
        return _back(case_id, "opened")

    @router.post("/cases/{case_id}/casework/refuse")
    async def refuse(case_id: uuid.UUID, reason: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await steps.refuse(context, who.staff, case_id, reason)
        return _back(case_id, "refused")

    @router.post("/cases/{case_id}/casework/move")
    async def move(
        case_id: uuid.UUID,
        state: str = Form(""),
        review_on: str = Form(""),
        intensity: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        wanted = steps.Wanted(state, _day(review_on), intensity or None)
        await steps.move(context, who.staff, case_id, wanted)
        return _back(case_id, "moved")

    @router.post("/cases/{case_id}/casework/review")
    async def review(case_id: uuid.UUID, review_on: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await steps.set_review(context, who.staff, case_id, _day(review_on))
        return _back(case_id, "review_set")

    @router.post("/cases/{case_id}/casework/close")
    async def close(case_id: uuid.UUID, reason: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await steps.close(context, who.staff, case_id, reason)
        return _back(case_id, "closed")

    @router.post("/cases/{case_id}/casework/assign")
    async def assign(case_id: uuid.UUID, to: str = Form(""), who: SignIn = Depends(writer)) -> Response:
        await assignment.assign(context, who.staff, case_id, _id(to))
        return _back(case_id, "assigned")


def add_notes_and_plan(router: APIRouter, console: Console) -> None:
    """The routes by which something is noted and measures are planned."""
    context, writer = console.context, console.guard.writer

    @router.post("/cases/{case_id}/casework/notes")
    async def write(
        case_id: uuid.UUID,
        text: str = Form(""),
        corrects: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        await notes.write(context, who.staff, case_id, text, _id(corrects))
        return _back(case_id, "noted", "notes")

    @router.post("/cases/{case_id}/casework/measures")
    async def add(
        case_id: uuid.UUID,
        need: str = Form(""),
        since: str = Form(""),
        until: str = Form(""),
        service: str = Form(""),
        helper: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        planned = plan.Planned(need, _day(since), _day(until), _id(service), helper)
        await plan.add(context, who.staff, case_id, planned)
        return _back(case_id, "planned", "plan")

    @router.post("/cases/{case_id}/casework/measures/{measure_id}")
    async def change(
        case_id: uuid.UUID,
        measure_id: uuid.UUID,
        state: str = Form(""),
        until: str = Form(""),
        who: SignIn = Depends(writer),
    ) -> Response:
        await plan.change(context, who.staff, case_id, measure_id, state, _day(until))
        return _back(case_id, "changed", "plan")


def add_agreements(router: APIRouter, console: Console) -> None:
    """The routes by which goals are written down, proposed, recorded and taken back."""
    context, writer = console.context, console.guard.writer

    @router.post("/cases/{case_id}/casework/agreements")
    async def draft(
        case_id: uuid.UUID,
        goals: str = Form(""),
        steps: str = Form(""),
        language: str = Form(SOURCE),
        who: SignIn = Depends(writer),
    ) -> Response:
        await agreements.draft(context, who.staff, case_id, agreements.Words(goals, steps, language))
        return _back(case_id, "drafted", "agreement")

    @router.post("/cases/{case_id}/casework/agreements/{agreement_id}/propose")
    async def propose(
        case_id: uuid.UUID, agreement_id: uuid.UUID, way: str = Form(""), who: SignIn = Depends(writer)
    ) -> Response:
        await agreements.propose(context, who.staff, case_id, agreement_id, in_chat=way == "chat")
        return _back(case_id, "proposed", "agreement")

    @router.post("/cases/{case_id}/casework/agreements/{agreement_id}/paper")
    async def record(
        case_id: uuid.UUID, agreement_id: uuid.UUID, day: str = Form(""), who: SignIn = Depends(writer)
    ) -> Response:
        await agreements.agreed_on_paper(context, who.staff, case_id, agreement_id, _day(day))
        return _back(case_id, "recorded", "agreement")

    @router.post("/cases/{case_id}/casework/agreements/{agreement_id}/withdraw")
    async def withdraw(case_id: uuid.UUID, agreement_id: uuid.UUID, who: SignIn = Depends(writer)) -> Response:
        await agreements.withdraw(context, who.staff, case_id, agreement_id)
        return _back(case_id, "withdrawn", "agreement")


def _day(text: str) -> date | None:
    """A day as date fields send it, or none; whoever needs one says so. Raises ``Invalid`` for what is no day."""
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Invalid(Wording("console.casework.problem.day")) from None


def _id(text: str) -> uuid.UUID | None:
    """What was chosen from a list, or nothing. Raises ``NotFound`` for what no list of ours offers."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _back(case_id: uuid.UUID, done: str, part: str = "") -> Response:
    return RedirectResponse(f"/console/cases/{case_id}/casework?done={done}{'#' if part else ''}{part}", 303)

"""Cases of one person: what belongs together as one page, joining two after a look at both, taking them apart."""

import uuid

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.console.cases import to_case
from backend.console.comparing import compared
from backend.console.signing import Console
from backend.console.views import view_of
from backend.handovers.service import normalise_reference
from backend.merging.duplicates import not_the_same
from backend.merging.merge import merge, part
from backend.merging.reading import open_together, preview
from backend.organisations.accounts import SignIn

DONE = ("merged",)


def add_together(router: APIRouter, console: Console) -> None:
    """The routes that read."""

    @router.get("/cases/{case_id}/together")
    async def together(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        pieces = await open_together(console.context, who.staff, case_id)
        views = [view_of(piece.opened, console.context.catalogs, who.staff) for piece in pieces]
        values = {
            "base": f"/console/cases/{case_id}",
            "pieces": list(zip(pieces, views, strict=True)),
            "facts": compared([(piece.handover.reference, view) for piece, view in zip(pieces, views, strict=True)]),
            "warnings": list(dict.fromkeys(warning for view in views for warning in view.contact_warnings)),
            "signed_in": who,
            "here": f"/console/cases/{case_id}/together",
            "done": done if done in DONE else None,
        }
        return console.pages.render("merging/together.html", who.staff.language, values)

    @router.get("/cases/{case_id}/merge")
    async def confirm(case_id: uuid.UUID, other: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        pair = await preview(console.context, who.staff, case_id, normalise_reference(other))
        values = {
            "base": f"/console/cases/{case_id}",
            "pair": pair,
            "ways": [(pair.this, pair.other), (pair.other, pair.this)],
            "signed_in": who,
            "here": f"/console/cases/{case_id}",
        }
        return console.pages.render("merging/confirm.html", who.staff.language, values)


def add_merging(router: APIRouter, console: Console) -> None:
    """The routes by which cases are joined, kept apart and taken apart."""

    @router.post("/cases/{case_id}/merge")
    async def join(
        case_id: uuid.UUID,
        other: uuid.UUID = Form(),
        keep: uuid.UUID = Form(),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        gone = case_id if keep == other else other
        kept = await merge(console.context, who.staff, keep, gone)
        return RedirectResponse(f"/console/cases/{kept}/together?done=merged", 303)

    @router.post("/cases/{case_id}/not-same")
    async def keep_apart(
        case_id: uuid.UUID, other: uuid.UUID = Form(), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        await not_the_same(console.context, who.staff, case_id, other)
        return to_case(case_id, "not_same")

    @router.post("/cases/{case_id}/part")
    async def take_apart(case_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        await part(console.context, who.staff, case_id)
        return to_case(case_id, "parted")

"""Gaps in the system: the form that a case leads to, and what the coordination sees, answers and takes away."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.cases.states import STATES as STEPS
from backend.console.offers.words import OfferWords
from backend.console.pages import Texts
from backend.console.signing import Console
from backend.core.clock import local_date
from backend.core.errors import IllegalState, Invalid, LotseError
from backend.gaps.coordination import PERIODS, Gap, Wanted, handle, overview
from backend.gaps.reporting import Reported, open_reporting, report
from backend.gaps.states import STATES
from backend.gaps.words import TEXT_MAX
from backend.offers.exchange.grid import write_csv
from backend.offers.schemas import FIELDS
from backend.organisations.accounts import SignIn
from backend.privacy.personal import Finding, PointsToSomebody
from locales.wording import Wording

PAGE = "/console/gaps"
COLUMNS = ("at", "field", "town", "step", "team", "text", "state", "remark")


@dataclass(frozen=True)
class Refused:
    """What was sent and did not fit: it stands in the form again, with what is to be put right."""

    sent: Mapping[str, str]
    problem: str
    findings: Sequence[Finding]
    status: int

    @classmethod
    def of(cls, console: Console, who: SignIn, error: LotseError, **sent: str) -> "Refused":
        """In the language of whoever has sent it."""
        stale = isinstance(error, IllegalState)
        wording = Wording("console.gaps.problem.moved_on") if stale else error.wording
        problem = console.context.catalogs.say(wording, who.staff.language)
        return cls(sent, problem, error.findings if isinstance(error, PointsToSomebody) else (), error.status)


def add_gap_reports(router: APIRouter, console: Console) -> None:
    """The routes by which a gap is reported from a case."""

    @router.get("/cases/{case_id}/gaps")
    async def page(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _form(console, who, case_id, done=done == "reported")

    @router.post("/cases/{case_id}/gaps")
    async def send(
        case_id: uuid.UUID,
        field: str = Form(""),
        municipality: str = Form(""),
        step: str = Form(""),
        text: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        reported = Reported(field, municipality, step, text)
        try:
            await report(console.context, who.staff, case_id, reported)
        except Invalid as error:
            return await _form(console, who, case_id, sent=reported, refused=Refused.of(console, who, error))
        return RedirectResponse(f"/console/cases/{case_id}/gaps?done=reported", 303)


def add_gaps(router: APIRouter, console: Console) -> None:
    """The routes of the coordination."""

    @router.get("/gaps")
    async def page(
        field: str = "",
        town: str = "",
        state: str = "",
        days: int = PERIODS[0],
        done: str = "",
        who: SignIn = Depends(console.guard.reader),
    ) -> Response:
        return await _list(console, who, _wanted(field, town, state, days), done=done == "handled")

    @router.get("/gaps/export")
    async def export(
        field: str = "",
        town: str = "",
        state: str = "",
        days: int = PERIODS[0],
        who: SignIn = Depends(console.guard.reader),
    ) -> Response:
        found = await overview(console.context, who.staff, _wanted(field, town, state, days))
        name = f"lotse-gaps-{local_date(console.context.clock())}.csv"
        table = write_csv(_table(found.gaps, Texts(console.context.catalogs, who.staff.language)))
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(table, media_type="text/csv; charset=utf-8", headers=headers)

    @router.post("/gaps/{gap_id}")
    async def answer(
        gap_id: uuid.UUID,
        seen: str = Form(""),
        state: str = Form(""),
        remark: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await handle(console.context, who.staff, gap_id, seen, state, remark)
        except (Invalid, IllegalState) as error:
            refused = Refused.of(console, who, error, state=state, remark=remark)
            return await _list(console, who, Wanted(), refused={gap_id: refused}, status=refused.status)
        return RedirectResponse(f"{PAGE}?done=handled", 303)


async def _form(
    console: Console,
    who: SignIn,
    case_id: uuid.UUID,
    *,
    done: bool = False,
    sent: Reported | None = None,
    refused: Refused | None = None,
) -> Response:
    found = await open_reporting(console.context, who.staff, case_id)
    values: dict[str, Any] = {
        "found": found, "entered": sent or found.suggested, "refused": refused, "steps": STEPS, "done": done,
        "fields": _fields(console, who), "text_max": TEXT_MAX, "signed_in": who,
        "here": f"/console/cases/{case_id}/gaps",
    }  # fmt: skip
    return console.pages.render("gaps/report.html", who.staff.language, values, refused.status if refused else 200)


async def _list(
    console: Console,
    who: SignIn,
    wanted: Wanted,
    *,
    done: bool = False,
    refused: Mapping[uuid.UUID, Refused] | None = None,
    status: int = 200,
) -> Response:
    found = await overview(console.context, who.staff, wanted)
    asked = {"field": wanted.field, "town": wanted.municipality, "state": wanted.state, "days": str(wanted.days)}
    values: dict[str, Any] = {
        "found": found, "wanted": wanted, "refused": refused or {}, "states": STATES, "periods": PERIODS, "done": done,
        "fields": _fields(console, who), "text_max": TEXT_MAX, "signed_in": who, "here": PAGE,
        "export": f"{PAGE}/export?{urlencode(asked)}",
    }  # fmt: skip
    return console.pages.render("gaps/list.html", who.staff.language, values, status)


def _wanted(field: str, town: str, state: str, days: int) -> Wanted:
    """What an address asks for; what no list of ours offers narrows nothing down."""
    return Wanted(
        field=field if field in FIELDS else "",
        municipality=town,
        state=state if state in STATES else "",
        days=days if days in PERIODS else PERIODS[0],
    )


def _fields(console: Console, who: SignIn) -> Sequence[tuple[str, str]]:
    words = OfferWords(console.context.catalogs, who.staff.language, {})
    return words.in_order(FIELDS, words.field)


def _table(gaps: Sequence[Gap], texts: Texts) -> list[list[str]]:
    """For the project group: what was missing, and who of the teams can be asked; no case and nobody's name."""
    head = [texts.t_of("console", "gaps", "column", name) for name in COLUMNS]
    return [head, *(_row(gap, texts) for gap in gaps)]


def _row(gap: Gap, texts: Texts) -> list[str]:
    return [
        local_date(gap.at).isoformat(),
        texts.t_of("console", "offers", "field", gap.field),
        gap.town or texts.t("console.gaps.everywhere"),
        texts.t_of("console", "state", gap.step),
        gap.team,
        gap.text,
        texts.t_of("console", "gap_state", gap.state),
        gap.remark,
    ]

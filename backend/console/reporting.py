"""The report on handovers, for the coordination: figures that nobody is recognised by."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError

from backend.console.signing import Console
from backend.core.clock import local_date
from backend.core.errors import Invalid, NotFound
from backend.organisations.accounts import SignIn
from backend.organisations.models import COORDINATOR
from backend.reporting.figures import COUNTS, ENDS, REASONS
from backend.reporting.reading import Days, reports
from backend.reporting.sheet import SHARES, Speaker
from backend.reporting.table import BYS, By
from locales.wording import Wording

PAGE = "/console/report"
#: The days that are shown until others are asked for.
USUAL_SPAN = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """What the form asks for, as it was filled in."""

    first: str
    last: str
    by: str

    @property
    def days(self) -> Days:
        """The days. Raises ``Invalid``."""
        try:
            return Days.model_validate({"first": self.first, "last": self.last})
        except ValidationError:
            raise Invalid(Wording("console.report.wrong_days")) from None

    @property
    def breakdown(self) -> By:
        """The breakdown. Raises ``Invalid``."""
        found = next((known for known in BYS if known == self.by), None)
        if found is None:
            raise Invalid(Wording("console.report.no_breakdown"))
        return found


def add_reporting(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/report")
    async def page(
        first: str = "", last: str = "", by: str = "service", who: SignIn = Depends(console.guard.reader)
    ) -> Response:
        _demand_coordination(who)
        asked, language = _asked(console, first, last, by), who.staff.language
        values = {
            "asked": asked, "bys": BYS, "counts": COUNTS, "reasons": REASONS, "ends": ENDS, "shares": SHARES,
            "speaker": _speaker(console, who), "settings": console.context.settings, "signed_in": who, "here": PAGE,
        }  # fmt: skip
        try:
            [report] = await reports(console.context, who.staff.tenant_id, asked.days, asked.breakdown)
        except Invalid as error:
            problem = console.pages.catalogs.say(error.wording, language)
            return console.pages.render("report.html", language, {**values, "problem": problem}, error.status)
        return console.pages.render("report.html", language, {**values, "problem": None, "report": report})

    @router.get("/report/csv")
    async def csv(first: str = "", last: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        _demand_coordination(who)
        days = _asked(console, first, last, "").days
        found = await reports(console.context, who.staff.tenant_id, days, *BYS)
        name = f"lotse-report-{days.first}-{days.last}.csv"
        return Response(
            _speaker(console, who).csv(found),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _demand_coordination(who: SignIn) -> None:
    """Raises ``NotFound``."""
    if who.staff.role != COORDINATOR:
        raise NotFound


def _asked(console: Console, first: str, last: str, by: str) -> Asked:
    """What was filled in; an empty form asks for the days up to today."""
    today = local_date(console.context.clock())
    if not (first or last):
        first, last = (today - USUAL_SPAN).isoformat(), today.isoformat()
    return Asked(first, last, by)


def _speaker(console: Console, who: SignIn) -> Speaker:
    return Speaker(console.pages.catalogs, who.staff.language, console.context.settings.report_smallest)

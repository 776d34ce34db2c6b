"""The pages that show casework: of one case, and of one's own cases with their dates."""

import uuid

from fastapi import APIRouter, Depends, Response

from backend.cases.models import INTENSITIES
from backend.cases.questions import NEEDS
from backend.cases.states import MANAGED, STATES, UNMANAGED, may_follow
from backend.casework.agreements import TEXT_MAX as WORDS_MAX
from backend.casework.notes import TEXT_MAX as NOTE_MAX
from backend.casework.plan import NAME_MAX
from backend.casework.reading import Casework, MyCase, my_cases, open_casework
from backend.casework.states import CLOSINGS, MEASURES, REFUSALS, UNANSWERED
from backend.console.signing import Console
from backend.merging.reading import beside
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE

#: What a page can say after something was done; a link cannot make it say anything else.
DONE = (
    "opened", "refused", "moved", "review_set", "closed", "assigned", "noted", "drafted", "proposed", "recorded",
    "withdrawn", "planned", "changed",
)  # fmt: skip


def add_casework(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/cases/{case_id}/casework")
    async def page(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        found = await open_casework(console.context, who.staff, case_id)
        others = await beside(console.context, who.staff, case_id) if found.case.state in UNMANAGED else None
        values = {
            **shown(found),
            "kept": others.kept_beside(case_id) if others else None,
            "signed_in": who,
            "done": done if done in DONE else None,
        }
        return console.pages.render("casework/page.html", who.staff.language, values)

    @router.get("/mine")
    async def mine(who: SignIn = Depends(console.guard.reader)) -> Response:
        found = await my_cases(console.context, who.staff)
        values = {"groups": grouped(found), "signed_in": who, "here": "/console/mine"}
        return console.pages.render("casework/mine.html", who.staff.language, values)


def shown(found: Casework) -> dict[str, object]:
    """What the page of the casework reads."""
    state = found.case.state
    return {
        "work": found,
        "here": f"/console/cases/{found.case.id}/casework",
        "managed": state in MANAGED and found.may_own,
        "may_open": state in UNMANAGED and found.may_own,
        "next_states": [name for name in STATES if _may_choose(state, name)],
        "waiting": next((item for item in found.agreements if item.agreement.state in UNANSWERED), None),
        "in_force": next((item for item in found.agreements if item.agreement.state == "agreed"), None),
        "languages": list(dict.fromkeys((SOURCE, found.language))),
        "choices": {
            "refusals": REFUSALS,
            "closings": CLOSINGS,
            "intensities": INTENSITIES,
            "measures": MEASURES,
            "needs": NEEDS,
        },
        "most": {"note": NOTE_MAX, "words": WORDS_MAX, "name": NAME_MAX},
    }


def _may_choose(state: str, wanted: str) -> bool:
    """Opening and closing have forms of their own."""
    return {state, wanted} <= MANAGED and may_follow(state, wanted)


def grouped(found: list[MyCase]) -> dict[str, list[MyCase]]:
    """One's own cases by what is due, then what nobody of the team has taken yet."""
    own = [line for line in found if line.mine]
    return {
        "overdue": [line for line in own if line.due == "overdue"],
        "soon": [line for line in own if line.due == "soon"],
        "later": [line for line in own if line.due is None],
        "queue": [line for line in found if not line.mine],
    }

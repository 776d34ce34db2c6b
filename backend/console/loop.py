"""What a recipient does after the first yes or no: sending on, asking back, first contact, the end."""

import uuid

from fastapi import APIRouter, Depends, Form, Response

from backend.console.cases import chosen, to_case, to_inbox
from backend.console.signing import Console
from backend.core.errors import IllegalState
from backend.handovers.asking import ask_back
from backend.handovers.ending import contacted, end
from backend.handovers.redirecting import redirect
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE

HANDOVER = "/cases/{case_id}/handovers/{handover_id}"


def add_loop(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.post(f"{HANDOVER}/redirect")
    async def send_on(
        case_id: uuid.UUID,
        handover_id: uuid.UUID,
        to: str = Form(""),
        reason: str = Form(""),
        note: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            sent = await redirect(console.context, who.staff, handover_id, chosen(to), reason, note)
        except IllegalState:
            return to_case(case_id, "moved_on")
        return to_case(case_id, "redirected") if sent.status == "accepted" else to_inbox("redirected")

    @router.post(f"{HANDOVER}/ask")
    async def ask(
        case_id: uuid.UUID,
        handover_id: uuid.UUID,
        text: str = Form(""),
        language: str = Form(SOURCE),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        await ask_back(console.context, who.staff, handover_id, text, language)
        return to_case(case_id, "asked_back")

    @router.post(f"{HANDOVER}/contacted")
    async def reached(
        case_id: uuid.UUID, handover_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        try:
            await contacted(console.context, who.staff, handover_id)
        except IllegalState:
            return to_case(case_id, "moved_on")
        return to_case(case_id, "contacted")

    @router.post(f"{HANDOVER}/end")
    async def close(
        case_id: uuid.UUID,
        handover_id: uuid.UUID,
        outcome: str = Form(""),
        reason: str = Form(""),
        note: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await end(console.context, who.staff, handover_id, outcome, reason or None, note)
        except IllegalState:
            return to_case(case_id, "moved_on")
        return to_inbox("ended")

"""Serves the actions from the backend's own process: Rasa calls this route, with a shared secret."""

import hmac
from typing import Any

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.again import Repeat
from actions.answers import Back, ExplainQuestion, NextStep, SkipQuestion, TakeAnswer
from actions.base import CaseAction
from actions.browsing import BrowseOffers
from actions.concerns import TakeConcern
from actions.consent import RevokeConsent
from actions.entry import Start
from actions.fallback import DefaultFallback
from actions.human import AskHuman
from actions.language import ChangeLanguage
from actions.privacy import DeleteData, TellMachine, TellPrivacy
from actions.safety import AfterSafety
from actions.scene import Understand
from actions.session import SessionStart
from actions.small_talk import SmallTalk
from actions.status import TellStatus
from actions.topics import ExplainTopic
from backend.core.context import Context

ACTIONS: tuple[type[CaseAction], ...] = (
    AfterSafety, AskHuman, Back, BrowseOffers, ChangeLanguage, DefaultFallback, DeleteData, ExplainQuestion,
    ExplainTopic, NextStep, Repeat, RevokeConsent, SkipQuestion, SmallTalk, Start, TakeAnswer, TakeConcern, TellMachine,
    TellPrivacy, TellStatus,
)  # fmt: skip


def build_executor(context: Context, understand: Understand) -> ActionExecutor:
    """All actions, ready to be called by name."""
    executor = ActionExecutor()
    executor.register_action(SessionStart(context))
    for action in ACTIONS:
        executor.register_action(action(context, understand))
    return executor


def actions_router(executor: ActionExecutor, secret: str) -> APIRouter:
    """``POST /internal/actions``: refuses everybody who does not know ``secret``, without saying why."""
    router = APIRouter(include_in_schema=False)

    @router.post("/internal/actions")
    async def run_action(request: Request, x_lotse_token: str = Header(default="")) -> JSONResponse:
        if not hmac.compare_digest(x_lotse_token.encode(), secret.encode()):
            raise HTTPException(404)
        # No action reads the domain, and Rasa is told not to send it; the executor wants to see one all the same.
        call: dict[str, Any] = {"domain": {}, **await request.json()}
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
        except ActionNotFoundException as unknown:
            return JSONResponse({"error": str(unknown), "action_name": unknown.action_name}, status_code=404)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return router

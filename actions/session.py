"""A fresh tracker: the few slots come from the case, which is where a conversation lives."""

import uuid
from typing import Any

from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.transcripts.models import Conversation


class SessionStart(Action):
    """Rebuild ``open_question`` and ``mode``."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def name(self) -> str:
        """The name in Rasa's domain."""
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Called by the dialogue before the first message of an epoch."""
        slots = await self._slots(tracker.sender_id)
        events = [SlotSet(name, value) for name, value in slots.items()]
        return [SessionStarted(), *events, ActionExecuted("action_listen")]

    async def _slots(self, sender: str) -> dict[str, str | None]:
        conversation_id = uuid.UUID(sender.split(".")[0])
        async with self._context.database.reading() as session:
            conversation = await session.get(Conversation, conversation_id)
            case = await session.get(CaseRecord, conversation.case_id) if conversation else None
        return {"open_question": case.open_question, "mode": case.mode} if case else {}

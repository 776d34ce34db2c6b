"""Actions called as Rasa calls them, on a real database, without Rasa."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from actions.server import build_executor
from assistant.app import understand_with
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.handovers.models import Handover
from backend.organisations.models import Staff, TeamMember
from backend.transcripts.schemas import Do
from backend.transcripts.service import record_person
from nlu.understand import Understander
from tests.support.cases import new_conversation


class Actor:
    """One conversation, and the calls that the dialogue would make for it."""

    def __init__(self, context: Context, understand: Callable[[str, str], Awaitable[Mapping[str, Any]]]) -> None:
        self.context = context
        self.understand = understand
        self.executor = build_executor(context, understand)
        self.conversation_id: uuid.UUID

    async def begin(self, language: str = "de", channel: str = "web") -> None:
        conversation, _ = await new_conversation(self.context, language, channel)
        self.conversation_id = conversation.id

    async def stand(self, facts: Mapping[str, Any], *, mode: str = "full", open_question: str | None = None) -> None:
        """Put the case where a test wants it: known facts, mode, open question."""
        message_id = await self.hear("")
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, self.conversation_id)
            file.case.mode = mode
            for attribute, value in facts.items():
                await file.facts.record(attribute, value, "stated", message_id, file.now)
            file.case.open_question = open_question

    async def hear(self, text: str) -> uuid.UUID:
        """Store a message of the person's."""
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, self.conversation_id)
            message = record_person(
                session, file.conversation, file.vault,
                text=text, chosen=None, client_id=uuid.uuid4().hex, now=file.now,
            )  # fmt: skip
        return message.id

    async def call(
        self, action: str, text: str = "", intent: str = "inform", do: Do | None = None, **overrides: Any
    ) -> list[dict[str, Any]]:
        """Run an action for a new message; gives what it says."""
        message_id = overrides.pop("message_id", None) or await self.hear(text)
        metadata = {
            "conversation_id": str(self.conversation_id),
            "message_id": str(message_id),
            "epoch": (await self.file()).conversation.epoch,
            "understanding": await self.understand(text, "de") if text else {},
            "choice": {"do": do.model_dump()} if do else None,
            **overrides,
        }
        result = await self.executor.run({"next_action": action, "tracker": _tracker(intent, metadata), "domain": {}})
        self.slots = {event["name"]: event["value"] for event in result.events if event["event"] == "slot"}
        return [response["custom"] for response in result.responses]

    async def file(self) -> CaseFile:
        """The case, to look at."""
        async with self.context.database.reading() as session:
            return await CaseFile.open(session, self.context, self.conversation_id)

    async def member(self, handover: Handover) -> Staff:
        """Somebody of the team with which a handover lies."""
        async with self.context.database.reading() as session:
            member = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id)
            return (await session.execute(member.where(TeamMember.team_id == handover.team_id))).scalars().first()


def _tracker(intent: str, metadata: dict[str, Any]) -> dict[str, Any]:
    message = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": "", "metadata": metadata}
    return {
        "sender_id": f"{metadata['conversation_id']}.{metadata['epoch']}",
        "slots": {},
        "latest_message": message,
        "events": [{"event": "user", "parse_data": message}],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }


@pytest.fixture(scope="session")
def understander() -> Understander:
    """Takes a second to build, and keeps nothing between messages."""
    return Understander({"musterstadt": ("Musterstadt",), "neudorf": ("Neudorf",)})


@pytest.fixture
async def actor(context: Context, understander: Understander) -> Actor:
    towns = {"musterstadt": "Musterstadt", "neudorf": "Neudorf"}
    made = Actor(context, understand_with(understander, towns, context.clock))
    await made.begin()
    return made

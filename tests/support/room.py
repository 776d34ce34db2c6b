"""One person's conversation in a gateway whose dialogue does what the test wants."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from assistant.engine.client import DialogueUnavailable
from assistant.gateway.gateway import Gateway, Reading
from assistant.gateway.incoming import ChoiceIn, MessageIn
from assistant.gateway.runner import TurnRunner
from backend.core.context import Context

SAY = [{"key": "small_talk.greet"}]


class FakeDialogue:
    """Answers as it is told, and remembers what it was given."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, Mapping[str, Any]]] = []
        self.well = True
        self.answer: Callable[[], Any] = lambda: SAY

    async def talk(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.heard.append((sender, text, metadata))
        if not self.well:
            raise DialogueUnavailable("down")
        answer = self.answer()
        return await answer if asyncio.iscoroutine(answer) else answer

    async def until_heard(self, times: int) -> None:
        for _ in range(500):
            if len(self.heard) >= times:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(len(self.heard))

    async def healthy(self) -> bool:
        return self.well


class Room:
    """One person's conversation in a gateway."""

    def __init__(self, context: Context, gateway: Gateway, runner: TurnRunner, dialogue: FakeDialogue) -> None:
        self.context, self.gateway, self.runner, self.dialogue = context, gateway, runner, dialogue
        self.count = 0

    async def enter(self) -> "Room":
        self.id, self.token, _ = await self.gateway.open(language="de", channel="web", municipality=None, origin=None)
        return self

    async def say(self, text: str) -> None:
        self.count += 1
        await self.gateway.receive(self.id, self.token, MessageIn(client_id=f"c{self.count}", text=text))

    async def tap(self, message_id: str, choice_id: str) -> None:
        self.count += 1
        choice = ChoiceIn(message_id=message_id, choice_id=choice_id)
        await self.gateway.receive(self.id, self.token, MessageIn(client_id=f"c{self.count}", choice=choice))

    async def read(self) -> Reading:
        return await self.gateway.read(self.id, self.token)

    async def until(self, key: str, times: int = 1) -> Reading:
        for _ in range(400):
            reading = await self.read()
            if sum(message.key == key for message in reading.messages) >= times:
                return reading
            await asyncio.sleep(0.02)
        raise AssertionError([message.key for message in reading.messages])

    async def settled(self) -> Reading:
        for _ in range(400):
            reading = await self.read()
            if reading.state.assistant == "ready":
                return reading
            await asyncio.sleep(0.02)
        raise AssertionError(reading.state)


async def understand(text: str, language: str) -> Mapping[str, Any]:
    """Understands one word of danger, and nothing else."""
    return {"urgency": ["violence_now"] if "DANGER" in text else [], "needs": [], "entities": []}

"""One action at work: the opened case, what was heard, and what is going to be said."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.heard import Heard
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.transcripts.schemas import Utterance

#: Text and language in, the gateway's understanding (JSON) out.
type Understand = Callable[[str, str], Awaitable[Mapping[str, Any]]]


@dataclass
class Scene:
    """Collects utterances in order."""

    file: CaseFile
    heard: Heard
    understand: Understand
    said: list[Utterance] = field(default_factory=list)

    @property
    def case(self) -> CaseRecord:
        """The case record."""
        return self.file.case

    def say(self, utterance: Utterance) -> None:
        """Say something after what was said before."""
        self.said.append(utterance)

    def say_all(self, utterances: Iterable[Utterance]) -> None:
        """Say several things in their order."""
        self.said.extend(utterances)

    async def note(self, attribute: str, value: Any, status: str = "stated") -> bool:
        """Record a fact from the message that was heard."""
        new = await self.file.facts.record(attribute, value, status, self.heard.message_id, self.file.now)
        if new and attribute == "municipality":
            await self.file.look_around()
        return new

"""The dialogue itself does not know what to do: say so, offer a person, and come back."""

from typing import Any, ClassVar

from rasa_sdk.events import UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from backend.transcripts.schemas import Utterance


class DefaultFallback(CaseAction):
    """Takes the place of Rasa's own."""

    action: ClassVar[str] = "action_default_fallback"

    async def act(self, scene: Scene) -> None:
        """Say it, and ask again."""
        scene.say(Utterance(key="answer.stuck", choices=(speech.PERSON,)))
        await repeat(scene)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """The message that led nowhere is taken out of the tracker, so that it cannot lead there again."""
        return [UserUtteranceReverted(), *await super().run(dispatcher, tracker, domain)]

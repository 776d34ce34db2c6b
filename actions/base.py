"""What all actions share: one transaction, effects that happen once, and refusal of late calls."""

from abc import abstractmethod
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.changing import Earlier, follow
from actions.heard import Heard
from actions.scene import Scene, Understand
from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.transcripts.models import Effect


class CaseAction(Action):
    """An action on the case of the conversation."""

    action: ClassVar[str]
    is_right: ClassVar[bool] = False

    def __init__(self, context: Context, understand: Understand) -> None:
        self._context = context
        self._understand = understand

    def name(self) -> str:
        """The name in Rasa's domain."""
        return self.action

    @abstractmethod
    async def act(self, scene: Scene) -> None:
        """Do it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Called by the dialogue. Says nothing where the case is gone or the call is late."""
        heard = Heard.from_tracker(tracker, self.action)
        try:
            async with self._context.database.writing() as session:
                file = await CaseFile.open(session, self._context, heard.conversation_id)
                if heard.epoch != file.conversation.epoch or not self._may_act(file):
                    return []
                result = await self._once(file, heard)
        except NotFound:
            return []
        for utterance in result["said"]:
            dispatcher.utter_message(json_message=utterance)
        return [SlotSet(name, value) for name, value in result["slots"].items()]

    def _may_act(self, file: CaseFile) -> bool:
        """While a person answers, the assistant does nothing but what somebody has a right to at any time."""
        return file.conversation.owner == "assistant" or self.is_right

    async def _once(self, file: CaseFile, heard: Heard) -> dict[str, Any]:
        """Act, or repeat what was said when the same call did it before (message id, action, ordinal)."""
        key = (heard.message_id, self.action, heard.ordinal)
        done = await file.session.get(Effect, key)
        if done:
            repeated: dict[str, Any] = file.vault.open("effect.result", done.result)
            return repeated
        scene = Scene(file, heard, self._understand)
        earlier = Earlier.of(file)
        await self.act(scene)
        await follow(scene, earlier)
        result = {
            "said": [utterance.model_dump(mode="json", exclude_defaults=True) for utterance in scene.said],
            "slots": {"open_question": file.case.open_question, "mode": file.case.mode},
        }
        sealed = file.vault.seal("effect.result", result)
        file.session.add(Effect(message_id=key[0], action=key[1], ordinal=key[2], result=sealed))
        return result

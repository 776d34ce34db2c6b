"""After a word of danger. The numbers were given by the gateway already, before the dialogue saw the message."""

from typing import ClassVar

from actions import speech
from actions.base import CaseAction
from actions.remarks import note_remarks
from actions.scene import Scene
from backend.transcripts.schemas import Utterance


class AfterSafety(CaseAction):
    """Offer a person and leave it to the person when to go on; the open question stays open."""

    action: ClassVar[str] = "action_after_safety"

    async def act(self, scene: Scene) -> None:
        """Nothing is asked now."""
        await note_remarks(scene)
        go_on = speech.action_choice("go_on", "repeat")
        scene.say(Utterance(key="safety.afterwards", choices=(speech.PERSON, go_on)))

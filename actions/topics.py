"""Wishes that are answered with what to know and where to turn, and that are no need: law, appointments."""

from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.remarks import note_remarks
from actions.scene import Scene
from backend.transcripts.schemas import Choice, Utterance

#: What can be tapped beside the explanation.
WAYS_ON: dict[str, tuple[Choice, ...]] = {
    "ask_legal_help": (speech.reading("have_letter"), speech.PERSON),
    "ask_appointment": (speech.PERSON,),
}


class ExplainTopic(CaseAction):
    """Explain, keep what else was said, and come back to what is open."""

    action: ClassVar[str] = "action_explain_topic"

    async def act(self, scene: Scene) -> None:
        """An unknown topic is only a reason to go on asking."""
        if scene.heard.intent in WAYS_ON:
            scene.say(Utterance(key=f"topic.{scene.heard.intent}", choices=WAYS_ON[scene.heard.intent]))
        await note_remarks(scene)
        if scene.case.open_question:
            await repeat(scene)

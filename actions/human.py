"""A person is wanted: always possible, in every mode."""

from typing import ClassVar

from actions import flow, speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.outcome import call_person
from actions.scene import Scene
from backend.cases.agenda import REACH
from locales.wording import Wording


class AskHuman(CaseAction):
    """Put the case before the first-contact desk, then go on meanwhile."""

    action: ClassVar[str] = "action_ask_human"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Call, then come back to the question that is open; where somebody answers already, say only that."""
        if scene.file.conversation.owner == "person":
            scene.say(speech.plain(Wording("human.is_here"), kind="status"))
            return
        await call_person(scene)
        if (await flow.current_step(scene.file)).because == REACH:
            await flow.advance(scene)
        else:
            await repeat(scene)

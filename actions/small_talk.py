"""Greeting, thanks, goodbye."""

from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from locales.wording import Wording


class SmallTalk(CaseAction):
    """Answer in kind; a goodbye ends nothing, everything can be taken up again."""

    action: ClassVar[str] = "action_small_talk"

    async def act(self, scene: Scene) -> None:
        """Answer and, but for a goodbye, come back to what is open."""
        talk = scene.heard.intent if scene.heard.intent in {"greet", "thank", "goodbye"} else "greet"
        kiosk = talk == "goodbye" and speech.at_kiosk(scene.file)
        scene.say(speech.plain(Wording("small_talk.goodbye_kiosk") if kiosk else Wording.of("small_talk", talk)))
        if talk != "goodbye":
            await repeat(scene)

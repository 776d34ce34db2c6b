"""After a word of danger. The numbers were given by the gateway already, before the dialogue saw the message."""

from typing import ClassVar

from actions import flow, speech
from actions.answers import read_open
from actions.base import CaseAction
from actions.outcome import take
from actions.remarks import note_remarks
from actions.scene import Scene
from backend.cases.questions import LETTER
from backend.transcripts.models import SAFETY_EFFECT, Effect
from backend.transcripts.schemas import Utterance


class AfterSafety(CaseAction):
    """Offer a person and leave it to the person when to go on; the open question stays open."""

    action: ClassVar[str] = "action_after_safety"

    async def act(self, scene: Scene) -> None:
        """Nothing is asked now; but a pressing date may be the very answer that a letter's question waits for."""
        attribute = scene.case.open_question
        reading = await read_open(scene, attribute) if attribute in LETTER else None
        if attribute and reading:
            await take(scene, attribute, reading)
            return
        await note_remarks(scene)
        if attribute and not await flow.still_stands(scene.file, attribute):
            scene.case.open_question = None  # what was said has changed the way; going on asks what is due now
        choices = (speech.PERSON, speech.action_choice("go_on", "repeat"))
        if await self._answered(scene):
            scene.say(Utterance(key="safety.afterwards", choices=choices))
            await self._ask_end_of_title(scene)
            return
        # The words alone did not say danger, only their sound: ask, with the numbers beside, and alarm nobody else.
        numbers = speech.contacts(scene.file, ("POLICE_110", "EMERGENCY_112"))
        scene.say(Utterance(key="safety.check", kind="safety", contacts=numbers, choices=choices))

    async def _ask_end_of_title(self, scene: Scene) -> None:
        """Whether a paper still holds or has ended calls for different steps (S13): asked right after the warning."""
        warned = "title_expiring_7d" in scene.heard.understanding.get("urgency", ())
        if warned and scene.case.mode != "information" and scene.file.facts.status("title_valid_until") is None:
            await flow.ask(scene, "title_valid_until")

    async def _answered(self, scene: Scene) -> bool:
        key = (scene.heard.message_id, SAFETY_EFFECT, 0)
        return await scene.file.session.get(Effect, key) is not None

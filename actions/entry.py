"""The ways in: a question, help, a letter, a number from before."""

from typing import ClassVar

from actions import flow
from actions.base import CaseAction
from actions.outcome import begin, take
from actions.reading import Reading
from actions.scene import Scene

ENTRY_OF = {"start_question": "question", "start_help": "help", "have_letter": "letter", "have_reference": "reference"}


class Start(CaseAction):
    """Begin, or begin with something else; also the step up to a handover."""

    action: ClassVar[str] = "action_start"

    async def act(self, scene: Scene) -> None:
        """Enter. Whoever is in the intake already and wants help is asked what else it is about."""
        do = scene.heard.do
        if do and do.attribute == "mode":
            await scene.file.facts.withdraw("handover", scene.file.now)  # a no before is asked again
            await take(scene, "mode", Reading(do.value, "chosen"))
            return
        entry = ENTRY_OF[scene.heard.intent]
        under_way = scene.case.mode != "information" and scene.file.facts.status("needs") is not None
        if entry == "help" and under_way and scene.case.open_question is None:
            await flow.ask(scene, "needs")
            return
        await begin(scene, entry)

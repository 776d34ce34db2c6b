"""What became of it."""

import uuid
from typing import Any, ClassVar

from actions import adding, speech, tracking
from actions.answers import repeat
from actions.base import CaseAction
from actions.outcome import begin
from actions.scene import Scene
from backend.handovers import following
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.handovers.rounds import ANSWERS
from locales.wording import Wording


class TellStatus(CaseAction):
    """The handovers of this case; without any, ask for a number from before. Buttons also add something, or say
    whether somebody has been in touch."""

    action: ClassVar[str] = "action_tell_status"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Carry out what was tapped, or tell."""
        wanted = scene.heard.do.value if scene.heard.do else None
        wanted = wanted if isinstance(wanted, dict) else {}
        if "contacted" in wanted:
            await _contacted(scene, wanted)
        elif adding.ADD in wanted:
            await adding.ask(scene)
        else:
            await _tell(scene)


async def _tell(scene: Scene) -> None:
    """One message for each handover, the latest first."""
    found = await handovers.of_case(scene.file.session, scene.case.id)
    for handover in found:
        scene.say(await tracking.tell(scene.file.session, scene.file.context, handover, at_home=True))
    if scene.case.person_wanted_at and scene.case.person_answered_at is None:
        scene.say(speech.plain(Wording("status.person_wanted"), kind="status"))
        scene.say_all(speech.when_staffed(scene.file))
    if found or scene.case.open_question:
        await repeat(scene)
    else:
        await begin(scene, "reference")


async def _contacted(scene: Scene, said: dict[str, Any]) -> None:
    """Whether somebody has been in touch. What was tapped too late changes nothing, and the status is told."""
    handover = await scene.file.session.get(Handover, uuid.UUID(str(said["handover"])))
    answer = next((answer for answer in ANSWERS if answer == said["contacted"]), None)
    theirs = handover is not None and handover.case_id == scene.case.id
    if handover is None or answer is None or not theirs or not await following.answered(scene.file, handover, answer):
        await _tell(scene)
        return
    scene.say(speech.plain(Wording.of("follow_up.answered", answer), kind="status"))
    await repeat(scene)

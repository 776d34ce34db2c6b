"""What became of it."""

from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.outcome import begin, status
from actions.scene import Scene
from backend.handovers import service as handovers
from backend.organisations.models import Service
from locales.wording import Wording


class TellStatus(CaseAction):
    """The handovers of this case; without any, ask for a number from before."""

    action: ClassVar[str] = "action_tell_status"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """One line for each handover, the latest first."""
        found = await handovers.of_case(scene.file.session, scene.case.id)
        for handover in found:
            service = await scene.file.session.get_one(Service, handover.service_id)
            scene.say(status(handover.status, service, handover.reference))
        if scene.case.person_wanted_at and scene.case.person_answered_at is None:
            scene.say(speech.plain(Wording("status.person_wanted"), kind="status"))
            scene.say_all(speech.when_staffed(scene.file))
        if found or scene.case.open_question:
            await repeat(scene)
        else:
            await begin(scene, "reference")

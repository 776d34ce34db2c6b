"""What became of it."""

from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.given import given
from actions.outcome import RAN_OUT, begin, status, told_state
from actions.scene import Scene
from backend.consent.models import Consent
from backend.handovers import service as handovers
from backend.organisations.models import Service
from locales.wording import Wording


class TellStatus(CaseAction):
    """The handovers of this case; without any, ask for a number from before."""

    action: ClassVar[str] = "action_tell_status"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Where each handover stands and what the person has allowed, the latest first."""
        found = await handovers.of_case(scene.file.session, scene.case.id)
        for handover in found:
            service = await scene.file.session.get_one(Service, handover.service_id)
            consent = await scene.file.session.get_one(Consent, handover.consent_id)
            state = told_state(handover, consent)
            allowed = given(consent, handovers.passed_on(scene.file, handover, consent), ran_out=state == RAN_OUT)
            scene.say(status(state, service, handover).model_copy(update={"items": allowed}))
        if scene.case.person_wanted_at and scene.case.person_answered_at is None:
            scene.say(speech.plain(Wording("status.person_wanted"), kind="status"))
        if found or scene.case.open_question:
            await repeat(scene)
        else:
            await begin(scene, "reference")

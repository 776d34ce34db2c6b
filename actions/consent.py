"""Taking a consent back: at any time, in the chat, with effect for the recipient at once."""

import uuid
from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.transcripts.schemas import Choice, Do, Utterance
from locales.wording import Wording


class RevokeConsent(CaseAction):
    """Ask which one, then take it back. A tap is needed: a word may have meant something else."""

    action: ClassVar[str] = "action_revoke_consent"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Offer the handovers that are open, or carry out what was tapped."""
        do = scene.heard.do
        if do and do.value:
            await self._revoke(scene, uuid.UUID(str(do.value)))
            return
        found = [h for h in await handovers.of_case(scene.file.session, scene.case.id) if h.status in OPEN]
        if not found:
            scene.say(speech.plain(Wording("consent.nothing_to_revoke")))
            await repeat(scene)
            return
        choices = tuple([await self._choice(scene, handover) for handover in found])
        keep = Choice(id="keep", label=Wording("choice.keep").to_json(), do=Do(intent="repeat"), icon="back")
        scene.say(Utterance(key="consent.which", kind="notice", choices=(*choices, keep)))

    async def _choice(self, scene: Scene, handover: Handover) -> Choice:
        service = await scene.file.session.get_one(Service, handover.service_id)
        name = Wording.of("destination", service.destination, "name").to_json()
        return Choice(
            id=f"revoke-{handover.reference}",
            label=Wording("choice.revoke_from", {"service": name}).to_json(),
            do=Do(intent="revoke_consent", value=str(handover.id)),
            icon="erase",
        )

    async def _revoke(self, scene: Scene, handover_id: uuid.UUID) -> None:
        handover = await scene.file.session.get(Handover, handover_id)
        if handover is None or handover.case_id != scene.case.id or handover.status not in OPEN:
            scene.say(speech.plain(Wording("consent.nothing_to_revoke")))
            return
        await handovers.revoke(scene.file, handover)
        service = await scene.file.session.get_one(Service, handover.service_id)
        params = {"service": Wording.of("destination", service.destination, "name").to_json()}
        scene.say(speech.plain(Wording("consent.revoked", params), kind="status"))
        await repeat(scene)

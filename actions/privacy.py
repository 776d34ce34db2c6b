"""What is kept, by whom it may be read, and how to have it deleted."""

from typing import ClassVar

from actions import speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from backend.transcripts.schemas import Choice, Do, Utterance
from locales.wording import Wording

#: The gateway itself carries this out: an action cannot erase the case that it stands in.
ERASE = "erase"


class TellPrivacy(CaseAction):
    """Explain, then come back."""

    action: ClassVar[str] = "action_tell_privacy"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Explain for the mode that the conversation is in."""
        params = {"operator": scene.file.tenant.operator}
        scene.say(speech.plain(Wording("privacy.told", params), kind="notice"))
        if scene.file.context.settings.translates:
            scene.say(speech.plain(Wording("privacy.translated", params), kind="notice"))
        scene.say(speech.plain(Wording.of("mode_set", scene.case.mode), kind="notice"))
        if not speech.at_kiosk(scene.file):
            scene.say(speech.plain(Wording("privacy.copy"), kind="notice"))
        await repeat(scene)


class DeleteData(CaseAction):
    """Ask once whether everything is to go."""

    action: ClassVar[str] = "action_delete_data"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Offer the button; nothing is deleted by a word that may have meant something else."""
        yes = Choice(
            id="erase", label=Wording("choice.erase").to_json(), do=Do(intent=ERASE), icon="erase", style="primary"
        )
        keep = Choice(id="keep", label=Wording("choice.keep").to_json(), do=Do(intent="repeat"), icon="back")
        scene.say(Utterance(key="privacy.delete", kind="notice", choices=(yes, keep)))


class TellMachine(CaseAction):
    """ "Are you a person?" No."""

    action: ClassVar[str] = "action_tell_machine"

    async def act(self, scene: Scene) -> None:
        """Say it plainly and offer a person (Art. 50 AI Act)."""
        scene.say(Utterance(key="machine.told", kind="notice", choices=(speech.PERSON,)))
        await repeat(scene)

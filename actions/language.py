"""Another language, at any moment; nothing is lost by it."""

from typing import ClassVar

from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from backend.transcripts.schemas import Choice, Do, Utterance
from locales.languages import is_offered, offered
from locales.wording import Wording


class ChangeLanguage(CaseAction):
    """Switch when the language is clear, else show the languages on offer."""

    action: ClassVar[str] = "action_change_language"

    async def act(self, scene: Scene) -> None:
        """The gateway renders what follows in the new language."""
        do = scene.heard.do
        wanted = do.value if do else scene.heard.entity("language")
        if wanted and is_offered(wanted):
            await scene.file.change_language(wanted)
            scene.say(Utterance(key="language.changed", params={"language": {"language": wanted}}, kind="status"))
            await repeat(scene)
            return
        choices = tuple(
            Choice(id=language.code, label=language.name, do=Do(intent="change_language", value=language.code))
            for language in offered()
        )
        wording = Wording("language.which") if wanted is None else Wording("language.not_offered")
        scene.say(Utterance(key=wording.key, choices=choices))

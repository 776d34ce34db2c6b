"""Looking through offers by buttons."""

from collections.abc import Mapping
from typing import Any, ClassVar

from actions import speech
from actions.answers import repeat
from actions.articles import tell_article
from actions.base import CaseAction
from actions.offers import show_offers
from actions.scene import Scene
from backend.responsibility.loading import rulebook
from backend.transcripts.schemas import Utterance


class BrowseOffers(CaseAction):
    """A button: offers for concerns, the next three, or fewer of them; or an article."""

    action: ClassVar[str] = "action_browse_offers"

    async def act(self, scene: Scene) -> None:
        """Show them and come back to the open question."""
        wanted = scene.heard.do.value if scene.heard.do else None
        wanted = wanted if isinstance(wanted, dict) else {}
        if "article" in wanted:
            tell_article(scene, [str(wanted["article"])])
        else:
            await self._offers(scene, wanted)
        if scene.case.open_question and scene.case.mode != "information":
            await repeat(scene)

    async def _offers(self, scene: Scene, wanted: Mapping[str, Any]) -> None:
        needs = [str(need) for need in wanted.get("needs", ()) if need in rulebook().needs]
        meant = tuple(str(key) for key in wanted.get("meant", ()))
        only = str(wanted.get("only", ""))
        begin = int(wanted.get("begin", 0))
        if not await show_offers(
            scene, needs or list(scene.file.facts.value("needs") or ()), meant=meant, begin=begin, only=only
        ):
            scene.say(Utterance(key="offers.none", choices=(speech.PERSON,)))

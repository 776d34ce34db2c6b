"""A concern, named at any moment: as the answer to "what do you need", or in between."""

from dataclasses import replace
from typing import ClassVar

from actions import flow
from actions.answers import answer, read_open, repeat
from actions.articles import asks, tell_article
from actions.base import CaseAction
from actions.looking import look_up
from actions.outcome import tell_about
from actions.remarks import note_remarks
from actions.scene import Scene


class TakeConcern(CaseAction):
    """Note the concern and come back to the open question, or tell what is usual in information mode."""

    action: ClassVar[str] = "action_take_concern"

    async def act(self, scene: Scene) -> None:
        """Several concerns in one message are all kept (R12)."""
        attribute = scene.case.open_question
        if attribute and attribute != "needs" and await read_open(scene, attribute):
            # "I have a Duldung" answers the question for the paper and is no concern about it.
            scene.heard = replace(scene.heard, intent="inform")
            await answer(scene, attribute)
        elif scene.case.mode != "information":
            await self._note(scene)
        elif scene.file.facts.value("entry") in {None, "question"}:
            await self._inform(scene)
        else:
            await repeat(scene)

    async def _note(self, scene: Scene) -> None:
        if asks(scene):
            tell_article(scene, (await look_up(scene)).articles)
        if scene.case.open_question == "needs":
            known = scene.file.facts.value("needs") or []
            await scene.note("needs", list(dict.fromkeys([*known, *scene.heard.needs])))
            await note_remarks(scene, except_for={"needs"})
        else:
            await note_remarks(scene)
        await flow.advance(scene)

    async def _inform(self, scene: Scene) -> None:
        if scene.file.facts.value("entry") is None:
            await scene.note("entry", "question")
        await tell_about(scene, scene.heard.needs)

"""A person is wanted: always possible, in every mode."""

from typing import ClassVar

from actions.answers import repeat
from actions.base import CaseAction
from actions.outcome import call_person
from actions.scene import Scene


class AskHuman(CaseAction):
    """Put the case before the first-contact desk, then go on meanwhile."""

    action: ClassVar[str] = "action_ask_human"
    is_right: ClassVar[bool] = True

    async def act(self, scene: Scene) -> None:
        """Call, then come back to the question that is open."""
        await call_person(scene)
        await repeat(scene)

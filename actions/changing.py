"""What follows from facts beside the next question: changes that break help are noticed and told in the same turn."""

from dataclasses import dataclass

from actions.scene import Scene
from backend.cases.file import CaseFile
from backend.changes import tasks, telling
from backend.changes.noticing import Seen


@dataclass(frozen=True)
class Earlier:
    """A case before an action; what there is to compare with once somebody has been named."""

    state: tuple[object, ...]
    seen: Seen | None

    @classmethod
    def of(cls, file: CaseFile) -> "Earlier":
        """The case as it is now."""
        return cls(_state(file), tasks.seen(file) if file.case.told_revision is not None else None)


async def follow(scene: Scene, earlier: Earlier) -> None:
    """Notice what the action has changed, and tell what is to be told, before the question. In danger nothing else is
    said, and while a person answers, they say it."""
    file = scene.file
    if _state(file) != earlier.state:
        await tasks.follow(file, earlier.seen)
    if scene.heard.understanding.get("urgency") or file.conversation.owner == "person":
        return
    told = await telling.tell(file, {utterance.key for utterance in scene.said})
    at = max(len(scene.said) - 1, 0)
    scene.said[at:at] = told


def _state(file: CaseFile) -> tuple[object, ...]:
    return file.case.facts_revision, file.case.told_revision, file.case.mode

"""What a message tells beside the answer that was asked for: corrections and things not yet asked."""

from collections.abc import Collection
from typing import Any

from actions import speech
from actions.scene import Scene
from backend.cases.presentation import label, value
from locales.wording import Wording

#: Which fact an entity states, when it was not asked for.
FACT_OF_ENTITY = {
    "age": "age",
    "residence_title": "residence_title",
    "benefit": "benefits_drawn",
    "case_management": "case_management",
    "place": "municipality",
}


async def note_remarks(scene: Scene, *, except_for: Collection[str] = ()) -> bool:
    """Record what else was said, and say what was changed. In information mode nothing becomes a fact.

    Returns whether there was anything.
    """
    if scene.case.mode == "information" or scene.heard.do is not None:
        return False
    found = {attribute: stated for attribute, stated in _stated(scene).items() if attribute not in except_for}
    noted = False
    for attribute, stated in found.items():
        noted |= await _note(scene, attribute, stated)
    return noted


def _stated(scene: Scene) -> dict[str, Any]:
    heard = scene.heard
    found = {fact: heard.entity(kind) for kind, fact in FACT_OF_ENTITY.items()}
    stated = {fact: known for fact, known in found.items() if known is not None}
    known_needs = scene.file.facts.value("needs") or []
    new_needs = [need for need in heard.needs if need not in known_needs]
    if new_needs:
        stated["needs"] = [*known_needs, *new_needs]
    return stated


async def _note(scene: Scene, attribute: str, stated: Any) -> bool:
    before = scene.file.facts.value(attribute)
    if stated == before or not await scene.note(attribute, stated):
        return False
    params = {"what": label(attribute), "value": value(attribute, stated)}
    key = Wording("answer.noted", params) if before is None else Wording("answer.corrected", params)
    scene.say(speech.plain(key))
    return True

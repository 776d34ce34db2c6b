"""What a message tells beside the answer that was asked for: corrections and things not yet asked."""

from collections.abc import Collection
from typing import Any

from actions import speech
from actions.scene import Scene
from backend.cases.presentation import label, value
from backend.responsibility.loading import rulebook
from locales.wording import Wording

#: Which fact an entity states, when it was not asked for.
FACT_OF_ENTITY = {
    "age": "age",
    "residence_title": "residence_title",
    "benefits_drawn": "benefits_drawn",
    "case_management": "case_management",
    "place": "municipality",
    "birth_date": "birth_date",
    "lives_in": "lives_in",
    "writing_for": "writing_for",
    "eu_status": "eu_status",
}
#: The same, said as true or false.
YES_OR_NO = ("unaccompanied", "responsibility_unclear")


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
    found = {fact: heard.entity(kind) for kind, fact in FACT_OF_ENTITY.items() if _fits(scene, fact)}
    # "unknown" is a Fiktionsbescheinigung: it keeps the rights of the title before it, which has to be asked.
    stated = {fact: known for fact, known in found.items() if known is not None and known != "unknown"}
    said = {name: heard.entity(name) for name in YES_OR_NO if _fits(scene, name)}
    stated |= {name: "yes" if value else "no" for name, value in said.items() if value is not None}
    children = _children(scene)
    if children:
        stated["children"] = children
    known_needs = scene.file.facts.value("needs") or []
    named = [*heard.needs, *(["school"] if heard.entity("child_without_school") else [])]
    new_needs = [need for need in dict.fromkeys(named) if need not in known_needs]
    if new_needs:
        stated["needs"] = [*known_needs, *new_needs]
    return stated


def _fits(scene: Scene, fact: str) -> bool:
    """Some remarks mean something only for some people: "I work" for EU citizens, "without my parents" for minors."""
    known, heard = scene.file.facts, scene.heard
    if fact == "eu_status":
        return (heard.entity("residence_title") or known.value("residence_title")) in rulebook().sets["eu_titles"]
    if fact == "unaccompanied":
        age = heard.entity("age") or known.value("age")
        return age is not None and age < rulebook().numbers["majority"]
    return True


def _children(scene: Scene) -> list[dict[str, Any]]:
    """Children whose ages are told, beside those already known; of whom it is said, with no place at a school."""
    known = {child["age"]: child for child in scene.file.facts.value("children") or [] if "age" in child}
    without_school = {"school_place": False} if scene.heard.entity("child_without_school") else {}
    told = {age: {"age": age, **known.get(age, {}), **without_school} for age in scene.heard.entities("child_age")}
    return list({**known, **told}.values()) if told else []


async def _note(scene: Scene, attribute: str, stated: Any) -> bool:
    before = scene.file.facts.value(attribute)
    if stated == before or not await scene.note(attribute, stated):
        return False
    params = {"what": label(attribute), "value": value(attribute, stated)}
    key = Wording("answer.noted", params) if before is None else Wording("answer.corrected", params)
    scene.say(speech.plain(key))
    return True

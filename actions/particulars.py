"""Answers that mean more than themselves: whose age it is, what was said again, a missing school place."""

from collections.abc import Awaitable, Callable

from actions import flow, speech
from actions.reading import Reading
from actions.scene import Scene
from backend.cases import events
from backend.cases.questions import CHILDS_AGE, CONFIRMED_BIRTH_DATE, CONFIRMED_TITLE, QUESTIONS
from backend.responsibility.loading import rulebook
from backend.responsibility.safety import safety_answers
from locales.wording import Wording

#: Written for by somebody else.
FOR_SOMEBODY = frozenset({"parent", "child", "other"})

type Outcome = Callable[[Scene, Reading], Awaitable[None]]


def with_known_needs(scene: Scene, needs: list[str]) -> list[str]:
    """Several concerns are all kept (R12)."""
    return list(dict.fromkeys([*(scene.file.facts.value("needs") or []), *needs]))


async def _writing_for(scene: Scene, reading: Reading) -> None:
    """A child's age was told by somebody who writes for it: the age is the child's, the grown-up is the client."""
    await scene.note("writing_for", reading.value, reading.status)
    if reading.value in FOR_SOMEBODY and _is_child(scene.file.facts.value("age")):
        await _keep_as_childs(scene, scene.file.facts.value("age"))
    await flow.advance(scene)


async def _age(scene: Scene, reading: Reading) -> None:
    """A child's age from somebody who writes for a grown-up or for the child is kept as such, and the grown-up's asked.
    Told once more, it is left at that: pressing helps nobody, a person does. A year of birth is an answer as well."""
    facts = scene.file.facts
    if isinstance(reading.value, str):
        await scene.note("birth_date", reading.value)
    elif facts.value("writing_for") not in FOR_SOMEBODY or not _is_child(reading.value):
        await scene.note("age", reading.value, reading.status)
    elif facts.status(CHILDS_AGE):
        await scene.note("age", None, "refused")
    else:
        await _keep_as_childs(scene, reading.value)
    await flow.advance(scene)


def _is_child(age: int | None) -> bool:
    return age is not None and age < rulebook().numbers["child_below"]


async def _keep_as_childs(scene: Scene, age: int) -> None:
    facts = scene.file.facts
    await facts.withdraw("age", scene.file.now)
    await scene.note(CHILDS_AGE, age)
    if facts.value("writing_for") == "child":
        others = [child for child in facts.value("children") or [] if child.get("age") != age]
        await scene.note("children", [*others, {"age": age}])
    scene.say(speech.plain(Wording("answer.adults_age")))


def _said_again(attribute: str, confirmed: str) -> Outcome:
    """The same answer once more, where it was asked because it does not go together with something else (a title) or
    does not suffice (a month of birth): then it is so, and is not asked a third time."""

    async def take(scene: Scene, reading: Reading) -> None:
        same = reading.value is not None and reading.value == scene.file.facts.value(attribute)
        await scene.note(attribute, reading.value, reading.status)
        if same:
            await scene.note(confirmed, reading.value, reading.status)
        await flow.advance(scene)

    return take


async def _children_school(scene: Scene, reading: Reading) -> None:
    """A missing school place is a concern of its own (domain, section 3)."""
    await scene.note("children_school", reading.value, reading.status)
    if reading.value == "some_missing":
        await scene.note("needs", with_known_needs(scene, ["school"]))
    await flow.advance(scene)


async def _title_date(scene: Scene, reading: Reading) -> None:
    """When the title ends: a date that is near or past has an answer of its own (S13)."""
    file = scene.file
    await scene.note("title_valid_until", reading.value, reading.status)
    answers = safety_answers((), file.facts.for_decision(), file.today, file.locality)
    for answer in answers:
        scene.say(speech.safety(file, answer))
    if answers:
        file.want_person("danger")
    await flow.advance(scene)


async def _barriers(scene: Scene, reading: Reading) -> None:
    """One tap, one thing that is needed; asked again until nothing more is."""
    needed = [*(scene.file.facts.value("barriers") or []), *reading.value]
    await scene.note("barriers", needed, reading.status)
    if "interpreter" in reading.value:
        wanted = {"language": scene.file.conversation.language}
        events.note(scene.file.session, scene.case, "interpreter.wanted", scene.file.now, events.PERSON, codes=wanted)
        scene.say(speech.plain(Wording("interpreter.no_relatives"), kind="notice"))
    if reading.value and len(needed) < len(QUESTIONS["barriers"].values):
        await flow.ask(scene, "barriers")
    else:
        await flow.advance(scene)


PARTICULARS: dict[str, Outcome] = {
    "writing_for": _writing_for,
    "age": _age,
    "birth_date": _said_again("birth_date", CONFIRMED_BIRTH_DATE),
    "residence_title": _said_again("residence_title", CONFIRMED_TITLE),
    "children_school": _children_school,
    "title_valid_until": _title_date,
    "barriers": _barriers,
}

"""Adding something to what was passed on, in own words."""

from actions import flow, speech
from actions.scene import Scene
from backend.cases.questions import ADDITION
from backend.handovers import service as handovers
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from locales.wording import Wording

#: On the button that leads here: the intent also stands for other things.
ADD = "add"


async def ask(scene: Scene) -> None:
    """Ask what is to be added; without anybody who could get it, say so."""
    if await flow.lies_with_somebody(scene.file):
        await flow.ask(scene, ADDITION)
        return
    scene.say(speech.plain(Wording("addition.nobody")))
    await flow.advance(scene)


async def take(scene: Scene, words: str) -> None:
    """Keep it with the case, and let every recipient have it whose consent covers it."""
    file = scene.file
    await scene.note(ADDITION, words)
    scene.case.open_question = None
    names = []
    for handover in await handovers.of_case(file.session, scene.case.id):
        if handover.status in OPEN and await handovers.bring_up_to_date(file, handover):
            service = await file.session.get_one(Service, handover.service_id)
            names.append(Wording.of("destination", service.destination, "name").to_json())
    told = Wording("addition.passed_on", {"services": {"list": names}}) if names else Wording("addition.kept")
    scene.say(speech.plain(told, kind="status"))


def is_open(scene: Scene) -> bool:
    """Whether the person was asked what they want to add; they may also leave it."""
    return scene.case.open_question == ADDITION

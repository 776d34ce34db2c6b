"""Once more, or more simply: what was said last, whether it was a question or an answer."""

from typing import ClassVar

from sqlalchemy import select

from actions import flow, speech
from actions.answers import repeat
from actions.base import CaseAction
from actions.scene import Scene
from backend.casework import agreements
from backend.transcripts.models import Message
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import utterance_of
from locales.languages import EASY_GERMAN, SOURCE

#: No answer is longer than that; what stands before it was said by staff or while nobody asked.
MOST_AGAIN = 12


class Repeat(CaseAction):
    """Say it once more, or more simply. A button that leads back ("go on") leads back to the question."""

    action: ClassVar[str] = "action_repeat"

    async def act(self, scene: Scene) -> None:
        """Repeat."""
        do = scene.heard.do
        if (do is not None and do.value == "simpler") or scene.heard.entity("simpler"):
            await _say_simpler(scene)
        elif do is not None and do.value == "agreement":
            await agreements.think_over(scene.file)
            await flow.advance(scene)
        elif do is None:
            await _say_again(scene)
        else:
            await repeat(scene)


async def _say_simpler(scene: Scene) -> None:
    """German becomes Leichte Sprache; another language has its shorter wording; after that, a person explains."""
    if scene.file.conversation.language == SOURCE:
        await scene.file.change_language(EASY_GERMAN)
        scene.say(Utterance(key="language.changed", params={"language": {"language": EASY_GERMAN}}, kind="status"))
        await _say_again(scene)
        return
    said = await _said_last(scene)
    attribute = scene.case.open_question
    asked = attribute and _asks(said, attribute) and await flow.still_stands(scene.file, attribute)
    shorter = speech.shorter(await flow.question(scene.file, attribute)) if asked and attribute else None
    if shorter:
        scene.say(shorter)
        return
    scene.say(Utterance(key="simpler.person", choices=(speech.PERSON,)))
    await _say_again(scene)


async def _say_again(scene: Scene) -> None:
    """What was said last, word by word; a question as it stands now, because answers may have come between."""
    said = await _said_last(scene)
    again = [utterance for utterance in said if not utterance.question and utterance.kind != "status"]
    for utterance in again:
        scene.say(utterance)
    if not again or any(utterance.question for utterance in said):
        await repeat(scene)


def _asks(said: list[Utterance], attribute: str) -> bool:
    return any(utterance.question == attribute for utterance in said)


async def _said_last(scene: Scene) -> list[Utterance]:
    """What the assistant said between the person's last message and the one before, with what was said about a danger;
    not what the system remarked about itself."""
    file = scene.file
    heard = await file.session.get_one(Message, scene.heard.message_id)
    query = select(Message).where(Message.conversation_id == file.conversation.id, Message.seq < heard.seq)
    said: list[Utterance] = []
    for message in (await file.session.execute(query.order_by(Message.seq.desc()).limit(MOST_AGAIN))).scalars():
        if message.sender == "person":
            break
        utterance = utterance_of(message, file.vault)
        if utterance and (message.sender == "assistant" or message.kind == "safety"):
            said.insert(0, utterance)
    return said

"""The way to a handover and what is done with it, for tests of what comes after."""

from typing import Any

from sqlalchemy import select

from backend.cases.models import CaseEvent
from backend.cases.questions import RETURN
from backend.handovers.models import FollowUp, Handover
from backend.transcripts.models import Message
from backend.transcripts.schemas import Do
from backend.transcripts.service import messages_after, utterance_of
from tests.actions.conftest import Actor

FACTS = {
    "entry": "help", "mode": "full", "needs": ["everyday"], "age": 20, "case_management": "none", "goal": "Arbeit",
    "municipality": {"key": "neudorf", "name": "Neudorf"},
}  # fmt: skip


async def tap(actor: Actor, attribute: str, value: object) -> list[dict[str, Any]]:
    """Answer a question by a button."""
    do = Do(intent="answer", attribute=attribute, value=value)
    return await actor.call("action_take_answer", intent="answer", do=do)


async def press(actor: Actor, said: list[dict[str, Any]], choice_id: str) -> list[dict[str, Any]]:
    """Press a button that tells, takes or opens something by way of the status."""
    found = next(choice for utterance in said for choice in utterance["choices"] if choice["id"] == choice_id)
    return await actor.call("action_tell_status", intent=found["do"]["intent"], do=Do(**found["do"]))


async def agree(actor: Actor, **facts: object) -> list[dict[str, Any]]:
    """Up to the yes to a handover, and to an answer back; gives the first question after it."""
    await actor.stand({**FACTS, **facts}, open_question="readback")
    said = await tap(actor, "readback", "yes")
    await tap(actor, "handover", next(c["do"]["value"] for c in said[-1]["choices"] if c["id"] == "yes"))
    return await tap(actor, RETURN, "yes")


async def hand_over(actor: Actor, **facts: object) -> Handover:
    """Through it, with the chat as the way to be reached and nothing needed."""
    await agree(actor, **facts)
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")
    return await stored(actor)


async def stored(actor: Actor) -> Handover:
    """The one handover, as it is now."""
    async with actor.context.database.reading() as session:
        return (await session.execute(select(Handover))).scalar_one()


async def package(actor: Actor) -> dict[str, Any]:
    """What the recipient has."""
    file = await actor.file()
    opened: dict[str, Any] = file.vault.open("handover.package", (await stored(actor)).package)
    return opened


async def asked(actor: Actor) -> list[dict[str, Any]]:
    """The questions whether somebody has been in touch, as they stand in the chat."""
    file = await actor.file()
    async with actor.context.database.reading() as session:
        messages: list[Message] = await messages_after(session, actor.conversation_id)
    said = [utterance_of(message, file.vault) for message in messages if message.key == "follow_up.asked"]
    return [utterance.model_dump() for utterance in said if utterance]


async def rounds(actor: Actor) -> list[FollowUp]:
    async with actor.context.database.reading() as session:
        return list((await session.execute(select(FollowUp).order_by(FollowUp.round))).scalars())


async def events(actor: Actor) -> list[str]:
    """What happened to the case, in order."""
    async with actor.context.database.reading() as session:
        return list((await session.execute(select(CaseEvent.kind).order_by(CaseEvent.id))).scalars())


async def take_back(actor: Actor) -> None:
    """The consent to the one handover, as the person takes it back."""
    do = Do(intent="revoke_consent", value=str((await stored(actor)).id))
    await actor.call("action_revoke_consent", intent="revoke_consent", do=do)

"""What the chat says of a handover depends on how it leaves: nothing is said to be there that is still on its way."""

import pytest
from sqlalchemy import select, update

from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from backend.core.context import Context
from backend.delivery.models import OutboxItem
from backend.handovers.models import Cooperation, Handover
from backend.transcripts.models import Message
from tests.actions.conftest import Actor
from tests.actions.test_contract import at, tap
from tests.support.partners import PartnerSystem, agree, partner_system

YOUTH = "Jugendmigrationsdienst Musterland"


@pytest.fixture
def partner():
    with partner_system() as made:
        yield made


async def handed_over(actor: Actor) -> list[str]:
    """Through the whole of it; what was said last."""
    await at(actor, "contact_times")
    await tap(actor, "contact_times", "any")
    return keys(await tap(actor, "barriers", "none"))


def keys(said: list[dict]) -> list[str]:
    return [utterance["key"] for utterance in said]


async def deliver(context: Context) -> None:
    worker = DeliveryWorker(context, None, Webhooks({"127.0.0.1"}))
    await worker.work()
    await worker.stop()


async def status(actor: Actor) -> str:
    said = keys(await actor.call("action_tell_status", intent="ask_status_of_my_case"))
    return next(key for key in said if key.startswith("status."))


async def test_what_lies_in_an_inbox_of_lotse_is_there_at_once(actor: Actor) -> None:
    assert "handover.done" in await handed_over(actor)
    assert await status(actor) == "status.requested"


async def test_what_goes_to_a_partner_is_on_its_way_until_it_has_arrived(actor: Actor, partner: PartnerSystem) -> None:
    await agree(actor.context, "webhook", service=YOUTH, url=partner.url)
    assert "handover.on_its_way" in await handed_over(actor)
    assert await status(actor) == "status.on_its_way"
    await deliver(actor.context)
    assert await status(actor) == "status.requested"
    async with actor.context.database.reading() as session:
        query = select(Message.key).where(Message.sender == "system", Message.key == "status.requested")
        assert len((await session.execute(query)).all()) == 1


async def test_what_could_not_be_delivered_is_not_said_to_be_there(actor: Actor, partner: PartnerSystem) -> None:
    await agree(actor.context, "webhook", service=YOUTH, url=partner.url)
    partner.does = "gone"
    await handed_over(actor)
    await deliver(actor.context)
    assert await status(actor) == "status.stuck"


async def test_new_answers_are_on_their_way_too(actor: Actor, partner: PartnerSystem) -> None:
    await agree(actor.context, "webhook", service=YOUTH, url=partner.url)
    await handed_over(actor)
    await deliver(actor.context)
    await actor.stand({"age": 21}, open_question="readback")
    said = keys(await tap(actor, "readback", "yes"))
    assert "handover.update_on_its_way" in said
    async with actor.context.database.reading() as session:
        assert len((await session.execute(select(OutboxItem).where(OutboxItem.event == "handover.updated"))).all()) == 1


async def test_without_an_agreement_nobody_is_asked_and_nothing_is_handed_over(actor: Actor) -> None:
    async with actor.context.database.writing() as session:
        await session.execute(update(Cooperation).values(until=actor.context.clock().date().replace(day=1)))
    await at(actor, "readback")
    said = keys(await tap(actor, "readback", "yes"))
    assert "ask.handover" not in said
    async with actor.context.database.reading() as session:
        assert (await session.execute(select(Handover))).first() is None


async def test_a_slip_that_was_agreed_on_hands_nothing_over(actor: Actor) -> None:
    await agree(actor.context, "slip", service=YOUTH)
    await at(actor, "readback")
    assert "ask.handover" not in keys(await tap(actor, "readback", "yes"))

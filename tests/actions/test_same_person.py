"""Somebody who has come twice with one number: from the chat to the team that joins both, and back to the chat."""

import pytest
from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers import service as handovers
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.merging.duplicates import possible
from backend.merging.merge import merge
from backend.merging.models import CaseMerge, ContactMark
from backend.organisations.models import Staff
from tests.actions.conftest import Actor
from tests.actions.handing_over import agree, tap

CODE = "123456"


async def comes(actor: Actor, channel: str, *answers: str) -> Handover:
    """Somebody new goes the whole way, and can be reached by this; somebody of the team accepts."""
    await actor.begin()
    await agree(actor)
    await tap(actor, "contact_channel", channel)
    if channel != "chat_only":
        await actor.call("action_take_answer", answers[0])
    for attribute, value in zip(("contact_shared", "contact_allowed", "contact_times"), answers[1:], strict=False):
        await tap(actor, attribute, value)
    await tap(actor, "barriers", "none")
    handover = await latest(actor)
    return await accept(actor.context, await actor.member(handover), handover.id)


async def latest(actor: Actor) -> Handover:
    async with actor.context.database.reading() as session:
        query = select(Handover).where(Handover.conversation_id == actor.conversation_id)
        return (await session.execute(query)).scalar_one()


async def pointed_out(context: Context, staff: Staff, handover: Handover) -> list[str]:
    async with context.database.reading() as session:
        found = await possible(session, staff, handover.case_id, local_date(context.clock()))
    return [one.reference for one in found]


async def rows(context: Context, table: type[CaseMerge] | type[ContactMark]) -> int:
    async with context.database.reading() as session:
        return len((await session.execute(select(table))).all())


async def test_who_gives_the_same_number_again_is_pointed_out_and_both_numbers_go_on_working(actor: Actor) -> None:
    first = await comes(actor, "phone", "0155 50001111", "private", "call_and_message", "any")
    second = await comes(actor, "phone", "+49 155 5000 1111", "private", "call_and_message", "any")
    third = await comes(actor, "chat_only")
    staff, context = await actor.member(second), actor.context
    assert await pointed_out(context, staff, second) == [first.reference]
    assert await pointed_out(context, staff, third) == []
    await merge(context, staff, second.case_id, first.case_id)
    for handover in (first, second):
        async with context.database.writing() as session:
            stored = await session.get_one(Handover, handover.id)
            stored.code_hash = handovers._hash_code(handover.reference, CODE)
        await actor.begin()
        await actor.stand({"entry": "reference", "status_reference": handover.reference}, open_question="status_code")
        said = (await actor.call("action_take_answer", CODE))[0]
        assert (said["key"], said["params"]["reference"]) == ("status.accepted", handover.reference)


@pytest.mark.parametrize("kept", [0, 1])
async def test_who_takes_one_consent_back_is_compared_and_joined_no_longer(actor: Actor, kept: int) -> None:
    both = [
        await comes(actor, "phone", "0155 50001111", "private", "call_and_message", "any"),
        await comes(actor, "phone", "0155 50001111", "private", "call_and_message", "any"),
    ]
    staff, context = await actor.member(both[0]), actor.context
    await merge(context, staff, both[kept].case_id, both[1 - kept].case_id)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, both[1].conversation_id)
        await handovers.revoke(file, await session.get_one(Handover, both[1].id))
    assert (await rows(context, CaseMerge), await rows(context, ContactMark)) == (0, 1)
    assert await pointed_out(context, staff, both[0]) == []


async def test_a_number_that_is_corrected_counts_and_the_one_before_no_longer(actor: Actor) -> None:
    first = await comes(actor, "phone", "0155 50001111", "private", "call_and_message", "any")
    second = await comes(actor, "phone", "0155 50002222", "private", "call_and_message", "any")
    staff, context = await actor.member(second), actor.context
    assert await pointed_out(context, staff, second) == []
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, second.conversation_id)
        source = next(fact.source_message_id for fact in file.facts.all() if fact.attribute == "contact_value")
        await file.facts.record("contact_value", "+4915550001111", "stated", source, file.now)
        stored = await session.get_one(Handover, second.id)
        assert await handovers.bring_up_to_date(file, stored)
    assert await pointed_out(context, staff, second) == [first.reference]

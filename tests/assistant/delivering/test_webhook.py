"""What reaches a partner's own system: at least once, known again, signed, and nothing beyond what was released."""

import asyncio
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import select, update

from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from backend.cases.models import CaseEvent, CaseRecord
from backend.consent.models import Consent
from backend.core.context import Context
from backend.delivery.models import OutboxItem
from backend.delivery.outbox import DELAYS, UNDER_WAY, told_status
from backend.delivery.partners import Partner
from backend.delivery.schemas import PUBLISHED
from backend.handovers.models import Cooperation, Handover
from backend.handovers.responses import accept
from backend.privacy.erasure import erase
from backend.privacy.retention import keep_promises
from backend.transcripts.models import Message
from tests.conftest import FixedClock
from tests.support.partners import FACTS, PartnerSystem, agree, correct, hand_over, is_signed, partner_system, revoke

SCHEMA = Draft202012Validator(PUBLISHED["events"], format_checker=FormatChecker())


@pytest.fixture
def partner():
    with partner_system() as made:
        yield made


def a_worker(context: Context, seconds: float = 5.0) -> DeliveryWorker:
    return DeliveryWorker(context, None, Webhooks({"127.0.0.1"}, seconds=seconds))


async def deliver(context: Context, seconds: float = 5.0) -> None:
    """Everything that is due now."""
    worker = a_worker(context, seconds)
    try:
        while await worker.work():
            pass
    finally:
        await worker.stop()


async def items(context: Context) -> list[tuple[str, str, int]]:
    async with context.database.reading() as session:
        rows = (await session.execute(select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id))).scalars()
        return [(row.event.removeprefix("handover."), row.state, row.tries) for row in rows]


async def said(context: Context, handover: Handover) -> list[str]:
    async with context.database.reading() as session:
        query = select(Message.key).where(Message.conversation_id == handover.conversation_id, Message.key.is_not(None))
        return [key for key in (await session.execute(query.order_by(Message.seq))).scalars() if "status." in key]


async def events(context: Context) -> list[str]:
    async with context.database.reading() as session:
        return list((await session.execute(select(CaseEvent.kind))).scalars())


async def told(context: Context, handover: Handover) -> str:
    async with context.database.reading() as session:
        return await told_status(session, await session.get_one(Handover, handover.id))


async def test_a_handover_arrives_signed_and_in_the_published_form(either_context: Context, partner: PartnerSystem):
    context = either_context
    secret = (await agree(context, "webhook", url=partner.url)).secret
    handover = await hand_over(context)
    assert (handover.way, handover.team_id) == ("webhook", None)
    assert await told(context, handover) == "on_its_way"
    await deliver(context)
    [(headers, body)] = partner.calls
    assert is_signed(secret, headers, body)
    assert headers["host"] in partner.url
    event = json.loads(body)
    SCHEMA.validate(event)
    assert event["type"] == "handover.requested"
    data = event["data"]
    assert data["reference"] == handover.reference
    assert data["also_named"] == ["JOBCENTER"]
    assert data["criteria"] == []  # they are case management's to know
    assert data["contact"] == {"channel": "phone", "value": "0221 4710999", "shared": "private"}
    assert {fact["attribute"] for fact in data["facts"]} == {name for name in FACTS if not name.startswith("contact")}
    [needs] = [fact for fact in data["facts"] if fact["attribute"] == "needs"]
    assert needs["value"] == ["work", "language"]
    assert "Arbeit" in needs["text"]
    assert await items(context) == [("requested", "sent", 1)]
    assert (await events(context)).count("handover.delivered") == 1
    assert await said(context, handover) == ["status.requested"]
    assert await told(context, handover) == "requested"


async def test_a_partner_that_fails_gets_it_later_with_the_same_key(
    context: Context, clock: FixedClock, partner: PartnerSystem
):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    partner.does, partner.failures = "broken", 3
    for delay in DELAYS[:3]:
        await deliver(context)
        clock.forward(seconds=delay.total_seconds() - 1)
        await deliver(context)  # not before its time
        clock.forward(seconds=1)
    await deliver(context)
    assert [headers["webhook-id"] for headers, _ in partner.calls] == [next(iter(partner.taken))] * 4
    assert len({headers["webhook-timestamp"] for headers, _ in partner.calls}) == 4
    assert await items(context) == [("requested", "sent", 4)]


async def test_after_about_three_days_it_is_given_up_on_and_nobody_is_left_alone(
    context: Context, clock: FixedClock, partner: PartnerSystem
):
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    partner.does = "broken"
    begun = clock()
    while (await items(context))[0][1] == "waiting":
        await deliver(context)
        clock.forward(minutes=30)
    assert 2.5 < (clock() - begun).total_seconds() / 86400 < 3.5
    assert len(partner.calls) == len(DELAYS) + 1
    assert await said(context, handover) == ["status.stuck"]
    assert await told(context, handover) == "stuck"
    async with context.database.reading() as session:
        case = await session.get_one(CaseRecord, handover.case_id)
    assert case.person_wanted_reason == "decision"


@pytest.mark.parametrize(("does", "trouble"), [("gone", "gone"), ("moved", "refused"), ("slow", "no_answer")])
async def test_what_a_partner_does_instead_is_noted_and_redirects_are_not_followed(
    context: Context, partner: PartnerSystem, does: str, trouble: str
):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    partner.does = does
    await deliver(context, seconds=0.3)
    async with context.database.reading() as session:
        item = (await session.execute(select(OutboxItem))).scalar_one()
    assert (item.trouble, item.state) == (trouble, "dead" if does == "gone" else "waiting")
    assert item.status == {"gone": 410, "moved": 307}.get(does)


async def test_a_slow_partner_keeps_no_other_waiting(context: Context, partner: PartnerSystem):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    partner.does = "slow"
    worker = a_worker(context)
    first = asyncio.create_task(worker.work())
    await asyncio.to_thread(partner.called.wait, 5)
    partner.does = "takes"
    await hand_over(context)
    await deliver(context)
    assert sorted(state for _, state, _ in await items(context)) == ["sent", "waiting"]
    partner.let_go.set()
    await first
    await worker.stop()
    assert {state for _, state, _ in await items(context)} == {"sent"}


async def test_two_processes_send_each_item_once(either_context: Context, partner: PartnerSystem):
    await agree(either_context, "webhook", url=partner.url)
    for _ in range(4):
        await hand_over(either_context)
    await asyncio.gather(deliver(either_context), deliver(either_context))
    assert len(partner.calls) == len(partner.taken) == 4


async def test_what_changes_before_it_left_leaves_once_and_after_it_as_an_update(
    context: Context, clock: FixedClock, partner: PartnerSystem
):
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    await correct(context, handover, age=36)
    assert [event for event, _, _ in await items(context)] == ["requested"]
    await deliver(context)
    clock.forward(minutes=1)
    await correct(context, handover, age=37)
    await deliver(context)
    sent = [json.loads(body) for _, body in partner.calls]
    assert [event["type"] for event in sent] == ["handover.requested", "handover.updated"]
    ages = [[fact["value"] for fact in event["data"]["facts"] if fact["attribute"] == "age"] for event in sent]
    assert ages == [[36], [37]]
    for event in sent:
        SCHEMA.validate(event)


async def test_an_update_waits_for_the_request_before_it(context: Context, clock: FixedClock, partner: PartnerSystem):
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    partner.does = "broken"
    await deliver(context)
    clock.forward(seconds=10)
    await correct(context, handover, age=36)
    await deliver(context)
    assert len(partner.calls) == 1
    partner.does = "takes"
    clock.forward(minutes=1)
    await deliver(context)
    assert [event["type"] for event in partner.taken.values()] == ["handover.requested", "handover.updated"]


async def test_what_was_taken_back_before_it_left_never_leaves(either_context: Context, partner: PartnerSystem):
    await agree(either_context, "webhook", url=partner.url)
    await revoke(either_context, await hand_over(either_context))
    await deliver(either_context)
    assert partner.calls == []
    assert await items(either_context) == []


async def test_what_was_taken_back_after_it_arrived_is_told_with_nothing_but_its_number(
    either_context: Context, clock: FixedClock, partner: PartnerSystem
):
    context = either_context
    secret = (await agree(context, "webhook", url=partner.url)).secret
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(minutes=1)
    await revoke(context, handover)
    await deliver(context)
    headers, body = partner.calls[-1]
    assert is_signed(secret, headers, body)
    event = json.loads(body)
    SCHEMA.validate(event)
    assert (event["type"], event["data"]) == ("handover.revoked", {"reference": handover.reference})


async def test_taking_back_during_a_try_is_told_after_it_has_ended(
    context: Context, clock: FixedClock, partner: PartnerSystem
):
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    partner.does = "slow"
    worker = a_worker(context)
    trying = asyncio.create_task(worker.work())
    await asyncio.to_thread(partner.called.wait, 5)
    await revoke(context, handover)
    await deliver(context)
    assert len(partner.calls) == 1
    partner.let_go.set()
    await trying
    await worker.stop()
    assert await said(context, handover) == []
    clock.forward(seconds=UNDER_WAY.total_seconds())
    await deliver(context)
    assert [event["type"] for event in partner.taken.values()] == ["handover.requested", "handover.revoked"]


async def test_a_partner_that_answers_before_it_says_that_it_has_it_is_not_said_to_be_silent(
    context: Context, partner: PartnerSystem
):
    agreed = await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    partner.does = "slow"
    worker = a_worker(context)
    trying = asyncio.create_task(worker.work())
    await asyncio.to_thread(partner.called.wait, 5)
    system = Partner(handover.tenant_id, agreed.cooperation_id, handover.service_id, "webhook", "a-1")
    await accept(context, system, handover.id)
    partner.let_go.set()
    await trying
    await worker.stop()
    assert await items(context) == [("requested", "sent", 1)]
    assert (await events(context)).count("handover.delivered") == 1
    assert await said(context, handover) == []
    assert await told(context, handover) == "accepted"


async def test_an_erasure_is_told_to_who_got_it_though_nothing_of_the_case_is_left(
    either_context: Context, clock: FixedClock, partner: PartnerSystem
):
    context = either_context
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(minutes=1)
    async with context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=clock())
    await deliver(context)
    assert [event["type"] for event in partner.taken.values()] == ["handover.requested", "handover.revoked"]
    clock.forward(days=31)
    await keep_promises(context)
    assert await items(context) == []


async def test_what_arrived_is_remembered_as_long_as_it_lies_there(
    context: Context, clock: FixedClock, partner: PartnerSystem
):
    await agree(context, "webhook", url=partner.url)
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(days=60)
    await keep_promises(context)
    await revoke(context, handover)
    await deliver(context)
    assert [event["type"] for event in partner.taken.values()] == ["handover.requested", "handover.revoked"]


@pytest.mark.parametrize("ended", [{"valid_until": "2026-03-01"}, {"revoked_at": "2026-03-02"}])
async def test_without_a_consent_in_force_nothing_leaves(context: Context, clock, partner: PartnerSystem, ended: dict):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    value = clock() if "revoked_at" in ended else clock().date().replace(day=1)
    async with context.database.writing() as session:
        await session.execute(update(Consent).values({next(iter(ended)): value}))
    await deliver(context)
    assert partner.calls == []
    assert await items(context) == []


async def test_without_an_agreement_any_more_nothing_leaves_and_staff_see_it(context: Context, partner: PartnerSystem):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    async with context.database.writing() as session:
        await session.execute(update(Cooperation).values(until=context.clock().date().replace(day=1)))
    await deliver(context)
    assert partner.calls == []
    assert [(event, state) for event, state, _ in await items(context)] == [("requested", "dead")]


async def test_nothing_of_a_person_stands_in_the_outbox_or_in_the_log(
    context: Context, partner: PartnerSystem, caplog: pytest.LogCaptureFixture
):
    await agree(context, "webhook", url=partner.url)
    await hand_over(context)
    partner.does = "broken"
    await deliver(context)
    async with context.database.reading() as session:
        item = (await session.execute(select(OutboxItem))).scalar_one()
    stored = " ".join(str(value) for name, value in vars(item).items() if not name.startswith("_"))
    for secret in ("4710999", "Schweißer", "Neudorf", "Datenbank weg"):
        assert secret not in stored
        assert secret not in caplog.text

"""Partners' systems answer: signed with the secret of their agreement, in time, once, about their handovers alone."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select, update
from standardwebhooks import Webhook

from assistant.app import Parts, create_app
from backend.cases.models import CaseRecord
from backend.cases.questions import QUESTIONS
from backend.core.context import Context
from backend.delivery.models import PartnerCall
from backend.delivery.schemas import PUBLISHED, Became, Contact, WhyNot
from backend.handovers.models import Handover
from backend.handovers.states import DECLINE_REASONS, FAILURES, OUTCOMES
from backend.privacy.models import AuditEntry
from backend.privacy.retention import keep_promises
from backend.transcripts.models import Message
from nlu.learning.store import NOTHING_LEARNT
from tests.conftest import FixedClock
from tests.support.partners import agree, hand_over, revoke

URL = "https://system.verband.example/lotse"


@pytest.fixture
async def http(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(context) as client:
        yield client


def _client(context: Context) -> httpx.AsyncClient:
    app = create_app(Parts(context, None, "", NOTHING_LEARNT))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://lotse.example/api/v1/partners")


class System:
    """A partner's system that calls back."""

    def __init__(self, context: Context, http: httpx.AsyncClient, secret: str) -> None:
        self.context, self.http, self.secret = context, http, secret

    async def says(
        self, handover: Handover, kind: str, *, call: str | None = None, about: str | None = None, **data: Any
    ) -> httpx.Response:
        body = json.dumps({"type": f"handover.{kind}", "data": {"reference": handover.reference, **data}})
        call, now = call or uuid.uuid4().hex, self.context.clock()
        headers = {
            "webhook-id": call,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(call, now, body),
        }
        return await self.http.post(f"/handovers/{about or handover.reference}/events", content=body, headers=headers)


@pytest.fixture
async def system(context: Context, http: httpx.AsyncClient) -> System:
    return System(context, http, str((await agree(context, "webhook", url=URL)).secret))


async def stored(context: Context, handover: Handover) -> Handover:
    async with context.database.reading() as session:
        return await session.get_one(Handover, handover.id)


async def said(context: Context, handover: Handover) -> list[str]:
    async with context.database.reading() as session:
        query = select(Message.key).where(Message.conversation_id == handover.conversation_id)
        return [key for key in (await session.execute(query.order_by(Message.seq))).scalars() if key and "over." in key]


async def audited(context: Context) -> list[tuple[str, str]]:
    async with context.database.reading() as session:
        rows = await session.execute(select(AuditEntry.actor_kind, AuditEntry.action).order_by(AuditEntry.at))
        return [(kind, action) for kind, action in rows if kind == "partner"]


async def test_a_partner_takes_the_case_on_and_the_person_is_told(either_context: Context) -> None:
    context = either_context
    async with _client(context) as http:
        system = System(context, http, str((await agree(context, "webhook", url=URL)).secret))
        handover = await hand_over(context)
        answer = await system.says(handover, "accepted")
    assert (answer.status_code, answer.json()) == (200, {"status": "done"})
    assert (await stored(context, handover)).status == "accepted"
    assert await said(context, handover) == ["handover.accepted"]
    assert await audited(context) == [("partner", "handover.accepted")]


async def test_a_no_has_a_reason_and_the_desk_looks_for_another_way(context: Context, system: System) -> None:
    handover = await hand_over(context)
    assert (await system.says(handover, "declined")).status_code == 422
    assert (await system.says(handover, "declined", reason="keine Lust")).status_code == 422
    assert (await system.says(handover, "declined", reason="no_capacity", note="Warteliste")).status_code == 200
    row = await stored(context, handover)
    assert (row.status, row.decline_reason) == ("declined", "no_capacity")
    async with context.database.reading() as session:
        assert (await session.get_one(CaseRecord, handover.case_id)).person_wanted_reason == "decision"


async def test_the_same_call_again_changes_nothing(context: Context, system: System) -> None:
    handover = await hand_over(context)
    answers = [await system.says(handover, "accepted", call="a-1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["status"] for answer in answers] == ["done", "repeated", "repeated"]
    assert await said(context, handover) == ["handover.accepted"]
    assert len(await audited(context)) == 1


async def test_the_same_call_twice_at_once_has_one_effect(either_context: Context) -> None:
    context = either_context
    async with _client(context) as http:
        system = System(context, http, str((await agree(context, "webhook", url=URL)).secret))
        handover = await hand_over(context)
        answers = await asyncio.gather(*(system.says(handover, "accepted", call="a-1") for _ in range(3)))
    assert sorted(answer.json()["status"] for answer in answers) == ["done", "repeated", "repeated"]
    assert await said(context, handover) == ["handover.accepted"]


async def test_a_second_answer_is_refused(context: Context, system: System) -> None:
    handover = await hand_over(context)
    await system.says(handover, "accepted")
    assert (await system.says(handover, "declined", reason="other")).status_code == 409
    assert (await stored(context, handover)).status == "accepted"


async def test_a_partner_ends_what_it_took_on_and_the_person_is_told_what_became_of_it(
    context: Context, system: System
) -> None:
    handover = await hand_over(context)
    assert (await system.says(handover, "ended", outcome="done")).status_code == 409  # not taken on yet
    await system.says(handover, "accepted")
    for call in ("e-1", "e-1"):
        answer = await system.says(handover, "ended", call=call, outcome="not_done", reason="no_capacity", note="Voll")
        assert answer.status_code == 200
    row = await stored(context, handover)
    assert (row.status, row.outcome, row.outcome_reason) == ("ended", "not_done", "no_capacity")
    assert (await said(context, handover)).count("handover.ended_because") == 1
    assert await audited(context) == [("partner", "handover.accepted"), ("partner", "handover.ended")]
    async with context.database.reading() as session:
        assert (await session.get_one(CaseRecord, handover.case_id)).person_wanted_reason == "decision"
    assert (await system.says(handover, "ended", outcome="done")).status_code == 404  # it lies there no longer


@pytest.mark.parametrize(
    "became", [{}, {"outcome": "not_done"}, {"outcome": "done", "reason": "other"}, {"outcome": "untold"}]
)
async def test_an_end_that_does_not_say_what_became_of_it_is_refused(
    context: Context, system: System, became: dict[str, str]
) -> None:
    handover = await hand_over(context)
    await system.says(handover, "accepted")
    assert (await system.says(handover, "ended", **became)).status_code == 422
    assert (await stored(context, handover)).status == "accepted"


@pytest.mark.parametrize("became", [{}, {"outcome": "not_done", "reason": "refused", "note": "Kam nicht"}])
async def test_who_may_tell_nothing_back_ends_it_and_nothing_else_is_kept(
    context: Context, system: System, became: dict[str, str]
) -> None:
    handover = await hand_over(context, returns=False)
    await system.says(handover, "accepted")
    assert (await system.says(handover, "ended", **became)).json() == {"status": "done"}
    row = await stored(context, handover)
    assert (row.status, row.outcome, row.outcome_reason, row.outcome_note) == ("ended", "untold", None, None)


async def test_a_call_that_failed_is_not_remembered(context: Context, system: System) -> None:
    handover = await hand_over(context)
    assert (await system.says(handover, "declined", call="a-1", reason="?")).status_code == 422
    assert (await system.says(handover, "accepted", call="a-1")).json() == {"status": "done"}


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_call_of_another_time_is_refused(
    context: Context, clock: FixedClock, system: System, minutes: int
) -> None:
    handover = await hand_over(context)
    body = json.dumps({"type": "handover.accepted", "data": {"reference": handover.reference}})
    at = clock()
    headers = {
        "webhook-id": "a-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(system.secret).sign("a-1", at, body),
    }
    clock.forward(minutes=minutes)
    answer = await system.http.post(f"/handovers/{handover.reference}/events", content=body, headers=headers)
    assert answer.status_code == 401
    assert (await stored(context, handover)).status == "requested"


async def test_another_secret_an_unknown_number_and_no_signature_look_alike(context: Context, system: System) -> None:
    handover = await hand_over(context)
    stranger = System(context, system.http, str((await agree(context, "webhook", service=None, url=URL)).secret))
    plain = await system.http.post(f"/handovers/{handover.reference}/events", content="{}")
    answers = [
        plain,
        await stranger.says(handover, "accepted"),
        await system.says(handover, "accepted", about="AAAA-BBBB"),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, plain.text)}
    assert (await stored(context, handover)).status == "requested"


async def test_a_signed_call_about_one_handover_does_nothing_to_another(context: Context, system: System) -> None:
    one, other = await hand_over(context), await hand_over(context)
    assert (await system.says(one, "accepted", about=other.reference)).status_code == 422
    assert {(await stored(context, handover)).status for handover in (one, other)} == {"requested"}


async def test_what_was_taken_back_can_be_answered_by_nobody(context: Context, system: System) -> None:
    handover = await hand_over(context)
    await revoke(context, handover)
    assert (await system.says(handover, "accepted")).status_code == 404
    assert (await stored(context, handover)).status == "revoked"


async def test_what_lies_in_an_inbox_is_answered_there(context: Context, system: System) -> None:
    handover = await hand_over(context)
    async with context.database.writing() as session:
        await session.execute(update(Handover).values(way="inbox"))
    assert (await system.says(handover, "accepted")).status_code == 404


async def test_old_calls_are_forgotten(context: Context, clock: FixedClock, system: System) -> None:
    await system.says(await hand_over(context), "accepted")
    clock.forward(days=31)
    await keep_promises(context)
    async with context.database.reading() as session:
        assert (await session.execute(select(PartnerCall))).first() is None


async def test_both_forms_are_published(http: httpx.AsyncClient) -> None:
    for name, schema in PUBLISHED.items():
        assert (await http.get(f"/schema/{name}")).json() == schema
        Draft202012Validator.check_schema(schema)
    assert (await http.get("/schema/other")).status_code == 404


def test_the_published_values_are_those_that_lotse_knows() -> None:
    reasons = WhyNot.model_json_schema()["properties"]["reason"]["enum"]
    assert tuple(reasons) == DECLINE_REASONS
    became = Became.model_json_schema()["properties"]
    assert tuple(became["outcome"]["anyOf"][0]["enum"]) == OUTCOMES
    assert tuple(became["reason"]["anyOf"][0]["enum"]) == FAILURES
    for name, field in Contact.model_json_schema()["properties"].items():
        values = next((option["enum"] for option in field["anyOf"] if "enum" in option), None)
        assert name == "value" or tuple(values) == QUESTIONS[f"contact_{name}"].values

"""From a conversation to the report: what people and services do is counted, also when the case is gone."""

import pytest
from sqlalchemy import select

from backend.cases.models import CaseEvent
from backend.core.clock import local_date
from backend.core.context import Context
from backend.handovers.ending import contacted, end
from backend.handovers.following import ask_due
from backend.handovers.redirecting import redirect
from backend.handovers.responses import accept
from backend.organisations.models import Tenant
from backend.privacy.erasure import erase
from backend.reporting.reading import Days, reports
from backend.reporting.table import Line
from nlu.understand import Understander
from tests.actions.conftest import Actor, understand_with
from tests.actions.handing_over import asked, hand_over, press, stored, take_back
from tests.actions.test_contract import handed_over
from tests.actions.test_loop import sent_on, service_of
from tests.conftest import FixedClock


@pytest.fixture
async def actor(either_context: Context, understander: Understander) -> Actor:
    """Somebody who will be handed over, on both databases; every number is shown as it is."""
    made = Actor(either_context, understand_with(understander, {"neudorf": "Neudorf"}, either_context.clock))
    made.context.settings.report_smallest = 1
    await made.begin()
    return made


async def total(actor: Actor) -> Line:
    async with actor.context.database.reading() as session:
        tenant = (await session.execute(select(Tenant))).scalars().one()
    days = Days(first=local_date(actor.context.clock()).replace(day=1), last=local_date(actor.context.clock()))
    [found] = await reports(actor.context, tenant.id, days, "service")
    return found.total


def told(line: Line) -> dict[str, object]:
    return {code: count for code, count in line.counts.items() if count}


async def test_a_handover_is_counted_from_the_request_to_its_outcome(actor: Actor, clock: FixedClock) -> None:
    handover = await hand_over(actor)
    assert told(await total(actor)) == {"handed_over": 1, "waiting": 1}
    staff = await actor.member(handover)
    clock.forward(hours=2)
    await accept(actor.context, staff, handover.id)
    clock.forward(hours=1)
    await contacted(actor.context, staff, handover.id)
    await end(actor.context, staff, handover.id, "not_done", "did_not_come")
    line = await total(actor)
    expected = {"handed_over": 1, "accepted": 1, "ended": 1, "ended.not_done": 1}
    assert told(line) == expected
    assert [(line.times[code].half, line.times[code].most) for code in ("accepted", "contacted")] == [
        (2, None),
        (3, None),
    ]
    async with actor.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=clock())
    assert told(await total(actor)) == expected


async def test_who_is_sent_on_is_counted_once_where_it_was_and_once_where_it_is(
    either_context: Context, understander: Understander, clock: FixedClock
) -> None:
    either_context.settings.report_smallest = 1
    actor = Actor(either_context, understand_with(understander, {}, clock))
    await actor.begin()
    await handed_over(actor)
    _former, new = await sent_on(actor, clock, taken=True)
    before = {"handed_over": 2, "waiting": 1, "accepted": 1, "in_work": 1, "redirected": 1}
    assert told(await total(actor)) == before
    staff = await actor.member(new)
    await accept(actor.context, staff, new.id)
    assert told(await total(actor)) == {"handed_over": 2, "accepted": 2, "in_work": 1, "redirected": 1}
    await redirect(actor.context, staff, new.id, (await service_of(actor, "KIM")).id, "other")
    assert told(await total(actor)) == {
        "handed_over": 2, "accepted": 2, "in_work": 1, "redirected": 2, "redirected_again": 1,
    }  # fmt: skip


async def test_an_erased_case_is_nothing_that_somebody_has_forgotten(actor: Actor, clock: FixedClock) -> None:
    handover = await hand_over(actor)
    async with actor.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=clock())
    assert told(await total(actor)) == {"handed_over": 1, "revoked": 1}


async def test_a_consent_that_is_taken_back_counts_as_that(actor: Actor) -> None:
    await hand_over(actor)
    await take_back(actor)
    assert told(await total(actor)) == {"handed_over": 1, "revoked": 1}


async def test_a_contact_that_the_person_takes_back_is_none(actor: Actor, clock: FixedClock) -> None:
    await hand_over(actor)
    clock.forward(days=7)
    await ask_due(actor.context)
    question = await asked(actor)
    await press(actor, question, "yes")
    clock.forward(minutes=1)
    await press(actor, question, "not_yet")
    assert (await stored(actor)).first_contact_at is None
    async with actor.context.database.reading() as session:
        kinds = list((await session.execute(select(CaseEvent.kind).order_by(CaseEvent.id))).scalars())
    assert kinds[-2:] == ["contact.first", "contact.taken_back"]


async def test_the_log_says_where_a_handover_went_and_nothing_of_the_person(actor: Actor) -> None:
    handover = await hand_over(actor)
    async with actor.context.database.reading() as session:
        event = (await session.execute(select(CaseEvent).where(CaseEvent.kind == "handover.requested"))).scalar_one()
    assert event.codes == {"service": str(handover.service_id), "way": "inbox", "urgent": 0, "language": "de"}

"""What recipients do, as the person lives it: whole ways through the conversation, on both databases."""

import pytest
from sqlalchemy import select, update

from assistant.app import understand_with
from backend.cases.events import of_case
from backend.cases.questions import RETURN
from backend.consent.models import Consent
from backend.core.context import Context
from backend.handovers.asking import ask_back
from backend.handovers.coordination import stuck, tell_overdue
from backend.handovers.deadlines import due
from backend.handovers.ending import end
from backend.handovers.inbox import inbox
from backend.handovers.models import AskBack, Handover
from backend.handovers.reading import open_case
from backend.handovers.redirecting import redirect
from backend.handovers.responses import accept, decline
from backend.organisations.models import Service, Staff, Tenant
from backend.privacy.erasure import erase
from backend.transcripts.schemas import Do
from backend.transcripts.service import text_of
from nlu.understand import Understander
from tests.actions.conftest import Actor
from tests.actions.test_contract import asked, handed_over, handovers_of, tap
from tests.conftest import FixedClock


@pytest.fixture
async def actor(either_context: Context, understander: Understander) -> Actor:
    """Somebody whose case lies with a service."""
    made = Actor(either_context, understand_with(understander, {}, either_context.clock))
    await made.begin()
    await handed_over(made)
    return made


async def service_of(actor: Actor, code: str) -> Service:
    async with actor.context.database.reading() as session:
        return (await session.execute(select(Service).where(Service.destination == code))).scalars().one()


async def latest(actor: Actor) -> Handover:
    return max(await handovers_of(actor), key=lambda handover: handover.requested_at)


async def goes_on(actor: Actor) -> list[dict]:
    return await actor.call("action_repeat", intent="repeat")


def shown(said: list[dict], choice: str) -> object:
    return next(each["do"]["value"] for each in said[-1]["choices"] if each["id"] == choice)


async def sent_on(actor: Actor, clock: FixedClock, *, taken: bool) -> tuple[Handover, Handover]:
    """The service names another one, and the person says yes to it: the former handover and the new one."""
    (former,) = await handovers_of(actor)
    staff = await actor.member(former)
    if taken:
        await accept(actor.context, staff, former.id)
    await redirect(actor.context, staff, former.id, (await service_of(actor, "MBE")).id, "better_placed")
    clock.forward(minutes=1)
    said = await goes_on(actor)
    assert asked(said) == "handover"
    assert said[-1]["params"]["local"].startswith("Migrationsberatung")
    await tap(actor, "handover", shown(said, "yes"))
    said = await tap(actor, RETURN, "yes")
    assert "handover.done" in [each["key"] for each in said]
    return former, await latest(actor)


async def holder(actor: Actor) -> object:
    return (await actor.file()).case.holder_team_id


async def test_until_the_new_service_accepts_the_old_one_is_responsible(actor: Actor, clock: FixedClock) -> None:
    former, new = await sent_on(actor, clock, taken=True)
    assert (new.redirected_from_id, new.redirections) == (former.id, 1)
    assert await holder(actor) == former.team_id
    old, other = await actor.member(former), await actor.member(new)
    assert (await open_case(actor.context, old, former.case_id)).progress.sent_on.state == "requested"
    await accept(actor.context, other, new.id)
    assert await holder(actor) == new.team_id
    assert {handover.status for handover in await handovers_of(actor)} == {"redirected", "accepted"}
    assert (await inbox(actor.context, old)).handovers == []
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert [each["key"] for each in said[:2]] == ["status.accepted", "status.redirected"]
    assert "handover" not in {each.get("question") for each in said}


async def test_a_no_of_the_person_leaves_the_case_where_it_is(actor: Actor, clock: FixedClock) -> None:
    (former,) = await handovers_of(actor)
    staff = await actor.member(former)
    await accept(actor.context, staff, former.id)
    await redirect(actor.context, staff, former.id, (await service_of(actor, "MBE")).id, "moved")
    said = await goes_on(actor)
    await tap(actor, "handover", shown(said, "no"))
    assert await holder(actor) == former.team_id
    assert len(await handovers_of(actor)) == 1
    assert (await open_case(actor.context, staff, former.case_id)).progress.sent_on.state == "refused"
    assert asked(await goes_on(actor)) is None


async def test_whom_the_other_service_declines_is_not_lost(actor: Actor, clock: FixedClock) -> None:
    _former, new = await sent_on(actor, clock, taken=False)
    assert await holder(actor) is None
    await decline(actor.context, await actor.member(new), new.id, "no_capacity")
    assert (await actor.file()).case.person_wanted_reason == "decision"
    assert await holder(actor) is None
    assert {handover.status for handover in await handovers_of(actor)} == {"redirected", "declined"}


async def test_after_the_end_nothing_is_passed_on_without_a_new_yes(actor: Actor, clock: FixedClock) -> None:
    (handover,) = await handovers_of(actor)
    staff = await actor.member(handover)
    await accept(actor.context, staff, handover.id)
    await end(actor.context, staff, handover.id, "not_done", "not_reached")
    said = await goes_on(actor)
    assert [each["key"] for each in said] == ["rest.what_next"]
    assert "pass_on" in [choice["id"] for choice in said[-1]["choices"]]
    await actor.stand({"age": 21})
    await goes_on(actor)
    assert [each.status for each in await handovers_of(actor)] == ["ended"]
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    assert said[0]["params"]["outcome"]["key"] == "handover.outcome.not_done"


async def test_the_answer_to_a_question_is_the_line_and_is_read_by_who_asked(actor: Actor, clock: FixedClock) -> None:
    (handover,) = await handovers_of(actor)
    staff = await actor.member(handover)
    await ask_back(actor.context, staff, handover.id, "Wie alt sind Ihre Kinder?")
    said = await actor.call("action_take_answer", "Ich bin 27 und meine Tochter ist 4", intent="inform_age")
    assert "asked_back.answered" in [each["key"] for each in said]
    async with actor.context.database.writing() as session:
        (kept,) = (await session.execute(select(AskBack))).scalars().all()
        (await session.get_one(Consent, handover.consent_id)).includes_transcript = False
    opened = await open_case(actor.context, staff, handover.case_id)
    assert opened.progress.asked[0].state == "answered"
    assert [text_of(line, opened.vault) for line in opened.messages] == [
        "Wie alt sind Ihre Kinder?", "Ich bin 27 und meine Tochter ist 4",
    ]  # fmt: skip
    assert kept.answer_id == opened.messages[1].id


async def test_an_answer_can_be_kept_back_and_the_service_learns_that(actor: Actor) -> None:
    (handover,) = await handovers_of(actor)
    staff = await actor.member(handover)
    await ask_back(actor.context, staff, handover.id, "Haben Sie Schulden?")
    assert asked(await actor.call("action_ask_human", intent="ask_human")) == "asked_back"
    said = await tap(actor, "asked_back", "no_answer")
    assert said[0]["key"] == "asked_back.kept_back"
    assert asked(said) is None
    assert (await open_case(actor.context, staff, handover.case_id)).progress.asked[0].state == "kept_back"


async def test_a_question_goes_when_the_person_takes_their_consent_back(actor: Actor) -> None:
    (handover,) = await handovers_of(actor)
    await ask_back(actor.context, await actor.member(handover), handover.id, "Haben Sie Schulden?")
    do = Do(intent="revoke_consent", value=str(handover.id))
    said = await actor.call("action_revoke_consent", intent="revoke_consent", do=do)
    assert asked(said) is None


async def test_the_deadline_is_the_one_that_the_tenant_has_set(
    context: Context, understander: Understander, clock: FixedClock
) -> None:
    async with context.database.writing() as session:
        await session.execute(update(Tenant).values(settings={"answer_days": 1}))
    made = Actor(context, understand_with(understander, {}, clock))
    await made.begin()
    await handed_over(made)
    (handover,) = await handovers_of(made)
    service = await service_of(made, "JMD")
    assert handover.service_id == service.id
    assert handover.due_at == due(clock(), urgent=False, schedule=service.schedule, days=1)


async def test_who_answers_late_is_told_to_the_coordination_once(actor: Actor, clock: FixedClock) -> None:
    (handover,) = await handovers_of(actor)
    assert handover.due_at is not None
    staff = await actor.member(handover)
    row = (await inbox(actor.context, staff)).handovers[0]
    assert (row.due, row.overdue) == (handover.due_at, False)
    assert await tell_overdue(actor.context) == 0
    clock.now = handover.due_at
    assert await tell_overdue(actor.context) == 0
    clock.forward(seconds=1)
    assert await tell_overdue(actor.context) == 1
    assert await tell_overdue(actor.context) == 0
    assert (await inbox(actor.context, staff)).handovers[0].overdue
    async with actor.context.database.reading() as session:
        assert [e.kind for e in await of_case(session, handover.case_id)].count("handover.overdue") == 1
        coordinator = (await session.execute(select(Staff).where(Staff.role == "coordinator"))).scalar_one()
        (line,) = await stuck(session, coordinator, clock())
        assert (line.reference, line.cause) == (handover.reference, "not_answered")
        assert await stuck(session, staff, clock()) == []
    await accept(actor.context, staff, handover.id)
    async with actor.context.database.reading() as session:
        assert await stuck(session, coordinator, clock()) == []


async def test_who_is_sent_on_twice_is_shown_to_the_coordination_until_somebody_accepts(
    actor: Actor, clock: FixedClock
) -> None:
    _former, new = await sent_on(actor, clock, taken=True)
    await redirect(actor.context, await actor.member(new), new.id, (await service_of(actor, "KIM")).id, "other")
    async with actor.context.database.reading() as session:
        coordinator = (await session.execute(select(Staff).where(Staff.role == "coordinator"))).scalar_one()
        (line,) = await stuck(session, coordinator, clock())
    assert (line.reference, line.cause) == (new.reference, "sent_on_twice")
    clock.forward(minutes=1)
    said = await goes_on(actor)
    await tap(actor, "handover", shown(said, "yes"))
    await tap(actor, RETURN, "yes")
    third = await latest(actor)
    await accept(actor.context, await actor.member(third), third.id)
    assert await holder(actor) == third.team_id
    assert sorted(each.status for each in await handovers_of(actor)) == ["accepted", "redirected", "redirected"]
    async with actor.context.database.reading() as session:
        assert await stuck(session, coordinator, clock()) == []


async def test_everything_goes_when_the_case_is_erased(actor: Actor, clock: FixedClock) -> None:
    former, new = await sent_on(actor, clock, taken=True)
    await ask_back(actor.context, await actor.member(new), new.id, "Frage?")
    async with actor.context.database.writing() as session:
        await erase(session, former.case_id, requested_by="person", now=clock())
    async with actor.context.database.reading() as session:
        for table in (AskBack, Handover):
            assert (await session.execute(select(table))).first() is None

"""Case management begins, goes on and ends by people of the team that has accepted the case, by the book."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from backend.cases.models import INTENSITIES, CaseEvent, CaseRecord
from backend.cases.states import MANAGED, NEXT, STATES
from backend.casework import agreements, steps
from backend.casework.models import Agreement
from backend.casework.states import CLOSINGS, REFUSALS
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.models import Handover
from backend.organisations.funding import MAY_OWN_KIM, MayNotOwn
from backend.organisations.models import FUNDINGS
from backend.transcripts.service import text_of
from tests.backend.casework.conftest import an_accepted, bring, paid_by, proposed, state_of, today
from tests.backend.console.world import World


async def kinds(world: World, handover: Handover) -> list[tuple[str, dict]]:
    query = select(CaseEvent).where(CaseEvent.case_id == handover.case_id).order_by(CaseEvent.id)
    async with world.context.database.reading() as session:
        return [(event.kind, event.codes) for event in (await session.execute(query)).scalars()]


async def last_text(world: World, handover: Handover) -> str:
    message = (await world.messages(handover.conversation_id))[-1]
    async with world.context.database.reading() as session:
        return text_of(message, await world.context.vault(session, handover.case_id))


async def test_whoever_opens_a_case_manages_it_and_the_person_is_told(either_world):
    world = either_world
    handover = await an_accepted(world, language="de")
    await steps.open_case_management(world.context, world.staff["amal"], handover.case_id)
    case = await world.stored(CaseRecord, handover.case_id)
    amal, team = world.staff["amal"], world.teams["kim"]
    assert (case.state, case.opened_by_id, case.opened_at) == ("intake", amal.id, world.watch())
    assert (case.holder_team_id, case.holder_id) == (team.id, amal.id)
    assert "KIM Case Management begleitet Sie ab jetzt" in await last_text(world, handover)
    assert ("case.opened", {"from": "contact"}) in await kinds(world, handover)
    assert "case.opened_management" in await world.audited()


@pytest.mark.parametrize("source", FUNDINGS)
async def test_the_funding_of_a_post_decides_who_may_open_a_case(world, source):
    handover, bert = await an_accepted(world), await paid_by(world, "bert", source)
    if MAY_OWN_KIM[source]:
        await steps.open_case_management(world.context, bert, handover.case_id)
        assert await state_of(world, handover) == "intake"
        return
    with pytest.raises(MayNotOwn):
        await steps.open_case_management(world.context, bert, handover.case_id)
    assert await state_of(world, handover) == "contact"


def test_counselling_posts_and_teachers_manage_no_cases():
    assert {source for source in FUNDINGS if not MAY_OWN_KIM[source]} == {"jmd", "mbe", "ki_teacher"}


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_a_case_that_is_another_teams_is_not_found(world, name):
    handover, staff = await an_accepted(world), world.staff[name]
    for attempt in (
        steps.open_case_management(world.context, staff, handover.case_id),
        steps.refuse(world.context, staff, handover.case_id, "other"),
        steps.close(world.context, staff, handover.case_id, "other"),
        steps.move(world.context, staff, handover.case_id, steps.Wanted("assessment")),
        steps.set_review(world.context, staff, handover.case_id, today(world)),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await state_of(world, handover) == "contact"


async def test_a_handover_that_nobody_has_accepted_opens_no_casework(world):
    handover = await world.handover("kim")
    with pytest.raises(NotFound):
        await steps.open_case_management(world.context, world.staff["amal"], handover.case_id)


async def test_a_service_that_manages_no_cases_opens_none(world):
    handover = await world.handover("jmd")
    async with world.context.database.writing() as session:
        (await session.get_one(Handover, handover.id)).status = "accepted"
    with pytest.raises(NotFound):
        await steps.open_case_management(world.context, world.staff["carla"], handover.case_id)


@pytest.mark.parametrize("state", STATES)
async def test_from_every_state_exactly_the_steps_of_the_book_can_be_taken(world, state):
    taken = set()
    for wanted in MANAGED:
        handover = await an_accepted(world)
        await bring(world, handover, state)
        if await takes(world, handover, wanted):
            taken.add(wanted)
    assert taken == (NEXT[state] & MANAGED if state in MANAGED else set())


async def takes(world: World, handover: Handover, wanted: str) -> bool:
    step = steps.Wanted(wanted, today(world), "low")
    try:
        await steps.move(world.context, world.staff["amal"], handover.case_id, step)
    except IllegalState:
        return False
    except Invalid as refused:  # the book knows the step; before anybody has said yes it cannot be taken yet
        return refused.wording.key == "console.casework.problem.no_agreement"
    return True


@pytest.mark.parametrize("reason", REFUSALS)
async def test_refusing_keeps_a_contact_tells_the_person_and_keeps_the_reason_to_staff(world, reason):
    handover = await an_accepted(world, language="de")
    await steps.refuse(world.context, world.staff["amal"], handover.case_id, reason)
    assert await state_of(world, handover) == "contact"
    assert ("case.refused", {"reason": reason}) in await kinds(world, handover)
    assert "beginnt jetzt keine längere Begleitung" in await last_text(world, handover)


@pytest.mark.parametrize("reason", ["", "because"])
async def test_refusing_and_closing_need_a_reason_of_the_list(world, reason):
    handover = await an_accepted(world)
    for act in (steps.refuse, steps.close):
        with pytest.raises(Invalid):
            await act(world.context, world.staff["amal"], handover.case_id, reason)


async def test_what_is_managed_is_neither_opened_again_nor_refused(world):
    handover = await an_accepted(world)
    await bring(world, handover, "assessment")
    with pytest.raises(IllegalState):
        await steps.open_case_management(world.context, world.staff["bert"], handover.case_id)
    with pytest.raises(IllegalState):
        await steps.refuse(world.context, world.staff["bert"], handover.case_id, "other")


@pytest.mark.parametrize(("state", "reason"), list(product(["contact", "intake", "monitoring"], CLOSINGS)))
async def test_a_case_is_closed_from_everywhere_with_a_reason(world, state, reason):
    handover = await an_accepted(world, language="de")
    await bring(world, handover, state)
    await steps.close(world.context, world.staff["amal"], handover.case_id, reason)
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.state, case.review_on, case.intensity) == ("closed", None, None)
    assert ("case.moved", {"from": state, "to": "closed", "reason": reason}) in await kinds(world, handover)
    assert "hat die Begleitung beendet" in await last_text(world, handover)
    with pytest.raises(IllegalState):
        await steps.close(world.context, world.staff["amal"], handover.case_id, reason)


async def test_what_was_agreed_ends_with_the_case_so_that_a_new_one_needs_a_new_yes(world):
    handover = await an_accepted(world)
    await bring(world, handover, "linking")
    waiting = await proposed(world, handover)
    await steps.close(world.context, world.staff["amal"], handover.case_id, "reached")
    async with world.context.database.reading() as session:
        assert await agreements.in_force(session, handover.case_id) is None
    assert (await world.stored(Agreement, waiting)).state == "ended"
    assert (await world.stored(CaseRecord, handover.case_id)).open_question is None
    await steps.open_case_management(world.context, world.staff["amal"], handover.case_id)
    for state in ("assessment", "agreement"):
        await steps.move(world.context, world.staff["amal"], handover.case_id, steps.Wanted(state))
    with pytest.raises(Invalid):
        await steps.move(world.context, world.staff["amal"], handover.case_id, steps.Wanted("linking"))


@pytest.mark.parametrize("days", [None, -1, 367])
async def test_monitoring_needs_a_day_for_the_next_look_that_can_be_kept(world, days):
    handover = await an_accepted(world)
    await bring(world, handover, "linking")
    day = None if days is None else today(world) + timedelta(days=days)
    with pytest.raises(Invalid):
        await steps.move(world.context, world.staff["amal"], handover.case_id, steps.Wanted("monitoring", day))
    assert await state_of(world, handover) == "linking"


@pytest.mark.parametrize("intensity", [None, "", "extreme"])
async def test_after_a_reassessment_nothing_goes_on_without_an_intensity(world, intensity):
    handover = await an_accepted(world)
    await bring(world, handover, "re_assessment")
    for state in ("agreement", "linking", "monitoring"):
        wanted = steps.Wanted(state, today(world), intensity)
        with pytest.raises(Invalid):
            await steps.move(world.context, world.staff["amal"], handover.case_id, wanted)
    assert await state_of(world, handover) == "re_assessment"


@pytest.mark.parametrize("intensity", INTENSITIES)
async def test_each_reassessment_sets_intensity_and_the_next_day(world, intensity):
    handover, day = await an_accepted(world), today(world) + timedelta(days=90)
    await bring(world, handover, "re_assessment")
    wanted = steps.Wanted("monitoring", day, intensity)
    await steps.move(world.context, world.staff["amal"], handover.case_id, wanted)
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.state, case.intensity, case.review_on) == ("monitoring", intensity, day)
    assert ("case.intensity", {"intensity": intensity}) in await kinds(world, handover)


async def test_the_day_of_the_next_look_can_be_moved_while_the_case_is_managed(world):
    handover, day = await an_accepted(world), today(world) + timedelta(days=3)
    with pytest.raises(IllegalState):
        await steps.set_review(world.context, world.staff["amal"], handover.case_id, day)
    await bring(world, handover, "intake")
    await steps.set_review(world.context, world.staff["amal"], handover.case_id, day)
    assert (await world.stored(CaseRecord, handover.case_id)).review_on == day

"""Reports of gaps: from every step of a case, without a person, to the coordination, and they stay."""

import itertools
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.cases import events
from backend.cases.models import CaseRecord
from backend.cases.states import STATES as STEPS
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.gaps.coordination import Count, Wanted, count_new, handle, overview
from backend.gaps.models import GapReport
from backend.gaps.reporting import Reported, open_reporting, report
from backend.gaps.states import STATES, choices, may_follow
from backend.offers.models import UnmetNeed
from backend.organisations.models import COORDINATOR, Staff
from backend.privacy.erasure import erase
from backend.privacy.personal import PointsToSomebody
from tests.backend.casework.conftest import an_accepted, bring
from tests.backend.console.world import World

GAP = Reported("language", "neustadt", "contact", "Kein Kurs mit Kinderbetreuung am Vormittag.")


async def only(world: World) -> GapReport:
    async with world.context.database.reading() as session:
        return (await session.execute(select(GapReport))).scalar_one()


async def unmet(world: World, need: str, town: str | None = "neustadt", days_ago: int = 0) -> None:
    day = (world.watch() - timedelta(days=days_ago)).date()
    async with world.context.database.writing() as session:
        session.add(UnmetNeed(tenant_id=world.tenant.id, on=day, need=need, municipality=town))


async def seen_by(world: World, name: str, wanted: Wanted = Wanted()):
    return await overview(world.context, world.staff[name], wanted)


async def test_a_gap_is_reported_from_every_step_and_reaches_the_coordination(world):
    for step in STEPS:
        handover = await an_accepted(world)
        await bring(world, handover, step)
        assert (await open_reporting(world.context, world.staff["amal"], handover.case_id)).suggested.step == step
        await report(world.context, world.staff["amal"], handover.case_id, Reported("language", "", step, GAP.text))
        async with world.context.database.reading() as session:
            happened = await events.of_case(session, handover.case_id)
        noted = [event.codes for event in happened if event.kind == "gap.reported"]
        assert noted == [{"field": "language", "step": step}]
    found = (await seen_by(world, "dora")).gaps
    assert {gap.step for gap in found} == set(STEPS)
    assert {(gap.town, gap.text, gap.team, gap.state) for gap in found} == {
        (None, GAP.text, "KIM Case Management", "new")
    }
    assert (await world.audited()).count("gap.reported") == len(STEPS)


async def test_who_it_is_about_is_not_taken(world):
    handover = await an_accepted(world)
    for text in ("Frau Beispiel braucht es", "Bert Muster weiß mehr", "Fall K7M2-9XQT"):
        with pytest.raises(PointsToSomebody):
            await report(world.context, world.staff["amal"], handover.case_id, Reported("work", "", "contact", text))
    assert (await seen_by(world, "dora")).gaps == []


async def test_what_is_missing_or_too_long_is_said(world):
    handover = await an_accepted(world)
    for wrong in (
        Reported("", "", "contact", "x"),
        Reported("work", "atlantis", "contact", "x"),
        Reported("work", "", "later", "x"),
        Reported("work", "", "contact", " \r\n"),
        Reported("work", "", "contact", "x" * 2001),
    ):
        with pytest.raises(Invalid):
            await report(world.context, world.staff["amal"], handover.case_id, wrong)


async def test_nobody_reports_from_a_case_that_is_not_theirs(world):
    handover = await an_accepted(world)
    for name in ("carla", "eve"):
        with pytest.raises(NotFound):
            await report(world.context, world.staff[name], handover.case_id, GAP)
        with pytest.raises(NotFound):
            await open_reporting(world.context, world.staff[name], handover.case_id)


async def test_only_the_coordination_of_the_same_kreis_reads_and_handles_reports(world):
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    gap = await only(world)
    with pytest.raises(NotFound):
        await seen_by(world, "amal")
    async with world.context.database.writing() as session:
        (await session.get_one(Staff, world.staff["eve"].id)).role = COORDINATOR
    world.staff["eve"] = await world.stored(Staff, world.staff["eve"].id)
    assert (await seen_by(world, "eve")).gaps == []
    for name in ("amal", "eve"):
        with pytest.raises(NotFound):
            await handle(world.context, world.staff[name], gap.id, "new", "seen", "")
    assert [await count_new(world.context, world.staff[name]) for name in ("amal", "dora", "eve")] == [None, 1, 0]


async def test_a_report_goes_from_state_to_state_as_the_table_says(world):
    handover, dora = await an_accepted(world), world.staff["dora"]
    for state, wanted in itertools.product(STATES, STATES):
        world.watch.forward(minutes=1)
        await report(world.context, world.staff["amal"], handover.case_id, GAP)
        gap = (await seen_by(world, "dora")).gaps[0]
        if state != "new":
            await handle(world.context, dora, gap.id, "new", state, "")
        remark = f"{state} {wanted}"
        if wanted == state or may_follow(state, wanted):
            await handle(world.context, dora, gap.id, state, wanted, remark)
            read = (await open_reporting(world.context, world.staff["amal"], handover.case_id)).earlier[0]
            assert (read.state, read.remark) == (wanted, remark)
        else:
            with pytest.raises(IllegalState):
                await handle(world.context, dora, gap.id, state, wanted, remark)
            assert (await world.stored(GapReport, gap.id)).state == state


async def test_of_two_at_once_the_second_is_told(world):
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    gap = await only(world)
    await handle(world.context, world.staff["dora"], gap.id, "new", "passed_on", "An den Träger")
    with pytest.raises(IllegalState):
        await handle(world.context, world.staff["emil"], gap.id, "new", "passed_on", "")
    assert (await seen_by(world, "emil")).gaps[0].remark == "An den Träger"


async def test_a_remark_names_nobody_either(world):
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    with pytest.raises(PointsToSomebody):
        await handle(world.context, world.staff["dora"], (await only(world)).id, "new", "seen", "Herr Muster prüft")


async def test_a_report_outlives_its_case_on_either_database(either_world):
    world = either_world
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    async with world.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=world.watch())
    assert (await only(world)).case_id is None
    with pytest.raises(Exception, match="No row"):
        await world.stored(CaseRecord, handover.case_id)
    assert [gap.text for gap in (await seen_by(world, "dora")).gaps] == [GAP.text]


async def test_what_people_and_what_the_assistant_missed_stand_together(either_world):
    world = either_world
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    for need, town, days in (("language", "neustadt", 1), ("debts", None, 1), ("benefits", None, 2), ("work", "x", 40)):
        await unmet(world, need, town, days)
    assert (await seen_by(world, "dora", Wanted(days=30))).counts == [
        Count("language", "Neustadt", 1, 1),
        Count("benefits", None, 0, 2),
    ]
    assert (await seen_by(world, "dora", Wanted(field="language"))).counts == [Count("language", "Neustadt", 1, 1)]
    assert (await seen_by(world, "dora", Wanted(municipality="neustadt"))).counts == [
        Count("language", "Neustadt", 1, 1)
    ]


async def test_reports_are_found_by_field_town_state_and_period(world):
    handover = await an_accepted(world)
    await report(world.context, world.staff["amal"], handover.case_id, GAP)
    world.watch.forward(days=60)
    there = (Wanted(), Wanted(field="language"), Wanted(municipality="neustadt"), Wanted(state="new"), Wanted(days=90))
    gone = (Wanted(field="work"), Wanted(municipality="y"), Wanted(state="done"), Wanted(days=30))
    assert [len((await seen_by(world, "dora", wanted)).gaps) for wanted in there] == [1] * len(there)
    assert [len((await seen_by(world, "dora", wanted)).gaps) for wanted in gone] == [0] * len(gone)


async def test_an_unknown_report_is_none(world):
    with pytest.raises(NotFound):
        await handle(world.context, world.staff["dora"], uuid.uuid4(), "new", "seen", "")


def test_what_a_report_is_can_be_kept_while_a_remark_is_added():
    assert all(state in choices(state) for state in STATES)

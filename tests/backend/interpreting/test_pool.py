"""Interpreters from the pool: what it sees, what it may answer, whom it tells, and what ends it."""

import itertools
import uuid
from datetime import time, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.cases import events
from backend.consent.models import Consent
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.models import Handover
from backend.interpreting.asking import Wanted, ask, suggest, withdraw
from backend.interpreting.models import InterpreterRequest
from backend.interpreting.pool import Waiting, answer, of_case, requests, waiting
from backend.interpreting.states import ANSWERS, PRESSING, STATES, may_follow
from backend.privacy.erasure import erase
from backend.transcripts.rendering import Renderer
from tests.backend.casework.conftest import an_accepted
from tests.backend.console.world import World
from tests.backend.interpreting.conftest import asked, now_in, said_to_the_person, wanted, with_pool


async def found(world: World, request: InterpreterRequest, who: str = "Dana Muster, 0221 4710199") -> None:
    await answer(world.context, world.staff["carla"], request.id, "wanted", "found", who)


async def test_the_pool_sees_when_where_and_into_which_language_and_not_for_whom(world):
    await with_pool(world)
    handover, _ = await asked(world)
    (seen,) = (await requests(world.context, world.staff["carla"])).pool
    assert (seen.language, seen.gender, seen.topic, seen.place) == ("Kurmandschi", "woman", "legal", "Marktplatz 1")
    assert (seen.state, seen.minutes, seen.way, seen.team) == ("wanted", 60, "on_site", "KIM Case Management")
    assert seen.starts_at.isoformat() == "2026-03-12T09:00:00+00:00"
    assert handover.reference not in repr(seen)
    assert [one.id for one in (await requests(world.context, world.staff["amal"])).own] == [seen.id]
    assert (await requests(world.context, world.staff["amal"])).pool is None
    assert (await requests(world.context, world.staff["eve"])).own == []


async def test_where_no_team_keeps_a_pool_the_coordination_looks(world):
    _, request = await asked(world)
    assert request.pool_team_id is None
    assert len((await requests(world.context, world.staff["dora"])).pool or []) == 1
    await answer(world.context, world.staff["dora"], request.id, "wanted", "found", "Dana Muster")
    assert (await now_in(world, request)).state == "found"


async def test_the_person_reads_in_their_language_when_somebody_comes_and_not_who(world):
    await with_pool(world)
    for way in ("on_site", "phone", "video"):
        handover, request = await asked(world, way=way)
        await found(world, request)
        assert await said_to_the_person(world, handover) == [f"interpreter_found.{way}"]
    told = (await world.messages(handover.conversation_id))[-1]
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, handover.case_id)
    read = Renderer(world.context.catalogs, vault, "ar").message(told).text
    assert "مكالمتك بالفيديو" in read
    assert "KIM Case Management" in read
    assert "Dana" not in read
    (line,) = await of_case(world.context, world.staff["amal"], handover.case_id)
    assert line.interpreter == "Dana Muster, 0221 4710199"


async def test_a_request_goes_from_state_to_state_as_the_table_says(world):
    await with_pool(world)
    carla, amal = world.staff["carla"], world.staff["amal"]
    for state, wish in itertools.product(STATES, ANSWERS):
        handover, request = await asked(world)
        if state == "withdrawn":
            await withdraw(world.context, amal, handover.case_id, request.id)
        elif state != "wanted":
            await answer(world.context, carla, request.id, "wanted", state, "Dana Muster")
        if may_follow(state, wish):
            await answer(world.context, carla, request.id, state, wish, "Bea Modell")
            assert (await now_in(world, request)).state == wish
        else:
            with pytest.raises(IllegalState):
                await answer(world.context, carla, request.id, state, wish, "Bea Modell")
            assert (await now_in(world, request)).state == state


async def test_who_was_told_that_somebody_comes_is_told_that_nobody_does(world):
    await with_pool(world)
    handover, request = await asked(world)
    await found(world, request)
    await answer(world.context, world.staff["carla"], request.id, "found", "not_found")
    assert (await now_in(world, request)).interpreter is None
    other, second = await asked(world)
    await found(world, second)
    await withdraw(world.context, world.staff["amal"], other.case_id, second.id)
    for talk in (handover, other):
        assert await said_to_the_person(world, talk) == ["interpreter_found.on_site", "interpreter.cancelled"]
    never, third = await asked(world)
    await withdraw(world.context, world.staff["amal"], never.case_id, third.id)
    assert await said_to_the_person(world, never) == []


async def test_it_is_in_the_log_of_the_case_and_in_the_audit_in_codes_alone(world):
    await with_pool(world)
    handover, request = await asked(world)
    await found(world, request)
    await withdraw(world.context, world.staff["amal"], handover.case_id, request.id)
    async with world.context.database.reading() as session:
        noted = [event for event in await events.of_case(session, handover.case_id) if event.about_id == request.id]
    kinds = ["interpreter.wanted", "interpreter.found", "interpreter.withdrawn"]
    assert [event.kind for event in noted] == kinds
    assert all(event.codes == {"topic": "legal", "way": "on_site"} for event in noted)
    assert [action for action in await world.audited() if action in kinds] == kinds


async def test_an_unanswered_request_presses_when_its_time_is_near_and_is_over_after_it(world):
    await with_pool(world)
    _, request = await asked(world)
    world.watch.now = request.starts_at - PRESSING - timedelta(minutes=1)
    assert await waiting(world.context, world.staff["carla"]) == Waiting(wanted=1)
    world.watch.forward(minutes=1)
    assert await waiting(world.context, world.staff["carla"]) == Waiting(wanted=1, pressing=1)
    assert [one.pressing for one in (await requests(world.context, world.staff["amal"])).own] == [True]
    world.watch.now = request.starts_at
    assert await waiting(world.context, world.staff["carla"]) == Waiting()
    with pytest.raises(IllegalState):
        await found(world, request)
    world.watch.forward(days=15)
    assert (await requests(world.context, world.staff["carla"])).pool == []


async def test_the_team_hears_that_nobody_was_found(world):
    await with_pool(world)
    _, request = await asked(world)
    await answer(world.context, world.staff["carla"], request.id, "wanted", "not_found")
    assert await waiting(world.context, world.staff["bert"]) == Waiting(not_found=1)
    assert await waiting(world.context, world.staff["carla"]) == Waiting()


async def test_after_a_consent_is_taken_back_the_pool_sees_only_that_nobody_is_needed(either_world):
    world = await with_pool(either_world)
    handover, request = await asked(world)
    await found(world, request)
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).where(Consent.id == handover.consent_id).values(revoked_at=world.watch()))
    (seen,) = (await requests(world.context, world.staff["carla"])).pool
    assert (seen.state, seen.language, seen.place, seen.may_be_answered) == ("withdrawn", "", "", False)
    assert seen.interpreter == "Dana Muster, 0221 4710199"
    with pytest.raises(IllegalState):
        await answer(world.context, world.staff["carla"], request.id, "found", "not_found")


async def test_it_is_erased_with_its_case_on_either_database(either_world):
    world = await with_pool(either_world)
    handover, _ = await asked(world)
    async with world.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=world.watch())
    assert (await requests(world.context, world.staff["carla"])).pool == []


async def test_the_database_knows_nobody_who_was_found_without_a_name(either_world):
    world = await with_pool(either_world)
    _, request = await asked(world)
    with pytest.raises(IntegrityError):
        async with world.context.database.writing() as session:
            await session.execute(update(InterpreterRequest).values(state="found"))
    assert (await now_in(world, request)).state == "wanted"


async def test_of_two_answers_at_once_the_second_is_refused(world):
    await with_pool(world)
    _, request = await asked(world)
    await found(world, request)
    with pytest.raises(IllegalState):
        await answer(world.context, world.staff["carla"], request.id, "wanted", "not_found")


async def test_nobody_else_answers_asks_or_withdraws(world):
    await with_pool(world)
    handover, request = await asked(world)
    for name in ("amal", "dora", "eve"):
        with pytest.raises(NotFound):
            await answer(world.context, world.staff[name], request.id, "wanted", "not_found")
    for name in ("carla", "eve"):
        with pytest.raises(NotFound):
            await ask(world.context, world.staff[name], handover.case_id, wanted(world))
        with pytest.raises(NotFound):
            await withdraw(world.context, world.staff[name], handover.case_id, request.id)
    with pytest.raises(NotFound):
        await withdraw(world.context, world.staff["amal"], handover.case_id, uuid.uuid4())


async def test_only_who_has_taken_a_case_on_makes_appointments(world):
    handover = await world.handover("kim")
    for doing in (suggest(world.context, world.staff["amal"], handover.case_id),
                  ask(world.context, world.staff["amal"], handover.case_id, wanted(world))):  # fmt: skip
        with pytest.raises(NotFound):
            await doing


async def test_what_does_not_fit_is_said(world):
    handover = await an_accepted(world)
    for wrong in (
        wanted(world, language=" "), wanted(world, language="x" * 81), wanted(world, place=""),
        wanted(world, place="x" * 201), wanted(world, topic="weather"), wanted(world, gender="child"),
        wanted(world, way="letter"), wanted(world, minutes=7), wanted(world, days=-1), wanted(world, days=366),
        Wanted("Kurmandschi", "any", "legal", None, time(10), place="hier"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await ask(world.context, world.staff["amal"], handover.case_id, wrong)
    await ask(world.context, world.staff["amal"], handover.case_id, wanted(world, way="phone", place=""))


async def test_found_needs_to_be_somebody(world):
    await with_pool(world)
    _, request = await asked(world)
    for who in ("", " ", "x" * 201):
        with pytest.raises(Invalid):
            await found(world, request, who)
    with pytest.raises(Invalid):
        await answer(world.context, world.staff["carla"], request.id, "wanted", "withdrawn")


async def test_the_form_begins_with_what_the_person_has_said(world):
    handover = await an_accepted(world)
    begun = await suggest(world.context, world.staff["amal"], handover.case_id)
    assert (begun.spoken, begun.gender) == ("ar", "any")
    said = {"interpreter_language": "Kurmandschi aus Afrin", "interpreter_gender": "woman"}
    async with world.context.database.writing() as session:
        vault = await world.context.vault(session, handover.case_id)
        row = await session.get_one(Handover, handover.id)
        row.package = vault.seal("handover.package", {"attributes": said})
    begun = await suggest(world.context, world.staff["amal"], handover.case_id)
    assert (begun.spoken, begun.gender) == ("Kurmandschi aus Afrin", "woman")


async def test_the_times_are_those_of_the_offices_in_summer_too(world):
    handover = await an_accepted(world)
    summer = (wanted(world).day or world.watch().date()) + timedelta(days=120)
    request = await ask(
        world.context, world.staff["amal"], handover.case_id, Wanted("Ar", "any", "legal", summer, time(10), place="x")
    )
    assert (await now_in(world, request)).starts_at.hour == 8

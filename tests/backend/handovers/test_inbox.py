"""The inbox shows what lies with one's teams and who waits, what presses first; a case opens with what was released."""

import pytest
from sqlalchemy import update

from backend.consent.models import Consent
from backend.core.errors import NotFound
from backend.handovers.inbox import inbox
from backend.handovers.reading import open_case
from backend.handovers.responses import accept
from backend.transcripts.takeover import give_back, take_over
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def test_urgent_handovers_come_first_then_the_longest_waiting_and_accepted_ones_last(world):
    accepted = await world.handover(urgent=True)
    await accept(world.context, world.staff["bert"], accepted.id)
    first = await world.handover()
    world.watch.forward(minutes=5)
    second, urgent = await world.handover(), await world.handover(urgent=True)
    found = await inbox(world.context, world.staff["amal"])
    assert [row.reference for row in found.handovers] == [h.reference for h in (urgent, first, second, accepted)]
    assert found.open == 3
    assert (found.handovers[0].language, found.handovers[0].town) == ("ar", "Neustadt")


async def test_other_teams_and_other_tenants_have_an_empty_inbox(world):
    await world.handover("kim")
    await world.case(wanted="danger")
    for name in ("carla", "eve"):
        found = await inbox(world.context, world.staff[name])
        assert (found.handovers, found.waiting) == ([], [])


async def test_the_desk_sees_who_waits_with_danger_and_letters_first(world):
    for reason in ("asked", "letter", "decision", "danger", "minor"):
        await world.case(wanted=reason)
        world.watch.forward(minutes=1)
    found = await inbox(world.context, world.staff["dora"])
    assert [row.reason for row in found.waiting] == ["letter", "danger", "minor", "asked", "decision"]
    assert [row.urgent for row in found.waiting] == [True, True, True, False, False]
    assert (await inbox(world.context, world.staff["amal"])).waiting == []


async def test_who_was_taken_over_shows_by_whom_and_leaves_the_list_when_given_back(world):
    case, _ = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    found = await inbox(world.context, world.staff["emil"])
    assert [row.owner for row in found.waiting] == ["Dora Modell"]
    assert found.open == 0
    await give_back(world.context, world.staff["dora"], case.id)
    assert (await inbox(world.context, world.staff["emil"])).waiting == []


async def test_opening_a_case_is_written_down(world):
    handover = await world.handover()
    await open_case(world.context, world.staff["amal"], handover.case_id)
    assert "case.opened" in await world.audited()
    with pytest.raises(NotFound):
        await open_case(world.context, world.staff["carla"], handover.case_id)
    assert (await world.audited()).count("case.opened") == 1


async def test_a_service_sees_only_the_released_attributes(world):
    handover = await world.handover()
    async with world.context.database.writing() as session:
        await session.execute(update(Consent).values(attributes=["needs", "contact_value"]))
    case = await open_case(world.context, world.staff["amal"], handover.case_id)
    assert {fact.attribute for fact in case.facts} == {"needs", "contact_value"}

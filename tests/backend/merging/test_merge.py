"""Two cases of one person become one for the team that found it, and stay two for everything else."""

import uuid

import pytest
from sqlalchemy import select

from backend.cases import events
from backend.casework import notes, reading, steps
from backend.casework.access import PartOfAnother
from backend.core.clock import local_date
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.ending import end
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.merging.links import joined
from backend.merging.merge import Managed, merge, part
from backend.merging.models import CaseMerge
from backend.merging.reading import beside, open_together
from backend.privacy.erasure import erase
from tests.backend.console.world import World
from tests.backend.merging.conftest import given, taken


async def together(world: World, handover: Handover, to: str = "amal") -> list[str]:
    """The numbers of what belongs together, the kept one first."""
    async with world.context.database.reading() as session:
        found = await joined(session, world.staff[to], handover.case_id, local_date(world.watch()))
    return [one.handover.reference for one in found]


async def links(world: World) -> int:
    async with world.context.database.reading() as session:
        return len((await session.execute(select(CaseMerge))).all())


async def joins(world: World, kept: Handover, gone: Handover, by: str = "amal") -> uuid.UUID:
    return await merge(world.context, world.staff[by], kept.case_id, gone.case_id)


async def log(world: World, handover: Handover) -> list[tuple[str, dict]]:
    async with world.context.database.reading() as session:
        happened = await events.of_case(session, handover.case_id)
    return [(event.kind, event.codes) for event in happened if event.kind in {"case.merged", "case.parted"}]


async def test_both_sides_show_what_belongs_together_the_kept_one_first(either_world):
    world = either_world
    one, other = await taken(world), await taken(world)
    assert await joins(world, one, other) == one.case_id
    for handover in (one, other):
        assert await together(world, handover, to="bert") == [one.reference, other.reference]
        found = await beside(world.context, world.staff["amal"], handover.case_id)
        assert (found.references, found.possible) == ([one.reference, other.reference], [])


async def test_it_is_written_down_on_both_sides_and_neither_log_leads_to_the_other_case(world):
    one, other = await taken(world), await taken(world)
    await joins(world, one, other)
    assert await log(world, one) == [("case.merged", {"as": "kept"})]
    assert await log(world, other) == [("case.merged", {"as": "part"})]
    assert (await world.audited()).count("case.merged") == 2


async def test_all_transcripts_are_kept_and_every_reading_of_one_is_written_down(world):
    one, other = await taken(world, language="ar"), await taken(world, language="uk")
    before = [await world.messages(handover.conversation_id) for handover in (one, other)]
    await joins(world, one, other)
    pieces = await open_together(world.context, world.staff["amal"], other.case_id)
    assert [[line.id for line in piece.opened.messages] for piece in pieces] == [
        [line.id for line in lines] for lines in before
    ]
    assert (await world.audited()).count("case.opened") == 2


async def test_a_transcript_that_was_not_released_stays_closed(world):
    one, other = await taken(world), await taken(world, transcript=False)
    await joins(world, one, other)
    pieces = await open_together(world.context, world.staff["amal"], one.case_id)
    assert [bool(piece.opened.messages) for piece in pieces] == [True, False]


async def test_a_third_case_joins_the_whole_and_trees_have_no_rings(world):
    one, other, third = await taken(world), await taken(world), await taken(world)
    await joins(world, one, other)
    assert await joins(world, third, other) == third.case_id
    assert await together(world, other) == [third.reference, one.reference, other.reference]
    for kept, gone in ((one, third), (other, third), (one, one)):
        with pytest.raises(Invalid):
            await joins(world, kept, gone)
    await part(world.context, world.staff["bert"], one.case_id)
    assert await together(world, third) == [third.reference]
    assert await together(world, other) == [one.reference, other.reference]


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_only_who_has_accepted_both_may(world, name):
    one, other, foreign = await taken(world), await taken(world), await taken(world, by="carla", team="jmd")
    waiting = await given(world)
    for who, kept, gone in (
        (name, one, other),
        ("amal", one, foreign),
        ("carla", foreign, one),
        ("amal", one, waiting),
    ):
        with pytest.raises(NotFound):
            await joins(world, kept, gone, by=who)
    await joins(world, one, other)
    with pytest.raises(NotFound):
        await part(world.context, world.staff[name], other.case_id)
    assert await links(world) == 1


async def test_another_team_that_has_the_part_learns_nothing_of_the_whole(world):
    one, other = await taken(world), await taken(world)
    await joins(world, one, other)
    second = await world.also(other, "jmd")
    await accept(world.context, world.staff["carla"], second.id)
    assert await together(world, other, to="carla") == [second.reference]
    found = await beside(world.context, world.staff["carla"], other.case_id)
    assert (found.references, found.possible) == ([], [])


async def test_a_managed_case_is_kept_and_never_a_part(world):
    one, managed = await taken(world), await taken(world)
    await steps.open_case_management(world.context, world.staff["amal"], managed.case_id)
    with pytest.raises(Managed):
        await joins(world, one, managed)
    await joins(world, managed, one)
    assert await together(world, one) == [managed.reference, one.reference]


async def test_casework_goes_on_in_the_kept_case_alone(world):
    one, other = await taken(world), await taken(world)
    amal = world.staff["amal"]
    await joins(world, one, other)
    for step in (
        lambda: steps.open_case_management(world.context, amal, other.case_id),
        lambda: notes.write(world.context, amal, other.case_id, "Hier nicht"),
    ):
        with pytest.raises(PartOfAnother):
            await step()
    await steps.open_case_management(world.context, amal, one.case_id)
    await notes.write(world.context, amal, one.case_id, "Hier")
    assert [line.reference for line in await reading.my_cases(world.context, amal)] == [one.reference]
    kept, gone = await open_together(world.context, amal, one.case_id)
    assert (kept.written_since, gone.written_since, gone.part_of) == (0, 1, one.reference)


async def test_taking_apart_is_possible_on_any_day_by_the_team_and_leaves_two_cases_as_they_were(world):
    one, other = await taken(world), await taken(world)
    await joins(world, one, other)
    world.watch.forward(days=40)
    await part(world.context, world.staff["bert"], other.case_id)
    for handover in (one, other):
        assert await together(world, handover) == [handover.reference]
    assert [kind for kind, _ in await log(world, other)] == ["case.merged", "case.parted"]
    await notes.write(world.context, world.staff["amal"], other.case_id, "Steht wieder für sich")
    with pytest.raises(IllegalState):
        await part(world.context, world.staff["amal"], one.case_id)
    assert len(await reading.my_cases(world.context, world.staff["amal"])) == 2


async def test_what_the_team_has_ended_is_linked_no_longer(world):
    one, other, third = await taken(world), await taken(world), await taken(world)
    await joins(world, one, other)
    await joins(world, one, third)
    await end(world.context, world.staff["amal"], other.id, "done", None)
    assert await together(world, one) == [one.reference, third.reference]
    assert await links(world) == 1


async def test_erasing_one_leaves_the_other_alone_and_whole(either_world):
    world = either_world
    one, other = await taken(world), await taken(world)
    await joins(world, one, other)
    async with world.context.database.writing() as session:
        await erase(session, one.case_id, requested_by="person", now=world.watch())
    assert await together(world, other) == [other.reference]
    assert (await world.opened(world.staff["amal"], other.case_id)).messages
    assert await links(world) == 0

"""Notes are the team's: nobody else reads them, and nothing of them is ever overwritten."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from backend.casework import notes, plan
from backend.casework.models import CaseNote
from backend.casework.reading import open_casework
from backend.core.errors import Invalid, NotFound
from backend.handovers.models import Handover
from backend.organisations.funding import MayNotOwn
from backend.privacy.erasure import erase
from tests.backend.casework.conftest import an_accepted, bring, paid_by, proposed
from tests.backend.console.world import World


async def read(world: World, handover: Handover, name: str = "bert") -> list[tuple[str, str]]:
    found = await open_casework(world.context, world.staff[name], handover.case_id)
    return [(author, found.words[note.id]) for note, author in found.notes]


async def test_a_correction_stands_beside_what_it_puts_right(world):
    handover = await an_accepted(world)
    await notes.write(world.context, world.staff["amal"], handover.case_id, " Hat zwei Kinder ")
    found = await open_casework(world.context, world.staff["bert"], handover.case_id)
    first = found.notes[0][0].id
    world.watch.forward(minutes=1)
    await notes.write(world.context, world.staff["bert"], handover.case_id, "Drei Kinder", first)
    assert await read(world, handover) == [("Amal Beispiel", "Hat zwei Kinder"), ("Bert Muster", "Drei Kinder")]
    found = await open_casework(world.context, world.staff["amal"], handover.case_id)
    assert found.notes[1][0].corrects_id == first
    assert {"note.written", "casework.opened"} <= set(await world.audited())


@pytest.mark.parametrize("text", ["", "  \n", "x" * (notes.TEXT_MAX + 1)])
async def test_a_note_says_something_and_is_bounded(world, text):
    handover = await an_accepted(world)
    with pytest.raises(Invalid):
        await notes.write(world.context, world.staff["amal"], handover.case_id, text)


async def test_other_teams_read_and_write_none_not_even_another_recipient_of_the_case(world):
    handover = await an_accepted(world)
    await notes.write(world.context, world.staff["amal"], handover.case_id, "Nur für uns")
    for name in ("carla", "dora", "eve"):
        with pytest.raises(NotFound):
            await read(world, handover, name)
        with pytest.raises(NotFound):
            await notes.write(world.context, world.staff[name], handover.case_id, "Ich auch")


async def test_posts_paid_for_another_task_read_with_their_team_and_write_nothing(world):
    handover, bert = await an_accepted(world), await paid_by(world, "bert", "mbe")
    assert await read(world, handover) == []
    with pytest.raises(MayNotOwn):
        await notes.write(world.context, bert, handover.case_id, "x")


async def test_a_note_of_another_case_is_not_corrected_here(world):
    one, other = await an_accepted(world), await an_accepted(world)
    await notes.write(world.context, world.staff["amal"], one.case_id, "Eins")
    note = (await open_casework(world.context, world.staff["amal"], one.case_id)).notes[0][0]
    with pytest.raises(NotFound):
        await notes.write(world.context, world.staff["amal"], other.case_id, "Zwei", note.id)


async def test_the_database_changes_no_note(either_world):
    world = either_world
    handover = await an_accepted(world)
    await notes.write(world.context, world.staff["amal"], handover.case_id, "Bleibt")
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.context.database.writing() as session:
            await session.execute(update(CaseNote).values(corrects_id=None))


async def test_an_erasure_takes_notes_measures_and_agreements_with_it(either_world):
    world = either_world
    handover = await an_accepted(world)
    await bring(world, handover, "monitoring")
    await proposed(world, handover)
    measure = plan.Planned("work", date(2026, 3, 2), helper="Sportverein")
    await plan.add(world.context, world.staff["amal"], handover.case_id, measure)
    await notes.write(world.context, world.staff["amal"], handover.case_id, "Eins")
    note = (await open_casework(world.context, world.staff["amal"], handover.case_id)).notes[0][0]
    await notes.write(world.context, world.staff["amal"], handover.case_id, "Zwei", note.id)
    async with world.context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=world.watch())
    with pytest.raises(NotFound):
        await read(world, handover)

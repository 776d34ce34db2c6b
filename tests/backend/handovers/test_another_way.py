"""After a no, the first-contact desk names another service, and the person decides."""

import uuid

import pytest
from sqlalchemy import update

from backend.cases.events import of_case
from backend.core.errors import Invalid, NotFound
from backend.handovers import redirects
from backend.handovers.another_way import propose
from backend.handovers.ending import end
from backend.handovers.models import Handover
from backend.handovers.reading import open_case
from backend.handovers.responses import accept, decline
from backend.organisations.models import Service
from backend.transcripts.models import Conversation
from backend.transcripts.service import text_of
from backend.transcripts.takeover import NotYours, Unread, give_back, take_over
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    """The person has kept their paper back (G1), so the service that is named must be an independent one."""
    async with a_world(tmp_path) as made:
        async with made.context.database.writing() as session:
            await session.execute(update(Service).where(Service.destination == "JMD").values(no_reporting_duty=True))
        yield made


async def answering(world: World, handover: Handover) -> None:
    """Somebody of the first-contact desk answers in the conversation."""
    conversation = await world.stored(Conversation, handover.conversation_id)
    await take_over(world.context, world.staff["dora"], handover.case_id, conversation.owner_epoch)


async def declined(world: World) -> Handover:
    handover = await world.handover("kim", language="de")
    await decline(world.context, world.staff["amal"], handover.id, "no_capacity")
    return handover


async def names(world: World, handover: Handover) -> list[str]:
    opened = await open_case(world.context, world.staff["dora"], handover.case_id)
    return [service.name for service in opened.other_ways]


async def next_for(world: World, handover: Handover) -> str | None:
    """The service that the person is asked for when they go on, if the desk has named one."""
    async with world.context.database.reading() as session:
        service = await redirects.named(session, handover.case_id)
        return service.name if service else None


async def test_whoever_answers_at_the_desk_names_another_service_and_the_person_is_asked(world):
    handover = await declined(world)
    assert await names(world, handover) == []  # the desk does not answer yet
    await answering(world, handover)
    assert await names(world, handover) == ["Jugendmigrationsdienst"]
    assert await next_for(world, handover) is None
    await propose(world.context, world.staff["dora"], handover.case_id, world.services["jmd"].id)
    assert await next_for(world, handover) == "Jugendmigrationsdienst"
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.redirections) == ("declined", 1)
    conversation = await world.stored(Conversation, handover.conversation_id)
    assert conversation.owner == "assistant"
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, handover.case_id)
        kinds = [event.kind for event in await of_case(session, handover.case_id)]
        last = (await world.messages(handover.conversation_id))[-1]
        assert "Jugendmigrationsdienst" in text_of(last, vault)
    assert kinds[-1] == "handover.redirected"
    with pytest.raises(NotFound):  # nothing has moved: the other service sees nothing before the person's yes
        await open_case(world.context, world.staff["carla"], handover.case_id)


async def test_after_an_end_without_a_result_too(world):
    handover = await world.handover("kim", language="de")
    await accept(world.context, world.staff["amal"], handover.id)
    world.watch.forward(hours=1)
    await end(world.context, world.staff["amal"], handover.id, "not_done", "no_capacity")
    world.watch.forward(hours=1)
    await answering(world, handover)
    assert await names(world, handover) == ["Jugendmigrationsdienst"]
    await propose(world.context, world.staff["dora"], handover.case_id, world.services["jmd"].id)
    assert await next_for(world, handover) == "Jugendmigrationsdienst"


@pytest.mark.parametrize("which", ["kim", "nobody", "unknown"])
async def test_who_has_said_no_and_what_no_list_gives_is_refused_and_nothing_changes(world, which):
    handover = await declined(world)
    await answering(world, handover)
    to = {"kim": world.services["kim"].id, "nobody": None, "unknown": uuid.uuid4()}[which]
    with pytest.raises(Invalid):
        await propose(world.context, world.staff["dora"], handover.case_id, to)
    assert (await world.stored(Conversation, handover.conversation_id)).owner == "person"
    assert await next_for(world, handover) is None


async def test_only_whoever_answers_there_can_name_one_and_not_over_a_line_they_have_not_read(world):
    handover, jmd = await declined(world), world.services["jmd"].id
    with pytest.raises(NotYours):
        await propose(world.context, world.staff["dora"], handover.case_id, jmd)
    for name in ("amal", "carla", "eve"):
        with pytest.raises(NotFound):
            await propose(world.context, world.staff[name], handover.case_id, jmd)
    await answering(world, handover)
    with pytest.raises(Unread):
        await propose(world.context, world.staff["dora"], handover.case_id, jmd, 0)
    await give_back(world.context, world.staff["dora"], handover.case_id)
    with pytest.raises(NotFound):
        await propose(world.context, world.staff["dora"], handover.case_id, jmd)


@pytest.mark.parametrize(
    ("status", "turn"), [("requested", True), ("accepted", True), ("declined", False), ("ended", False)]
)
async def test_what_the_desk_has_named_holds_until_that_service_is_done_with_it(world, status, turn):
    handover = await declined(world)
    await answering(world, handover)
    world.watch.forward(minutes=5)
    await propose(world.context, world.staff["dora"], handover.case_id, world.services["jmd"].id)
    other = await world.also(handover, "jmd")
    async with world.context.database.writing() as session:
        row = await session.get_one(Handover, other.id)
        row.redirected_from_id, row.status = handover.id, status
        row.responded_at = row.ended_at = world.watch()
        row.outcome = "done" if status == "ended" else None
    assert await next_for(world, handover) == ("Jugendmigrationsdienst" if turn else None)

"""Accepting and declining: once, by the right team, and the person learns of it."""

import asyncio
import uuid

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.core.errors import IllegalState, Invalid, NotFound
from backend.handovers.models import Handover
from backend.handovers.responses import NOTE_MAX, accept, decline
from backend.handovers.states import DECLINE_REASONS
from backend.transcripts.models import Conversation
from backend.transcripts.service import text_of
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def last_text(world: World, handover: Handover) -> str:
    message = (await world.messages(handover.conversation_id))[-1]
    async with world.context.database.reading() as session:
        assert message.sender == "system"
        return text_of(message, await world.context.vault(session, handover.case_id))


async def test_accepting_is_stored_and_told_in_the_persons_language(world):
    handover = await world.handover("kim", language="ar")
    await accept(world.context, world.staff["amal"], handover.id)
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.responded_by_id) == ("accepted", world.staff["amal"].id)
    assert stored.responded_at == world.watch()
    assert "قُبل" in await last_text(world, handover)
    assert "handover.accepted" in await world.audited()


@pytest.mark.parametrize("reason", DECLINE_REASONS)
async def test_declining_tells_why_and_calls_the_desk_to_look_for_another_way(world, reason):
    handover = await world.handover("kim", language="de")
    await decline(world.context, world.staff["amal"], handover.id, reason, "  Bitte MBE fragen  ")
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.decline_reason) == ("declined", reason)
    async with world.context.database.reading() as session:
        vault = await world.context.vault(session, handover.case_id)
        assert vault.open("handover.decline_note", stored.decline_note) == "Bitte MBE fragen"
    case = await world.stored(CaseRecord, handover.case_id)
    assert (case.person_wanted_at, case.person_wanted_reason) == (world.watch(), "decision")
    text = await last_text(world, handover)
    assert "KIM Case Management kann Ihre Anfrage nicht übernehmen" in text
    assert "MBE" not in text


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_another_team_cannot_answer(world, name):
    handover = await world.handover("kim")
    with pytest.raises(NotFound):
        await accept(world.context, world.staff[name], handover.id)
    with pytest.raises(NotFound):
        await decline(world.context, world.staff[name], handover.id, "other")
    assert (await world.stored(Handover, handover.id)).status == "requested"


async def test_of_two_who_accept_at_once_one_wins(world):
    handover = await world.handover("kim")
    both = (accept(world.context, world.staff[name], handover.id) for name in ("amal", "bert"))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Handover", "IllegalState"]
    told = [m for m in await world.messages(handover.conversation_id) if m.key == "handover.accepted"]
    assert len(told) == 1


async def test_the_conversation_is_locked_before_the_handover_as_everywhere(world):
    handover = await world.handover("kim")
    taken = []

    def note(state) -> None:
        if getattr(state.statement, "_for_update_arg", None) is not None:
            taken.append(state.statement.column_descriptions[0]["entity"])

    event.listen(Session, "do_orm_execute", note)
    try:
        await accept(world.context, world.staff["amal"], handover.id)
    finally:
        event.remove(Session, "do_orm_execute", note)
    assert taken[0] is Conversation


@pytest.mark.parametrize(
    ("status", "error"), [("accepted", IllegalState), ("declined", NotFound), ("revoked", NotFound)]
)
async def test_what_happened_while_waiting_for_the_lock_counts(world, monkeypatch, status, error):
    handover = await world.handover("kim")
    open_file = CaseFile.open

    async def after_somebody_else(session, context, conversation_id):
        file = await open_file(session, context, conversation_id)
        faster = update(Handover).values(status=status).execution_options(synchronize_session=False)
        await session.execute(faster)
        return file

    monkeypatch.setattr(CaseFile, "open", after_somebody_else)
    with pytest.raises(error):
        await accept(world.context, world.staff["amal"], handover.id)
    assert "handover.accepted" not in [message.key for message in await world.messages(handover.conversation_id)]


async def test_what_was_accepted_cannot_be_declined_and_what_was_declined_is_gone(world):
    accepted, declined = await world.handover("kim"), await world.handover("kim")
    await accept(world.context, world.staff["amal"], accepted.id)
    with pytest.raises(IllegalState):
        await decline(world.context, world.staff["bert"], accepted.id, "other")
    await decline(world.context, world.staff["amal"], declined.id, "other")
    with pytest.raises(NotFound):
        await accept(world.context, world.staff["bert"], declined.id)


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("because", ""), ("other", "x" * (NOTE_MAX + 1))])
async def test_declining_needs_a_reason_of_the_list_and_a_note_of_bounded_length(world, reason, note):
    handover = await world.handover("kim")
    with pytest.raises(Invalid):
        await decline(world.context, world.staff["amal"], handover.id, reason, note)


async def test_an_unknown_handover_is_not_found(world):
    with pytest.raises(NotFound):
        await accept(world.context, world.staff["amal"], uuid.uuid4())


async def test_the_conversation_and_the_teams_are_woken(world):
    handover = await world.handover("kim")
    topics = [f"conversation:{handover.conversation_id}", *(f"team:{world.teams[key].id}" for key in ("kim", "desk"))]
    for topic in topics:
        async with world.context.bus.listen(topic) as waiter:
            fresh = await world.handover("kim") if topic.startswith("team") else handover
            await decline(world.context, world.staff["amal"], fresh.id, "other")
            assert await waiter.wait(0.1), topic

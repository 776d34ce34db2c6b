"""Cases that a team of case managers has accepted."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.casework import agreements, steps
from backend.core.clock import local_date
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.organisations.models import Staff
from backend.transcripts.service import record_person
from tests.backend.console.world import World, a_world

WORDS = agreements.Words("Arbeit als Koch finden", "Amal ruft beim Jobcenter an")
WAY = ("intake", "assessment", "agreement", "linking", "monitoring", "re_assessment")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The same on each engine."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with a_world(tmp_path, database_url=url) as made:
        yield made


async def an_accepted(world: World, **made: object) -> Handover:
    """A handover that Amal has accepted for the case managers."""
    handover = await world.handover("kim", **made)
    return await accept(world.context, world.staff["amal"], handover.id)


async def paid_by(world: World, name: str, source: str) -> Staff:
    """A member of staff whose post is paid out of other money now."""
    async with world.context.database.writing() as session:
        staff = await session.get_one(Staff, world.staff[name].id)
        staff.funding = source
    world.staff[name] = staff
    return staff


async def bring(world: World, handover: Handover, state: str) -> None:
    """Take a case to a state, step by step, as Amal would."""
    context, amal, case_id = world.context, world.staff["amal"], handover.case_id
    if state == "contact":
        return
    if state == "closed":
        await steps.close(context, amal, case_id, "other")
        return
    await steps.open_case_management(context, amal, case_id)
    for step in WAY[1 : WAY.index(state) + 1]:
        if step == "linking":
            proposal = await proposed(world, handover, in_chat=False)
            await agreements.agreed_on_paper(context, amal, case_id, proposal, today(world))
        review = today(world) + timedelta(days=30) if step == "monitoring" else None
        await steps.move(context, amal, case_id, steps.Wanted(step, review))


async def proposed(world: World, handover: Handover, *, in_chat: bool = True) -> uuid.UUID:
    """A proposal of goals; its id."""
    context, amal = world.context, world.staff["amal"]
    await agreements.draft(context, amal, handover.case_id, WORDS)
    async with context.database.reading() as session:
        draft = await agreements.unanswered(session, handover.case_id)
    assert draft is not None
    await agreements.propose(context, amal, handover.case_id, draft.id, in_chat=in_chat)
    return draft.id


async def tapped(world: World, handover: Handover, agreement_id: uuid.UUID, answer: str) -> str | None:
    """The person answers to a proposal in the chat."""
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, handover.conversation_id)
        message = record_person(
            session, file.conversation, file.vault,
            text="Ja", chosen=None, client_id=uuid.uuid4().hex, now=file.now,
        )  # fmt: skip
        await session.flush()
        return await agreements.answered(file, message, agreement_id, answer)


async def state_of(world: World, handover: Handover) -> str:
    return (await world.stored(CaseRecord, handover.case_id)).state


def today(world: World):
    return local_date(world.watch())

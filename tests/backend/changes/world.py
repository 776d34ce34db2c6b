"""Changes in the small Kreis of the console's tests: a case with dates, handed over, held by somebody."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.changes import tasks
from backend.changes.models import ChangeTask
from backend.consent.models import Consent
from backend.handovers.models import Handover
from tests.backend.console.world import World

#: Turns 27 two months after the world begins: from the youth service to KIM, because there is no MBE here.
BIRTHDAY = {"birth_date": "1999-05-02", "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"}
RESTS_ON = ["needs", "birth_date", "case_management"]


async def told(world: World, conversation_id: uuid.UUID, facts: Mapping[str, Any] = BIRTHDAY) -> ChangeTask:
    """These facts are known, somebody was named for them, and the change in them is noticed."""
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, conversation_id)
        source = file.facts.all()[0].source_message_id
        for attribute, value in facts.items():
            await file.facts.record(attribute, value, "stated", source, file.now)
        file.case.told_revision = file.case.facts_revision
        await tasks.follow(file)
        found = await session.execute(select(ChangeTask).where(ChangeTask.case_id == file.case.id))
        return found.scalars().one()


async def with_youth_service(
    world: World, *, released: list[str] = RESTS_ON, holder: str | None = None
) -> tuple[ChangeTask, Handover]:
    """Somebody whom the youth service has taken on turns 27 soon. ``holder``: the team that holds the case."""
    handover = await world.handover("jmd")
    await take_on(world, handover, released)
    await held_by(world, handover.case_id, holder)
    return await told(world, handover.conversation_id), handover


async def take_on(world: World, handover: Handover, released: list[str] = RESTS_ON) -> None:
    async with world.context.database.writing() as session:
        row = await session.get_one(Handover, handover.id)
        row.status, row.responded_at = "accepted", world.watch()
        (await session.get_one(Consent, row.consent_id)).attributes = released


async def held_by(world: World, case_id: uuid.UUID, team: str | None) -> None:
    async with world.context.database.writing() as session:
        (await session.get_one(CaseRecord, case_id)).holder_team_id = world.teams[team].id if team else None

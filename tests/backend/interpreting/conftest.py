"""Cases of a team of case managers, and a pool of interpreters with somebody who keeps it."""

import uuid
from datetime import time, timedelta

from backend.handovers.models import Handover
from backend.interpreting.asking import POOL, Wanted, ask
from backend.interpreting.models import InterpreterRequest
from backend.organisations.models import Service, Team, TeamMember
from tests.backend.casework.conftest import an_accepted, either_world, today, world
from tests.backend.console.world import World

__all__ = ["either_world", "world"]


async def with_pool(world: World) -> World:
    """Carla keeps the pool beside her other team."""
    async with world.context.database.writing() as session:
        team = world.teams["pool"] = Team(id=uuid.uuid4(), tenant_id=world.tenant.id, key="pool", name="Pool")
        session.add(team)
        await session.flush()
        session.add(TeamMember(team_id=team.id, staff_id=world.staff["carla"].id))
        session.add(
            Service(
                id=uuid.uuid4(),
                tenant_id=world.tenant.id,
                name="Dolmetscherpool",
                schedule=[],
                languages=[],
                organization_id=world.services["kim"].organization_id,
                destination=POOL,
                team_id=team.id,
            )
        )
    return world


def wanted(world: World, days: int = 10, **more: object) -> Wanted:
    """An interpreter for an appointment in so many days, at ten."""
    day = today(world) + timedelta(days=days)
    said = {"language": "Kurmandschi", "gender": "woman", "topic": "legal", "place": "Marktplatz 1"}
    return Wanted(day=day, at=time(10), **{**said, **more})


async def asked(world: World, days: int = 10, **more: object) -> tuple[Handover, InterpreterRequest]:
    """A request that Amal has made."""
    handover = await an_accepted(world)
    return handover, await ask(world.context, world.staff["amal"], handover.case_id, wanted(world, days, **more))


async def now_in(world: World, request: InterpreterRequest) -> InterpreterRequest:
    return await world.stored(InterpreterRequest, request.id)


async def said_to_the_person(world: World, handover: Handover) -> list[str]:
    """What stands in the chat about interpreters."""
    lines = await world.messages(handover.conversation_id)
    return [line.key for line in lines if line.key and line.key.startswith("interpreter")]

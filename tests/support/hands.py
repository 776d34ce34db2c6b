"""Staff of the demo's first-contact desk, for tests in which they answer instead of the assistant."""

from sqlalchemy import select

from backend.core.context import Context
from backend.organisations.models import Staff, Team, TeamMember


async def desk_staff(context: Context, how_many: int = 1) -> list[Staff]:
    """So many members of the desk; the demo has one, the others are made."""
    async with context.database.writing() as session:
        desk = (await session.execute(select(Team).where(Team.key == "desk"))).scalar_one()
        for number in range(1, how_many):
            person = Staff(
                tenant_id=desk.tenant_id, login=f"desk{number}@musterland.example", name=f"Demo Desk {number}",
                password_hash="x", language="de", active=True,
            )  # fmt: skip
            session.add(person)
            await session.flush()
            session.add(TeamMember(team_id=desk.id, staff_id=person.id))
        members = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id).where(TeamMember.team_id == desk.id)
        return list((await session.execute(members.order_by(Staff.login))).scalars())

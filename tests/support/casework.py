"""Casework to test with."""

import uuid

from sqlalchemy import select

from backend.cases.file import CaseFile
from backend.casework import asking
from backend.casework.models import Agreement
from backend.core.context import Context
from backend.organisations.models import Staff, Team
from backend.transcripts.service import say


async def goals_proposed(context: Context, conversation_id: uuid.UUID) -> uuid.UUID:
    """Goals have been put to the person of a conversation, who is asked about them; the id of the proposal."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation_id)
        team = (await session.execute(select(Team).where(Team.key == "kim"))).scalar_one()
        staff = (await session.execute(select(Staff))).scalars().first()
        agreement = Agreement(
            id=uuid.uuid4(), case_id=file.case.id, team_id=team.id, written_by_id=staff.id, written_at=file.now,
            language="de", in_chat=True,
            text=file.vault.seal("agreement.text", {"goals": "Arbeit finden", "steps": ""}),
        )  # fmt: skip
        session.add(agreement)
        await session.flush()
        agreement.state, agreement.proposed_at = "proposed", file.now
        asked = asking.question(agreement, file.vault, team.name)
        say(session, file.conversation, file.vault, context.catalogs, asked, now=file.now, sender="system")
        file.case.open_question = asking.AGREEMENT
    return agreement.id

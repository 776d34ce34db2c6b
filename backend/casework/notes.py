"""Notes: sealed, for the team that holds the case and nobody else; a correction stands beside what it puts right."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.casework.access import working
from backend.casework.models import CaseNote
from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.organisations.models import Staff, Team
from locales.wording import Wording

TEXT_MAX = 4000


async def write(
    context: Context, staff: Staff, case_id: uuid.UUID, text: str, corrects: uuid.UUID | None = None
) -> None:
    """Note something down; ``corrects`` is the note that it puts right.

    Raises ``NotFound``, ``MayNotOwn``, and ``Invalid`` for an empty note or more than ``TEXT_MAX`` characters.
    """
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Invalid(Wording("console.casework.problem.empty"))
    if len(text) > TEXT_MAX:
        raise Invalid(Wording("console.casework.problem.too_long", {"max": TEXT_MAX}))
    async with working(context, staff, case_id, "note.written", managed=False) as work:
        session = work.file.session
        if corrects is not None:
            await _own(session, case_id, work.team, corrects)
        session.add(
            CaseNote(
                case_id=case_id,
                team_id=work.team.id,
                author_id=staff.id,
                written_at=work.file.now,
                text=work.file.vault.seal("note.text", text),
                corrects_id=corrects,
            )
        )


async def of_team(session: AsyncSession, case_id: uuid.UUID, team: Team) -> list[tuple[CaseNote, str]]:
    """The team's notes about a case with their authors, in order."""
    query = select(CaseNote, Staff.name).join(Staff, Staff.id == CaseNote.author_id)
    query = query.where(CaseNote.case_id == case_id, CaseNote.team_id == team.id)
    return [(row[0], row[1]) for row in await session.execute(query.order_by(CaseNote.written_at, CaseNote.id))]


async def _own(session: AsyncSession, case_id: uuid.UUID, team: Team, note_id: uuid.UUID) -> None:
    found = await session.get(CaseNote, note_id)
    if found is None or (found.case_id, found.team_id) != (case_id, team.id):
        raise NotFound

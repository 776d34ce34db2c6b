"""Writing, choosing and dropping ready replies. Membership of a team opens its replies, and nothing else does."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.handovers.access import own_teams
from backend.organisations.models import Staff, Team
from backend.privacy import audit
from backend.replies.models import ReadyReply
from backend.transcripts.drafts import TEXT_MAX
from locales.languages import SOURCE, is_known
from locales.wording import Wording

TITLE_MAX = 80


@dataclass(frozen=True)
class Written:
    """A reply as staff write it."""

    language: str = SOURCE
    title: str = ""
    text: str = ""


async def teams_of(context: Context, staff: Staff) -> list[Team]:
    """The teams whose replies they may write, by name."""
    async with context.database.reading() as session:
        query = select(Team).where(Team.id.in_(own_teams(staff))).order_by(Team.name)
        return list((await session.execute(query)).scalars())


async def of_teams(context: Context, staff: Staff) -> list[ReadyReply]:
    """The replies of all their teams, by title."""
    async with context.database.reading() as session:
        rows = (await session.execute(select(ReadyReply).where(ReadyReply.team_id.in_(own_teams(staff))))).scalars()
        return sorted(rows, key=_by_title)


async def fitting(
    context: Context, staff: Staff, team_id: uuid.UUID, language: str
) -> list[tuple[str, list[ReadyReply]]]:
    """What a team can say to somebody who reads ``language``: first in that one, then in German, each by title."""
    found = [reply for reply in await of_teams(context, staff) if reply.team_id == team_id]
    spoken = dict.fromkeys((language, SOURCE))
    groups = [(code, [reply for reply in found if reply.language == code]) for code in spoken]
    return [(code, replies) for code, replies in groups if replies]


async def one(context: Context, staff: Staff, reply_id: uuid.UUID) -> ReadyReply:
    """A reply of one of their teams. Raises ``NotFound``."""
    async with context.database.reading() as session:
        return await _own(session, staff, reply_id)


async def add(context: Context, staff: Staff, team_id: uuid.UUID, written: Written) -> None:
    """Keep a new reply for a team. Raises ``NotFound`` for a team that is not theirs, and ``Invalid``."""
    kept = _checked(written)
    async with context.database.writing() as session:
        team = await session.scalar(select(Team.id).where(Team.id == team_id, Team.id.in_(own_teams(staff))))
        if team is None:
            raise NotFound
        reply = ReadyReply(id=uuid.uuid4(), team_id=team)
        session.add(reply)
        _write(context, session, staff, reply, kept)


async def change(context: Context, staff: Staff, reply_id: uuid.UUID, written: Written) -> None:
    """Write a reply anew. Raises ``NotFound``, ``Invalid``."""
    kept = _checked(written)
    async with context.database.writing() as session:
        _write(context, session, staff, await _own(session, staff, reply_id), kept)


async def drop(context: Context, staff: Staff, reply_id: uuid.UUID) -> None:
    """Keep a reply no longer. Raises ``NotFound``."""
    async with context.database.writing() as session:
        reply = await _own(session, staff, reply_id)
        _audit(context, session, staff, "reply.dropped", reply)
        await session.delete(reply)


def _checked(written: Written) -> Written:
    """As it is kept. Raises ``Invalid`` for an unknown language, a title or text that is missing or too long."""
    text = written.text.replace("\r\n", "\n").replace("\0", "").strip()
    title = " ".join(written.title.replace("\0", "").split())
    if not is_known(written.language):
        raise Invalid(Wording("console.replies_problem.language"))
    if not 0 < len(title) <= TITLE_MAX:
        raise Invalid(Wording("console.replies_problem.title", {"max": TITLE_MAX}))
    if not 0 < len(text) <= TEXT_MAX:
        raise Invalid(Wording("console.replies_problem.text", {"max": TEXT_MAX}))
    return Written(written.language, title, text)


def _write(context: Context, session: AsyncSession, staff: Staff, reply: ReadyReply, kept: Written) -> None:
    reply.language, reply.title, reply.text = kept.language, kept.title, kept.text
    reply.changed_by_id, reply.changed_at = staff.id, context.clock()
    _audit(context, session, staff, "reply.written", reply)


async def _own(session: AsyncSession, staff: Staff, reply_id: uuid.UUID) -> ReadyReply:
    query = select(ReadyReply).where(ReadyReply.id == reply_id, ReadyReply.team_id.in_(own_teams(staff)))
    reply = (await session.execute(query)).scalar_one_or_none()
    if reply is None:
        raise NotFound
    return reply


def _by_title(reply: ReadyReply) -> tuple[str, str]:
    return reply.title.casefold(), str(reply.id)


def _audit(context: Context, session: AsyncSession, staff: Staff, action: str, reply: ReadyReply) -> None:
    audit.by_staff(session, context.clock, staff, action, ("ready_reply", reply.id))

"""Views that staff keep: a list with its filters, found again under a name."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.organisations.models import Staff
from backend.worklists.asked import Asked
from backend.worklists.models import LONGEST_NAME, SavedView
from locales.wording import Wording

MOST = 20


async def views_of(session: AsyncSession, staff: Staff) -> Sequence[SavedView]:
    """The views of a member of staff, by name."""
    query = select(SavedView).where(SavedView.staff_id == staff.id).order_by(SavedView.name)
    return (await session.execute(query)).scalars().all()


async def default_of(context: Context, staff: Staff) -> Asked | None:
    """What a member of staff wants to see where no list was asked for."""
    async with context.database.reading() as session:
        found = next((view for view in await views_of(session, staff) if view.is_default), None)
    return Asked.of_query(found.query) if found else None


async def keep(context: Context, staff: Staff, name: str, asked: Asked, *, default: bool = False) -> None:
    """Keep a list with its filters; under a name that is there already, the new one replaces it.

    Raises ``Invalid`` for no name or one that is too long, and for one more than ``MOST``.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(Wording("console.views.problem.name", {"n": LONGEST_NAME}))
    async with context.database.writing() as session:
        await _lock(session, staff)
        kept = {view.name: view for view in await views_of(session, staff)}
        view = kept.get(name)
        if view is None:
            if len(kept) >= MOST:
                raise Invalid(Wording("console.views.problem.most", {"n": MOST}))
            view = SavedView(id=uuid.uuid4(), staff_id=staff.id, name=name, is_default=False)
            session.add(view)
        view.query = asked.at("").query
        if default:
            await _make_default(session, staff, view)


async def prefer(context: Context, staff: Staff, view_id: uuid.UUID) -> None:
    """Make a view the one that is shown where no list was asked for. Raises ``NotFound`` if it is not theirs."""
    async with context.database.writing() as session:
        await _lock(session, staff)
        await _make_default(session, staff, await _own(session, staff, view_id))


async def forget(context: Context, staff: Staff, view_id: uuid.UUID) -> None:
    """Throw a view away. Raises ``NotFound`` if it is not theirs."""
    async with context.database.writing() as session:
        await session.delete(await _own(session, staff, view_id))


async def _lock(session: AsyncSession, staff: Staff) -> None:
    """Two forms of one member of staff wait for each other, so that the number of views holds."""
    await session.execute(select(Staff.id).where(Staff.id == staff.id).with_for_update())


async def _own(session: AsyncSession, staff: Staff, view_id: uuid.UUID) -> SavedView:
    view = await session.get(SavedView, view_id)
    if view is None or view.staff_id != staff.id:
        raise NotFound
    return view


async def _make_default(session: AsyncSession, staff: Staff, view: SavedView) -> None:
    await session.flush()
    theirs = update(SavedView).where(SavedView.staff_id == staff.id)
    await session.execute(theirs.values(is_default=SavedView.id == view.id))

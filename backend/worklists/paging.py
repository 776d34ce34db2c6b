"""Paging by key: a page begins after a line, not at a number, so nothing is skipped or shown twice while lists grow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from backend.core.errors import NotFound

PER_PAGE = 25
_BETWEEN = "~"
_READ: dict[type, Callable[[str], Any]] = {int: int, datetime: datetime.fromisoformat, UUID: UUID}


@dataclass(frozen=True)
class Order:
    """An order that leaves no two lines equal: the last of its keys is an id."""

    keys: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]
    kinds: tuple[type, ...]
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """The ids of one page, and where the next one begins; None: there is none."""

    ids: Sequence[UUID]
    after: str | None


async def page(session: AsyncSession, query: Select[*tuple[Any, ...]], order: Order, after: str) -> Page:
    """The next ``PER_PAGE`` of what ``query`` finds, beginning after the line ``after`` (empty: at the first one).

    The query's own columns are replaced by the keys. Raises ``NotFound`` for a place that no page of ours leads to.
    """
    if after:
        place = tuple_(*_bound(order, after))
        keys = tuple_(*order.keys)
        query = query.where(keys < place if order.backwards else keys > place)
    ordered = (key.desc() if order.backwards else key.asc() for key in order.keys)
    query = query.with_only_columns(*order.keys, maintain_column_froms=True).order_by(*ordered).limit(PER_PAGE + 1)
    rows = (await session.execute(query)).all()
    shown = rows[:PER_PAGE]
    return Page([row[-1] for row in shown], _place(shown[-1]) if len(rows) > PER_PAGE else None)


def _place(row: Row[*tuple[Any, ...]]) -> str:
    return _BETWEEN.join(part.isoformat() if isinstance(part, datetime) else str(part) for part in row)


def _bound(order: Order, after: str) -> list[Any]:
    parts = after.split(_BETWEEN)
    if len(parts) != len(order.keys):
        raise NotFound
    try:
        values = [_READ[kind](part) for kind, part in zip(order.kinds, parts, strict=True)]
        if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
            raise NotFound
    except ValueError:
        raise NotFound from None
    return [literal(value, key.type) for value, key in zip(values, order.keys, strict=True)]

"""A file on its way into the directory: under which name, what it would change, and the word to take it over.

The command and the console go this way, so that both show and do the same.
"""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath, PureWindowsPath
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers.entries import Change
from backend.offers.exchange import files
from backend.offers.exchange.kept import Kept
from backend.offers.exchange.plan import Plan, apply, make_plan
from backend.offers.models import Offer
from backend.organisations.models import Tenant
from locales.catalogs import Catalogs
from locales.languages import SOURCE
from locales.wording import Wording

MOST_NAME = 200
MOST_SOURCE = 120


@dataclass(frozen=True)
class File:
    """A file as somebody gave it. ``source``: the name under which its offers are remembered."""

    name: str
    source: str
    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes, source: str = "") -> Self:
        """Names are the sender's: without folders and signs that nobody sees, and no longer than there is room.

        Where no source is said it is the name of the file.
        """
        plain = _plain(PureWindowsPath(name).name)[-MOST_NAME:]  # its ending says what it is
        return cls(plain, (_plain(source) or PurePath(plain).stem)[:MOST_SOURCE], content)


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@dataclass(frozen=True)
class Taker:
    """Who takes a file over, and when. ``staff_id``: None for the command."""

    at: datetime
    staff_id: uuid.UUID | None = None


async def compared(file: File, kept: Kept, catalogs: Catalogs) -> Plan:
    """What a file would change; nothing else waits while a long one is read. Raises ``Refused``."""
    return await asyncio.to_thread(_compared, file, kept, catalogs)


def _compared(file: File, kept: Kept, catalogs: Catalogs) -> Plan:
    return make_plan(files.read(file.name, file.content, kept, catalogs), kept, file.source)


async def take_over(
    session: AsyncSession, tenant: Tenant, plan: Plan, by: Taker, catalogs: Catalogs, *, retire: bool = False
) -> int:
    """``apply`` a plan as a change that says where it came from; returns how many offers are new or changed.

    Whoever is about to change an entry waits meanwhile, and finds that it has moved on. Raises as ``apply`` does.
    """
    for rows in (select(Tenant.id).where(Tenant.id == tenant.id), select(Offer.id).where(Offer.tenant_id == tenant.id)):
        await session.execute(rows.with_for_update(key_share=True))  # rows that only point to these need not wait
    why = catalogs.say(Wording("console.offers.import.why", {"source": plan.source}), SOURCE)
    return await apply(session, tenant, plan, Change(at=by.at, staff_id=by.staff_id, why=why), retire=retire)

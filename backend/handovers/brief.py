"""What a queue may show of a handover before somebody has accepted it: fields of action and town.

They stand beside the sealed package, taken from nothing but what it releases, so that a list of thousands opens none.
Both are names from lists of ours, never words of a person; language and urgency have columns of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from backend.core.context import Context
from backend.handovers.fields import fields_of_action
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.privacy.models import CaseKey
from backend.privacy.sealing import Vault

#: So many packages are opened in one transaction.
BATCH = 100


@dataclass(frozen=True)
class Brief:
    """What may be shown of a package."""

    fields: tuple[str, ...]
    town: str | None


def brief_of(package: Mapping[str, Any]) -> Brief:
    """What may be shown of a package that is open."""
    released = package["attributes"]
    return Brief(fields_of_action(released), place(released.get("municipality")))


def pack(handover: Handover, vault: Vault, package: Mapping[str, Any]) -> None:
    """Put a package into a handover, with what may be shown of it: both change together."""
    shown = brief_of(package)
    handover.package = vault.seal("handover.package", dict(package))
    handover.fields, handover.town = list(shown.fields), shown.town


def opened(handover: Handover, vault: Vault) -> Brief:
    """What may be shown of a handover from before there were columns for it."""
    return brief_of(vault.open("handover.package", handover.package))


def place(value: Any) -> str | None:
    """The name of a town, if that is what the answer was."""
    return str(value["name"]) if isinstance(value, dict) and "name" in value else None


async def fill(context: Context) -> int:
    """Write the columns of open handovers from before there were any. Returns how many there were."""
    filled = 0
    while found := await _fill_some(context):
        filled += found
    return filled


async def _fill_some(context: Context) -> int:
    """Whoever packs one anew meanwhile knows better: only what is still empty is written."""
    unfilled = (
        select(Handover, CaseKey.wrapped)
        .join(CaseKey, CaseKey.case_id == Handover.case_id)
        .where(Handover.fields.is_(None), Handover.status.in_(OPEN))
        .order_by(Handover.id)
        .limit(BATCH)
    )
    async with context.database.writing() as session:
        rows = (await session.execute(unfilled)).all()
        for handover, wrapped in rows:
            shown = opened(handover, context.master_key.open_vault(handover.case_id, wrapped))
            empty = update(Handover).where(Handover.id == handover.id, Handover.fields.is_(None))
            await session.execute(empty.values(fields=list(shown.fields), town=shown.town))
    return len(rows)

"""Marks of numbers and addresses: whether two cases give the same one can be told, which one it is cannot.

A mark is kept for each handover, of the value that was released with it, and goes with the consent: nobody is compared
by what they have not passed on. It is keyed for each tenant, so that marks of two tenants never agree.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Any, Literal

import phonenumbers
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.handovers.models import Handover
from backend.merging.models import ContactMark
from backend.privacy.sealing import MasterKey

type Kind = Literal["phone", "email"]


def fingerprint(master: MasterKey, tenant_id: uuid.UUID, value: str) -> tuple[Kind, str]:
    """What kind of value it is, and its mark: the same for every way of writing the same number or address."""
    kind, plain = _normalised(value)
    key = master.derive(f"contact marks {tenant_id}")
    return kind, hmac.new(key, f"{kind}/{plain}".encode(), hashlib.sha256).hexdigest()


def _normalised(value: str) -> tuple[Kind, str]:
    if "@" in value:
        return "email", value.strip().casefold()
    try:
        number = phonenumbers.parse(value, "DE")
    except phonenumbers.NumberParseException:
        return "phone", "".join(value.split())
    return "phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


async def keep(session: AsyncSession, master: MasterKey, handover: Handover, contact: Mapping[str, Any]) -> None:
    """Keep the mark of the value in ``contact``, as it was just passed on, in place of the one before.

    Without a value, or where no team of Lotse has it, none is kept.
    """
    await remove(session, handover)
    value = contact.get("value")
    if handover.team_id is None or not value:
        return
    kind, mark = fingerprint(master, handover.tenant_id, value)
    session.add(ContactMark(handover_id=handover.id, case_id=handover.case_id, kind=kind, mark=mark))


async def remove(session: AsyncSession, handover: Handover) -> None:
    """Nobody is compared by what was released with this handover any more."""
    await session.execute(delete(ContactMark).where(ContactMark.handover_id == handover.id))

"""What each kind of recipient may be given at all, from ``data/recipients.toml`` and a municipality's own settings."""

import logging
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.questions import DECISIVE
from backend.organisations.localities import settings_of
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Misconfigured
from backend.responsibility.sources import FaultyRules, Source, at, only

logger = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data" / "recipients.toml"
TRANSCRIPT = ("never", "asked", "usual")
#: What for, as a code; its words are ``consent.purpose.*``.
PURPOSES = ("counsel", "place", "examine")


@dataclass(frozen=True)
class Release:
    """The most that a kind of recipient gets, and what for."""

    purpose: str
    attributes: frozenset[str]
    #: Whether what was written goes along: never, if the person says so, or always.
    transcript: Literal["never", "asked", "usual"]
    #: Whether it learns whom else the person was sent to.
    secondary: bool = False
    #: Nothing is passed on; the person takes a slip along.
    by_slip: bool = False


type Recipients = Mapping[str, Release]
"""By destination."""


@cache
def recipients(path: Path = DATA) -> Recipients:
    """The sets as they are shipped.

    Raises ``FaultyRules`` with file and line for an unknown key, attribute or destination, and for a destination that
    stands in two sets or in none.
    """
    found: dict[str, Release] = {}
    for row, where in Source(path).rows("set"):
        with at(where):
            codes = row["to"]
            _only_known("destination", codes, _destinations(), where)
            if found.keys() & set(codes):
                raise FaultyRules(f"{where}: a destination stands in two sets")
            found |= dict.fromkeys(codes, _release({k: v for k, v in row.items() if k not in {"id", "to"}}, where))
    lacking = _destinations() - found.keys()
    if lacking:
        raise FaultyRules(f"{path.name}: no set names {', '.join(sorted(lacking))}")
    return found


def read(settings: Mapping[str, Any]) -> Recipients:
    """The shipped sets with what ``settings["recipients"]`` changes, by destination.

    Raises ``Misconfigured``.
    """
    changed = {}
    try:
        for code, values in settings.get("recipients", {}).items():
            where = f"recipients.{code}"
            _only_known("destination", (code,), _destinations(), where)
            with at(where):
                changed[code] = _release({**asdict(recipients()[code]), **values}, where)
    except (FaultyRules, AttributeError) as error:
        raise Misconfigured(str(error)) from error
    return {**recipients(), **changed}


async def usable_recipients(session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> Recipients:
    """What holds in a town, for a conversation. Where its settings cannot be used the shipped sets hold, and the log
    says so: the person agrees to what they are shown in any case."""
    try:
        return read(await settings_of(session, tenant_id, municipality))
    except Misconfigured as error:
        logger.error("recipients of %s are not used: %s", municipality or "the tenant", error)
        return recipients()


def may_receive(known: Recipients, destination: str) -> bool:
    """Whether anything is passed on to this kind of recipient; to the others the person takes a slip."""
    release = known.get(destination)
    return release is not None and not release.by_slip


def _destinations() -> frozenset[str]:
    """Whom a service of a town can be. What is there everywhere is called or is this service, and gets nothing."""
    return frozenset(code for code, named in rulebook().destinations.items() if not named.everywhere)


def _release(row: Mapping[str, Any], where: str) -> Release:
    only(row, {"purpose", "attributes", "transcript", "secondary", "by_slip"}, where)
    _only_known("attribute", row["attributes"], DECISIVE, where)
    _only_known("transcript", (row["transcript"],), TRANSCRIPT, where)
    _only_known("purpose", (row["purpose"],), PURPOSES, where)
    if not all(isinstance(row.get(flag, False), bool) for flag in ("secondary", "by_slip")):
        raise FaultyRules(f"{where}: secondary and by_slip are true or false")
    return Release(**{**row, "attributes": frozenset(row["attributes"])})


def _only_known(what: str, found: Collection[str], known: Collection[str], where: str) -> None:
    unknown = set(found) - set(known)
    if unknown:
        raise FaultyRules(f"{where}: unknown {what} {', '.join(sorted(map(str, unknown)))}")

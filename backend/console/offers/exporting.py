"""The directory as a file, and the sheet to fill in: coordinators all entries, a team those of its organisations."""

import asyncio

from fastapi import APIRouter, Depends, Response

from backend.console.signing import Console
from backend.core.clock import local_date
from backend.offers.exchange import files
from backend.offers.exchange.kept import read_kept
from backend.offers.upkeep.keeping import NoSuchOffer, organizations_of
from backend.organisations.accounts import SignIn
from backend.organisations.models import Tenant

_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}
EXPORTS = tuple(_MEDIA)
TEMPLATES = ("xlsx", "csv")


def add_exporting(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""
    catalogs = console.context.catalogs

    @router.get("/offers/export/{kind}")
    async def export(kind: str, who: SignIn = Depends(console.guard.reader)) -> Response:
        async with console.context.database.reading() as session:
            theirs = {str(key) for key in await organizations_of(session, who.staff)}
            kept = await read_kept(session, await session.get_one(Tenant, who.staff.tenant_id))
        if kind not in EXPORTS or not theirs:
            raise NoSuchOffer
        offers = [offer for offer in kept.offers.values() if offer.hsds["organization_id"] in theirs]
        name = f"lotse-offers-{local_date(console.context.clock())}.{kind}"
        return _download(name, await asyncio.to_thread(files.write, name, offers, kept, catalogs))

    @router.get("/offers/template/{kind}")
    async def template(kind: str, who: SignIn = Depends(console.guard.reader)) -> Response:
        async with console.context.database.reading() as session:
            theirs = await organizations_of(session, who.staff)
            kept = await read_kept(session, await session.get_one(Tenant, who.staff.tenant_id))
        if kind not in TEMPLATES or not theirs:
            raise NoSuchOffer
        name = f"lotse-offers-template.{kind}"
        return _download(name, await asyncio.to_thread(files.template, name, kept, catalogs))


def _download(name: str, data: bytes) -> Response:
    """``name`` is ours: nothing in it needs quoting."""
    kind = name.rpartition(".")[2]
    return Response(data, media_type=_MEDIA[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})

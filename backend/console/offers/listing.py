"""The list of entries, with what can be looked for, and the report of what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response

from backend.console.offers.exporting import EXPORTS, TEMPLATES
from backend.console.offers.words import OfferWords
from backend.console.signing import Console
from backend.offers.schemas import FIELDS
from backend.offers.templates import templates
from backend.offers.upkeep import review
from backend.offers.upkeep.keeping import Kept, offers_of, organizations_of
from backend.organisations.accounts import SignIn
from backend.organisations.directory import municipalities
from backend.organisations.models import COORDINATOR
from locales.languages import SOURCE

PAGE = "/console/offers"
PER_PAGE = 30


@dataclass(frozen=True)
class Row:
    """An entry in a list."""

    id: str
    name: str
    organization: str
    #: Where it is: of one name there can be many.
    city: str | None
    fields: tuple[str, ...]
    states: tuple[str, ...]
    ends: date | None


@dataclass(frozen=True)
class Asked:
    """What is looked for."""

    q: str = ""
    field: str = ""
    state: str = ""

    def address(self, page: int) -> str:
        """The address of a page of what is found."""
        told = {"q": self.q, "field": self.field, "state": self.state, "page": page if page > 1 else ""}
        given = urlencode({name: value for name, value in told.items() if value})
        return f"{PAGE}?{given}" if given else PAGE


def add_listing(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/offers")
    async def page(
        q: str = "", field: str = "", state: str = "", page: int = 1, who: SignIn = Depends(console.guard.reader)
    ) -> Response:
        now = console.context.clock()
        async with console.context.database.reading() as session:
            kept = await offers_of(session, who.staff)
            theirs = await organizations_of(session, who.staff)
        asked = Asked(q.strip(), field if field in FIELDS else "", state if state in review.STATES else "")
        found = sorted((row_of(one, now) for one in kept if _suits(one, asked, now)), key=_by_name)
        pages = max(1, -(-len(found) // PER_PAGE))
        at = min(max(page, 1), pages)
        words = OfferWords(console.context.catalogs, who.staff.language, {})
        values: dict[str, Any] = {
            "rows": found[(at - 1) * PER_PAGE : at * PER_PAGE], "found": len(found), "at": at, "pages": pages,
            "asked": asked, "states": review.STATES, "fields": words.in_order(FIELDS, words.field), "words": words,
            "keeps": bool(theirs), "templates": _templates(), "exports": EXPORTS, "sheets": TEMPLATES,
            "coordinates": who.staff.role == COORDINATOR, "signed_in": who, "here": PAGE,
        }  # fmt: skip
        return console.pages.render("offers.html", who.staff.language, values)

    @router.get("/offers/report")
    async def report(who: SignIn = Depends(console.guard.reader)) -> Response:
        now = console.context.clock()
        async with console.context.database.reading() as session:
            kept = await offers_of(session, who.staff)
            towns = await municipalities(session, who.staff.tenant_id)
        found = {
            finding: sorted((row_of(one, now) for one in some), key=_by_name)
            for finding, some in review.report(kept, now).items()
        }
        words = OfferWords(console.context.catalogs, who.staff.language, {town.key: town.name for town in towns})
        values = {"findings": found, "words": words, "signed_in": who, "here": f"{PAGE}/report"}
        return console.pages.render("offers_report.html", who.staff.language, values)


def row_of(one: Kept, now: datetime) -> Row:
    """An entry as a line of a list."""
    held = review.states(one.entry, now)
    last = review.ends(one.entry)
    addresses = (address for location in one.entry.locations for address in location.addresses or ())
    return Row(
        id=str(one.entry.row.id),
        name=one.entry.row.name,
        organization=one.organization.name,
        city=next((address.city for address in addresses), None),
        fields=tuple(one.entry.extension.fields),
        states=tuple(state for state in review.STATES if state in held),
        ends=last[0] if last else None,
    )


def _by_name(row: Row) -> tuple[str, str]:
    return row.name.casefold(), row.organization.casefold()


def _suits(one: Kept, asked: Asked, now: datetime) -> bool:
    extension = one.entry.extension
    if asked.field and asked.field not in extension.fields:
        return False
    if asked.state and asked.state not in review.states(one.entry, now):
        return False
    places = (
        part or ""
        for at in one.entry.locations
        for part in (at.name, *(address.city for address in at.addresses or ()))
    )
    names = (words.name for words in extension.texts.values())
    summary = extension.texts[SOURCE].summary if SOURCE in extension.texts else ""
    told = " ".join((*names, summary, extension.key, one.organization.name, *places)).casefold()
    return all(word in told for word in asked.q.casefold().split())


def _templates() -> Sequence[tuple[str, str]]:
    """Typical offers to start from, by their names."""
    found = ((template.id, template.official) for template in templates().values())
    return sorted(found, key=lambda pair: pair[1].casefold())

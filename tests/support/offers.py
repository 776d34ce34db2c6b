"""Offers to test with."""

from datetime import date
from typing import Any

from backend.core.context import Context
from backend.offers.drafts import Draft, OrganizationDraft, PlaceDraft, organization_in_standard, service_in_standard
from backend.offers.entries import Change, put, put_organization
from backend.offers.schemas import Words
from backend.organisations import directory

HOUSE = PlaceDraft(
    key="haus", name="Haus", street="Musterweg 1", postal_code="00000", city="Musterstadt", town="musterstadt"
)
MAKER = OrganizationDraft(key="verein", name="Musterverein", description="Frei erfunden.")
DAY = date(2026, 3, 2)


def draft(key: str, **said: Any) -> Draft:
    """An offer that is current; ``said`` replaces what it says."""
    known = {
        "organization": MAKER.key, "fields": ("language",), "words": {"de": words_of(f"Angebot {key}")},
        "places": (HOUSE,), "funding": "Land", "assured_on": DAY,
        "open_to_all": not {"when", "minimum_age", "maximum_age"} & said.keys(),
    }  # fmt: skip
    return Draft(key=key, **{**known, **said})


def words_of(name: str, summary: str = "Ein Angebot.") -> Words:
    """Enough words to be shown."""
    return Words(name=name, summary=summary, who="Für alle.")


async def keep(
    context: Context, *drafts: Draft, tenant: str | None = None, maker: OrganizationDraft = MAKER, **changed: Any
) -> None:
    """Put offers into the directory. ``changed``: what their services of the standard say otherwise."""
    async with context.database.writing() as session:
        owner = await directory.tenant_by_key(session, tenant or context.settings.tenant)
        await put_organization(session, owner, maker.key, organization_in_standard(owner.key, maker))
        for each in drafts:
            service, extension = service_in_standard(owner.key, each)
            await put(session, owner, service.model_copy(update=changed), extension, Change(at=context.clock()))

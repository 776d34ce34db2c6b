"""A directory in memory, with one offer that knows more than a sheet can say; and how it looks after an import."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from backend.offers.drafts import (
    Draft,
    Opening,
    OrganizationDraft,
    PlaceDraft,
    organization_in_standard,
    service_in_standard,
)
from backend.offers.exchange import files
from backend.offers.exchange.kept import Kept, KeptOffer, KeptOrganization
from backend.offers.exchange.plan import Plan, make_plan
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.schemas import Words
from locales.catalogs import Catalogs

CATALOGS = Catalogs.load()
TENANT = "kreis-musterland"
TOWNS = {"musterstadt": "Musterstadt", "neudorf": "Neudorf", "altenau-am-see": "Altenau am See"}
EMPTY = Kept(TENANT, {}, {}, TOWNS)
_REFERENCES = {
    "organization": "organization_id",
    "program": "program_id",
    "location": "location_id",
    "taxonomy_term": "taxonomy_term_id",
    "taxonomy_detail": "taxonomy_id",
}


def agreeing(document: Any) -> Any:
    """What names an object by its id names the one that stands inside it."""
    match document:
        case dict():
            named = {_REFERENCES[name]: inner["id"] for name, inner in document.items() if name in _REFERENCES}
            return {name: agreeing(inner) for name, inner in document.items()} | named
        case list():
            return [agreeing(inner) for inner in document]
    return document


#: The standard's service with every field filled.
FULL: dict[str, Any] = agreeing(
    json.loads((Path(__file__).parents[1] / "data" / "service_full.json").read_text(encoding="utf-8"))
)

HALL = PlaceDraft(
    key="halle", name="Halle", street="Weg 1", postal_code="00001", city="Musterstadt", town="musterstadt"
)
YARD = PlaceDraft(key="hof", name="Hof", street="Gasse 2", postal_code="00002", city="Neudorf", town="neudorf")
CHOIR = Draft(
    key="chor",
    organization="verein",
    fields=("encounter",),
    needs=("leisure",),
    words={
        "de": Words(name="Chor", summary="Gemeinsam singen.", cost_note="Frei."),
        "uk": Words(name="Хор", summary="Співаємо разом."),
    },
    places=(HALL, YARD),
    phone="0221 4710900",
    languages=("de", "uk"),
    hours=(Opening(byday="MO,WE", opens_at="18:00", closes_at="19:30"),),
    cost="free",
    no_reporting_duty=True,
    assured_on=date(2026, 3, 1),
)


def with_choir(**changes: object) -> Kept:
    """The directory with one offer."""
    draft = OrganizationDraft(key="verein", name="Verein", description="x")
    organization = organization_in_standard(TENANT, draft).as_kept()
    service, extension = service_in_standard(TENANT, CHOIR.model_copy(update=changes))
    offer = KeptOffer(
        service.id,
        "chor",
        1,
        "demo",
        (),
        {**service.as_kept(), "alert": "Probe fällt aus"},
        extension.as_kept(),
    )
    known = KeptOrganization(organization["id"], "verein", organization)
    return replace(EMPTY, organizations={known.id: known}, offers={"chor": offer})


def planned(name: str, data: bytes, kept: Kept = EMPTY, source: str = "test") -> Plan:
    """What a file would change."""
    return make_plan(files.read(name, data, kept, CATALOGS), kept, source)


def taken_over(plan: Plan, kept: Kept) -> Kept:
    """The directory after the plan."""
    assert plan.problems == ()
    made = {one.hsds["id"]: KeptOrganization(one.hsds["id"], one.key, one.hsds) for one in plan.organizations}
    offers = {
        offer.key: KeptOffer(offer.hsds["id"], offer.key, 1, offer.source, (), offer.hsds, offer.extension)
        for offer in plan.offers
    }
    return replace(kept, organizations={**kept.organizations, **made}, offers={**kept.offers, **offers})


def states(plan: Plan) -> dict[str, str]:
    return {offer.key: offer.state for offer in plan.offers}


def exported(name: str, kept: Kept) -> bytes:
    return files.write(name, kept.offers.values(), kept, CATALOGS)


def vocabulary(kept: Kept = EMPTY) -> Vocabulary:
    return Vocabulary(CATALOGS, kept)


def sheet(*rows: dict[str, str], columns: tuple[str, ...] | None = None) -> bytes:
    """A CSV file with these cells, under German headings."""
    names = columns or tuple(dict.fromkeys(name for row in rows for name in row))
    head = ";".join(vocabulary().heading(name) for name in names)
    lines = (";".join(f'"{row.get(name, "")}"' for name in names) for row in rows)
    return "\n".join((head, *lines)).encode()


#: The least that a row needs.
ROW = {"key": "treff", "organization": "Verein", "name": "Treff", "fields": "Begegnung", "assured_on": "01.03.2026"}

"""Nobody is shown an entry that does not say enough (R36)."""

from datetime import date

import pytest

from backend.core.context import Context
from backend.offers.drafts import Draft, service_in_standard
from backend.offers.publishing import Incomplete, lacking
from backend.offers.schemas import FIELDS, Words
from backend.organisations import directory
from backend.seeds import offers

WHOLE = Draft(
    key="course",
    organization="school",
    fields=("language",),
    words={"de": Words(name="Kurs", summary="Ein Kurs.", who="Für alle.")},
    phone="0221 4710200",
    funding="Kommune",
    open_to_all=True,
    assured_on=date(2026, 3, 2),
)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, ()),
        ({"fields": ()}, ("fields",)),
        ({"words": {"de": Words(name="Kurs", who="Für alle.")}}, ("summary",)),
        ({"words": {"de": Words(name="Kurs", summary="Ein Kurs.")}}, ("who",)),
        ({"open_to_all": False}, ("when",)),
        ({"open_to_all": False, "minimum_age": 16}, ()),
        ({"open_to_all": False, "when": "minor"}, ()),
        ({"phone": None}, ("places",)),
        ({"phone": None, "url": "https://course.example"}, ()),
        ({"funding": None}, ("funding",)),
        ({"assured_on": None}, ("assured_on",)),
        ({"assured_on": None, "funding": ""}, ("funding", "assured_on")),
    ],
)
def test_what_is_lacking_is_named(change: dict, missing: tuple[str, ...]) -> None:
    assert lacking(*service_in_standard("kreis", WHOLE.model_copy(update=change))) == missing


def test_what_is_lacking_is_told_by_the_names_of_the_form() -> None:
    told = Incomplete(("funding", "assured_on")).wording.params["what"]
    assert [name["key"] for name in told["list"]] == ["console.offers.label.funding", "console.offers.label.assured_on"]


async def test_the_demo_says_enough_of_everything(context: Context) -> None:
    async with context.database.writing() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        await offers.load_demo(session, tenant, context.clock())
    async with context.database.reading() as session:
        shelved = await context.shelf.of(session, tenant.id)
    missing = {key: lacking(entry.service, entry.extension) for key, entry in shelved.entries.items()}
    assert missing
    assert {key: fields for key, fields in missing.items() if fields} == {}


async def test_the_demo_has_something_of_every_field_in_the_kreis_and_something_in_every_town(context: Context) -> None:
    async with context.database.writing() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        await offers.load_demo(session, tenant, context.clock())
        towns = {town.key for town in await directory.municipalities(session, tenant.id)}
    async with context.database.reading() as session:
        entries = (await context.shelf.of(session, tenant.id)).entries.values()
    assert len(entries) >= 120
    assert {field for entry in entries for field in entry.extension.fields} == set(FIELDS)
    assert {location.external_identifier for entry in entries for location in entry.locations} >= towns

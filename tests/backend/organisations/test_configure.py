"""Settings of a tenant that is there already, taken over from its file."""

from copy import deepcopy
from typing import Any

import pytest

from backend.core.context import Context
from backend.core.errors import NotFound
from backend.organisations.directory import tenant_by_key
from backend.organisations.localities import locality_of
from backend.responsibility.locality import Locality, Misconfigured
from backend.seeds import load


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(load.read())


async def town_of(context: Context) -> Locality:
    async with context.database.reading() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        return await locality_of(session, tenant.id, "neudorf")


async def test_settings_hold_for_the_tenant_and_the_towns_own_go_before(context: Context, data: dict[str, Any]) -> None:
    data["tenant"]["settings"] = {"thresholds": {"many_areas": 4}, "intake_model": "A"}
    data["municipality"][1]["settings"] = {"intake_model": "B"}
    assert await load.configure(context.database, data)
    town = await town_of(context)
    assert (town.thresholds, town.intake_model) == ({"many_areas": 4}, "B")


async def test_nothing_is_taken_over_from_a_file_with_one_slip(context: Context, data: dict[str, Any]) -> None:
    before = await town_of(context)
    data["tenant"]["settings"] = {"intake_model": "A"}
    data["municipality"][2]["settings"] = {"intake_modell": "A"}
    with pytest.raises(Misconfigured):
        await load.configure(context.database, data)
    assert await town_of(context) == before


async def test_a_town_that_is_not_there_changes_nothing(context: Context, data: dict[str, Any]) -> None:
    before = await town_of(context)
    data["tenant"]["settings"] = {"intake_model": "A"}
    data["municipality"].append({"key": "nowhere", "name": "Nowhere"})
    with pytest.raises(NotFound):
        await load.configure(context.database, data)
    assert await town_of(context) == before


async def test_an_unknown_tenant_is_not_made(context: Context, data: dict[str, Any]) -> None:
    data["tenant"]["key"] = "elsewhere"
    assert not await load.configure(context.database, data)

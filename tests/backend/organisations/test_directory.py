"""Who a destination means in a town."""

import pytest

from backend.core.context import Context
from backend.organisations.directory import Directory, helplines, tenant_by_key


async def directory(context: Context, town: str | None) -> Directory:
    async with context.database.reading() as session:
        tenant = await tenant_by_key(session, "kreis-musterland")
        return await Directory.of(session, tenant.id, town)


@pytest.mark.parametrize(
    ("town", "office"),
    [
        ("musterstadt", "Ausländerbehörde der Stadt Musterstadt"),
        ("neudorf", "Ausländerbehörde des Kreises Musterland"),
        (None, "Ausländerbehörde des Kreises Musterland"),
        ("atlantis", "Ausländerbehörde des Kreises Musterland"),
    ],
)
async def test_a_towns_own_office_goes_before_the_districts(context: Context, town: str | None, office: str) -> None:
    service = (await directory(context, town)).service("ABH")
    assert service is not None
    assert service.name == office


async def test_a_missing_service_becomes_the_next_of_its_chain(context: Context) -> None:
    found = await directory(context, "neudorf")
    del found._services["JMD"]
    assert found.present("JMD") == "MBE"
    del found._services["MBE"]
    assert found.present("JMD") == "KIM"
    assert found.present("JMD", frozenset({"MENSCH"})) == "MENSCH"


async def test_a_service_without_a_chain_keeps_its_general_name(context: Context) -> None:
    found = await directory(context, "neudorf")
    assert found.present("EUTB") == "EUTB"
    assert found.contact("EUTB").phone is None


async def test_a_contact_says_when_somebody_is_there(context: Context, catalogs) -> None:
    hours = (await directory(context, None)).contact("MENSCH").hours
    said = catalogs.param(hours, "de")
    assert "Montag" in said
    assert "08:30" in said


def test_helplines_need_no_database() -> None:
    assert helplines()["EMERGENCY_112"].phone == "112"

"""Who a destination means in a town."""

import pytest

from backend.core.context import Context
from backend.organisations.directory import Directory, helplines, tenant_by_key
from locales.catalogs import Catalogs


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


async def test_a_service_that_nobody_listed_keeps_its_general_name(context: Context) -> None:
    found = await directory(context, "neudorf")
    assert "EUTB" not in found.codes
    assert found.service("EUTB") is None
    contact = found.contact("EUTB")
    assert contact.name == {"key": "destination.EUTB.name", "params": {}}
    assert contact.phone is contact.address is contact.hours is None


async def test_a_local_service_has_both_its_names_and_a_number(context: Context, catalogs: Catalogs) -> None:
    contact = (await directory(context, "neudorf")).contact("MBE", {"key": "reason.L2", "params": {}})
    assert "Migrationsberatung für erwachsene Zuwanderer Musterland" in catalogs.param(contact.name, "en")
    assert contact.phone == "0221 4710130"
    assert contact.why == {"key": "reason.L2", "params": {}}


@pytest.mark.parametrize(
    ("code", "independent"), [("MBE", True), ("JMD", True), ("JUGENDAMT", False), ("KIM", False), ("EUTB", True)]
)
async def test_the_directory_says_who_need_not_report_people(context: Context, code: str, independent: bool) -> None:
    assert (await directory(context, None)).is_independent(code) is independent


async def test_a_number_that_holds_everywhere_is_never_a_local_one(context: Context) -> None:
    contact = (await directory(context, "musterstadt")).contact("POLICE_110")
    assert contact == helplines()["POLICE_110"]


async def test_a_contact_says_when_somebody_is_there(context: Context, catalogs: Catalogs) -> None:
    hours = (await directory(context, None)).contact("MENSCH").hours
    said = catalogs.param(hours, "de")
    assert "Montag" in said
    assert "08:30" in said


def test_helplines_need_no_database() -> None:
    assert helplines()["EMERGENCY_112"].phone == "112"

"""Nothing is handed over without an agreement that holds today."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers import cooperation
from backend.handovers.cooperation import Agreement, Keeper, Terms, agreed, is_safe_address, secret_of
from backend.handovers.models import Cooperation
from backend.organisations.directory import tenant_by_key
from backend.organisations.models import Service
from backend.privacy.models import AuditEntry
from backend.privacy.sealing import CannotOpen, MasterKey
from tests.conftest import FixedClock
from tests.support.partners import SERVICE, agree

DAY = date(2026, 3, 2)


async def way_to(context: Context, name: str, day: date = DAY) -> Agreement | None:
    async with context.database.reading() as session:
        service = (await session.execute(select(Service).where(Service.name == name))).scalar_one()
        return await agreed(session, service, day)


async def no_agreements(context: Context) -> None:
    async with context.database.writing() as session:
        await session.execute(update(Cooperation).values(until=date(2025, 12, 31)))


async def test_the_demo_has_agreed_with_those_whose_teams_work_in_lotse(context: Context) -> None:
    found = await way_to(context, SERVICE)
    assert found is not None
    assert found.way == "inbox"
    assert found.team_id is not None


async def test_without_an_agreement_that_holds_today_there_is_no_way(context: Context) -> None:
    await no_agreements(context)
    assert await way_to(context, SERVICE) is None
    await agree(context, "inbox", since=date(2026, 3, 3))
    assert await way_to(context, SERVICE) is None
    assert await way_to(context, SERVICE, date(2026, 3, 3)) is not None


async def test_an_agreement_holds_on_its_last_day_and_not_after_it(context: Context, clock: FixedClock) -> None:
    await no_agreements(context)
    entered = await agree(context, "mail", email="post@verband.example")
    keeper = Keeper(clock, context.master_key, "Demo Koordination")
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, context.settings.tenant)
        await cooperation.end(session, keeper, tenant, entered.cooperation_id, DAY)
    assert await way_to(context, SERVICE, DAY) is not None
    assert await way_to(context, SERVICE, date(2026, 3, 3)) is None


async def test_an_agreement_with_the_organisation_is_for_all_its_services_unless_one_has_its_own(
    context: Context,
) -> None:
    await no_agreements(context)
    await agree(context, "mail", service=None, email="post@verband.example")
    other = "Jugendmigrationsdienst Musterland"
    assert {(await way_to(context, name)).way for name in (SERVICE, other)} == {"mail"}
    await agree(context, "slip")
    assert await way_to(context, SERVICE) is None
    assert (await way_to(context, other)).way == "mail"


async def test_an_agreement_with_a_kreis_does_not_open_its_offices(context: Context) -> None:
    keeper = Keeper(context.clock, context.master_key, "Demo Koordination")
    terms = Terms(way="mail", since=DAY, email="post@kreis.example")
    office, other = (
        "Sozialamt, Leistungen nach dem AsylbLG",
        "Seiteneinsteigerberatung im Kommunalen Integrationszentrum",
    )
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, context.settings.tenant)
        await cooperation.enter(session, keeper, tenant, terms, "Kreis Musterland")
    assert (await way_to(context, other)).way == "mail"
    assert await way_to(context, office) is None
    async with context.database.writing() as session:
        await cooperation.enter(session, keeper, tenant, terms, "Kreis Musterland", office)
    assert (await way_to(context, office)).way == "mail"


async def test_an_inbox_needs_a_team_that_looks_into_it(context: Context) -> None:
    await agree(context, "inbox")
    async with context.database.writing() as session:
        await session.execute(update(Service).where(Service.name == SERVICE).values(team_id=None))
    assert await way_to(context, SERVICE) is None


async def test_a_secret_is_kept_sealed_and_opens_with_this_key_and_for_this_agreement_alone(context: Context) -> None:
    entered = await agree(context, "webhook", url="https://system.verband.example/lotse")
    other = await agree(context, "webhook", url="https://system.verband.example/lotse")
    async with context.database.reading() as session:
        row = await session.get_one(Cooperation, entered.cooperation_id)
        another = await session.get_one(Cooperation, other.cooperation_id)
    key = secret_of(context.master_key, row)
    assert len(key) == 32
    assert key not in row.secret.token
    assert entered.secret.encode() not in row.secret.token
    with pytest.raises(CannotOpen):
        secret_of(MasterKey(bytes(32)), row)
    row.secret = another.secret
    with pytest.raises(CannotOpen):
        secret_of(context.master_key, row)


@pytest.mark.parametrize(
    "terms",
    [
        {"way": "mail"},
        {"way": "mail", "email": "kein Postfach"},
        {"way": "inbox", "email": "post@verband.example"},
        {"way": "webhook"},
        {"way": "webhook", "url": "http://system.verband.example/"},
        {"way": "brieftaube"},
        {"way": "inbox", "until": date(2026, 3, 1)},
    ],
)
def test_what_is_not_whole_is_refused(terms: dict) -> None:
    with pytest.raises(ValidationError):
        Terms.model_validate({"since": DAY, **terms})


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://system.verband.example/lotse", True),
        ("https://system.verband.example:8443/", True),
        ("http://127.0.0.1:8000/", True),
        ("http://system.verband.example/", False),
        ("https://name:wort@system.verband.example/", False),
        ("ftp://system.verband.example/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://system.verband.example:port/", False),
    ],
)
def test_packages_go_over_tls_or_nowhere(url: str, safe: bool) -> None:
    assert is_safe_address(url) is safe


async def test_only_one_organisation_of_that_name_can_be_meant_and_everything_is_written_down(context: Context) -> None:
    keeper = Keeper(context.clock, context.master_key, "Demo Koordination")
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, context.settings.tenant)
        with pytest.raises(NotFound):
            await cooperation.enter(session, keeper, tenant, Terms(way="slip", since=DAY), "Unbekannter Verein")
    await agree(context, "slip")
    async with context.database.reading() as session:
        actions = (await session.execute(select(AuditEntry.action))).scalars().all()
        listed = await cooperation.of_tenant(session, tenant.id)
    assert actions == ["cooperation.entered"]
    assert [(one.service, one.row.way, one.row.entered_by) for one in listed if one.row.reference == "Ordner 7"] == [
        (SERVICE, "slip", "Demo Koordination")
    ]
    assert local_date(context.clock()) == DAY

"""What did not reach a partner is seen to by the coordination and the desk, and by nobody else."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from backend.delivery.models import OutboxItem
from backend.handovers.models import Cooperation
from backend.organisations.models import COORDINATOR, Staff
from tests.backend.console.world import World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def agreement(world: World, **more) -> Cooperation:
    service = world.services["kim"]
    row = Cooperation(
        id=uuid.uuid4(), tenant_id=world.tenant.id, organization_id=service.organization_id, service_id=service.id,
        way="mail", since=date(2026, 1, 1), reference="Ordner 7", email="post@kim.example", entered_by="Demo",
        entered_at=world.watch(), **more,
    )  # fmt: skip
    async with world.context.database.writing() as session:
        session.add(row)
    return row


async def item(world: World, state: str = "dead", **more) -> OutboxItem:
    agreed = await agreement(world)
    row = OutboxItem(
        id=uuid.uuid4(), tenant_id=world.tenant.id, cooperation_id=agreed.id, service_id=agreed.service_id,
        handover_id=uuid.uuid4(), reference="K7M2-9XQT", way="webhook", event="handover.requested", state=state,
        tries=9, due_at=world.watch() + timedelta(hours=1), trouble="refused", status=503, created_at=world.watch(),
        **more,
    )  # fmt: skip
    async with world.context.database.writing() as session:
        session.add(row)
    return row


async def coordinates(world: World, login: str) -> None:
    async with world.context.database.writing() as session:
        await session.execute(update(Staff).where(Staff.login == login).values(role=COORDINATOR))


async def test_the_desk_sees_what_to_whom_since_when_how_often_and_why(world):
    await item(world)
    browser = await world.signed_in("dora")
    inbox = (await browser.get("/console")).text
    assert "1 Nachricht an einen Partner ist nicht angekommen" in inbox
    page = (await browser.get("/console/partners")).text
    for said in ("K7M2-9XQT", "Neue Übergabe", "KIM Case Management", "9 Versuche", "HTTP 503", "2. März 2026"):
        assert said in page


async def test_it_is_sent_again_or_not_any_more_and_that_is_written_down(world):
    again, enough = await item(world), await item(world)
    browser = await world.signed_in("dora")
    await browser.get("/console/partners")
    answer = await browser.post(f"/console/partners/{again.id}/again")
    assert answer.headers["location"] == "/console/partners?done=tried_again"
    await browser.post(f"/console/partners/{enough.id}/give-up")
    assert [(row.state, row.tries) for row in [await world.stored(OutboxItem, one.id) for one in (again, enough)]] == [
        ("waiting", 1), ("ended", 9)
    ]  # fmt: skip
    assert (await world.audited())[-2:] == ["delivery.tried_again", "delivery.given_up"]
    answer = await browser.post(f"/console/partners/{enough.id}/again")
    assert answer.headers["location"] == "/console/partners?done=seen_to_before"
    assert "nicht angekommen." not in (await browser.get("/console")).text


async def test_what_is_still_tried_is_shown_with_its_next_try_and_without_buttons(world):
    await item(world, "waiting")
    page = (await (await world.signed_in("dora")).get("/console/partners")).text
    assert "Nächster Versuch" in page
    assert "/again" not in page


@pytest.mark.parametrize("name", ["amal", "eve"])
async def test_nobody_else_sees_or_does_anything(world, name):
    row = await item(world)
    browser = await world.signed_in(name)
    assert (await browser.get("/console/partners")).status_code == 404
    assert "/console/partners" not in (await browser.get("/console")).text
    for what in ("again", "give-up"):
        assert (await browser.post(f"/console/partners/{row.id}/{what}")).status_code == 404
    assert (await world.stored(OutboxItem, row.id)).state == "dead"


async def test_a_coordinator_of_another_kreis_sees_nothing_of_this_one(world):
    row = await item(world)
    await coordinates(world, "eve")
    browser = await world.signed_in("eve")
    page = (await browser.get("/console/partners")).text
    assert row.reference not in page
    assert "post@kim.example" not in page
    assert (await browser.post(f"/console/partners/{row.id}/again")).status_code == 404


async def test_the_coordination_reads_the_agreements(world):
    await agreement(world, until=date(2026, 3, 1))
    await coordinates(world, "amal")
    browser = await world.signed_in("amal")
    assert 'href="/console/partners"' in (await browser.get("/console")).text
    page = (await browser.get("/console/partners")).text
    for said in ("KIM Case Management", "post@kim.example", "Ordner 7", "1. Januar 2026 bis 1. März 2026", "beendet"):
        assert said in page


async def test_a_form_of_somebody_else_does_nothing(world):
    row = await item(world)
    browser = await world.signed_in("dora")
    browser.csrf = "x"
    assert (await browser.post(f"/console/partners/{row.id}/give-up")).status_code == 403
    assert (await world.stored(OutboxItem, row.id)).state == "dead"

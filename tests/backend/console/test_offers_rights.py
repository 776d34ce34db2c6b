"""Who sees and changes which entries: members of the team that keeps an organisation theirs, coordinators all."""

import uuid

import pytest

from backend.offers.models import Offer
from backend.organisations.models import COORDINATOR, Staff
from tests.backend.console.directory import a_draft, an_offer, entry, revisions, settle
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        await settle(made)
        yield made


READ = ("", "/history", "/translations?language=ar", "?card=ar")
WRITTEN = ("", "/confirm", "/online", "/offline", "/translations", "/history/1")


async def test_a_team_sees_the_entries_of_its_organisation_and_no_others(world):
    own = await an_offer(world)
    foreign = await an_offer(world, a_draft("deutschkurs", "vhs"))
    carla = await world.signed_in("carla")
    page = (await carla.get("/console/offers")).text
    assert str(own.id) in page
    assert str(foreign.id) not in page
    assert str(foreign.id) not in (await carla.get("/console/offers/report")).text


@pytest.mark.parametrize("login", ["carla", "bert", "eve"])
async def test_an_entry_of_others_is_not_there(world, login):
    foreign = await an_offer(world, a_draft("deutschkurs", "vhs"))
    browser = await world.signed_in(login)
    for path in READ:
        assert (await browser.get(f"/console/offers/{foreign.id}{path}")).status_code == 404
    for path in WRITTEN:
        sent = {"do": "save", "seen": "1", "language": "ar", "name": "Fremd"}
        assert (await browser.post(f"/console/offers/{foreign.id}{path}", **sent)).status_code == 404
    assert len(await revisions(world, foreign)) == 1


async def test_a_coordinator_changes_the_entries_of_every_organisation(world):
    amal = await world.signed_in("amal")
    for draft in (a_draft(), a_draft("deutschkurs", "vhs")):
        offer = await an_offer(world, draft)
        assert (await amal.post(f"/console/offers/{offer.id}/offline", seen="1")).status_code == 303
        assert (await world.stored(Offer, offer.id)).status == "inactive"


async def test_nobody_gives_an_entry_to_an_organisation_that_is_not_theirs(world):
    own = await an_offer(world)
    carla = await world.signed_in("carla")
    sent = {"do": "save", "seen": "1", "name": "Nähkurs", "summary": "x", "who": "x", "fields": "encounter"}
    answer = await carla.post(f"/console/offers/{own.id}", organization="vhs", **sent)
    assert answer.status_code == 422
    assert 'id="p-organization"' in answer.text
    assert (await carla.post("/console/offers/new", organization="vhs", **sent)).status_code == 422
    assert (await entry(world, own)).row.revision == 1


async def test_a_coordinator_keeps_no_entries_of_another_tenant(world):
    foreign = await an_offer(world, a_draft("deutschkurs", "vhs"))
    async with world.context.database.writing() as session:
        (await session.get_one(Staff, world.staff["eve"].id)).role = COORDINATOR
    eve = await world.signed_in("eve")
    assert "kein Träger zugeordnet" in (await eve.get("/console/offers")).text
    assert (await eve.get("/console/offers/new")).status_code == 404
    assert (await eve.get(f"/console/offers/{foreign.id}")).status_code == 404


async def test_staff_who_keep_no_entries_are_told_whom_to_ask(world):
    bert = await world.signed_in("bert")
    assert "ask the coordination" in (await bert.get("/console/offers")).text
    assert (await bert.get("/console/offers/new")).status_code == 404


async def test_what_is_not_there_looks_like_what_is_not_yours(world):
    carla = await world.signed_in("carla")
    foreign = await an_offer(world, a_draft("deutschkurs", "vhs"))
    answers = [(await carla.get(f"/console/offers/{key}")).text for key in (foreign.id, uuid.uuid4())]
    assert answers[0] == answers[1]
    assert "gehört nicht zu Ihrem Träger" in answers[0]


async def test_without_the_token_of_the_sign_in_nothing_is_changed(world):
    own = await an_offer(world)
    carla = await world.signed_in("carla")
    carla.csrf = "x"
    assert (await carla.post(f"/console/offers/{own.id}/offline", seen="1")).status_code == 403
    assert (await world.stored(Offer, own.id)).status == "active"

"""What staff see before the first talk: what is needed, what was added, and that nobody has been in touch."""

import pytest

from backend.cases.file import CaseFile
from backend.consent.models import Consent
from backend.handovers.models import Handover
from tests.backend.console.world import RELEASED, World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def change(world: World, handover: Handover, **values: object) -> None:
    async with world.context.database.writing() as session:
        row = await session.get_one(Handover, handover.id)
        for name, value in values.items():
            setattr(row, name, value)


async def needs(world: World, handover: Handover, *barriers: str) -> None:
    """As if it had been asked and passed on."""
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, handover.conversation_id)
        source = file.facts.all()[0].source_message_id
        await file.facts.record("barriers", list(barriers), "chosen", source, file.now)
        row = await session.get_one(Handover, handover.id)
        package = file.vault.open("handover.package", row.package)
        package["attributes"]["barriers"] = list(barriers)
        package["facts"].append({"attribute": "barriers", "value": list(barriers), "message_id": str(source)})
        row.package = file.vault.seal("handover.package", package)
        (await session.get_one(Consent, row.consent_id)).attributes = [*RELEASED, "barriers"]


async def test_what_somebody_needs_to_come_has_a_card_of_its_own(world):
    handover = await world.handover()
    await needs(world, handover, "childcare", "fare")
    page = (await (await world.signed_in("amal")).get(f"/console/cases/{handover.case_id}")).text
    card = page.split('id="appointment"')[1].split("</section>")[0]
    assert "Betreuung für mein Kind und Geld für die Fahrt" in card
    assert "Kinder und Verwandte" not in card


async def test_where_somebody_interprets_it_is_said_who_must_not(world):
    handover = await world.handover()
    await needs(world, handover, "interpreter")
    page = (await (await world.signed_in("amal")).get(f"/console/cases/{handover.case_id}")).text
    assert "Kinder und Verwandte dolmetschen nicht." in page


async def test_what_waits_again_stands_among_what_nobody_has_answered(world):
    accepted = await world.handover()
    await change(world, accepted, status="accepted", contact_missing_at=world.watch(), due_at=world.watch())
    browser = await world.signed_in("amal")
    inbox = (await browser.get("/console")).text
    assert "Noch kein Kontakt" in inbox
    assert "<title>(1) Eingang" in inbox
    page = (await browser.get(f"/console/cases/{accepted.case_id}")).text
    assert 'id="contact-missing"' in page


async def test_after_a_contact_it_waits_no_more(world):
    accepted = await world.handover()
    now = world.watch()
    await change(world, accepted, status="accepted", contact_missing_at=now, due_at=now, first_contact_at=now)
    assert "Noch kein Kontakt" not in (await (await world.signed_in("amal")).get("/console")).text


async def test_what_the_person_has_added_is_marked(world):
    handover = await world.handover()
    await change(world, handover, updated_at=world.watch())
    browser = await world.signed_in("amal")
    assert "Ergänzt" in (await browser.get("/console")).text
    assert "Von der Person ergänzt" in (await browser.get(f"/console/cases/{handover.case_id}")).text

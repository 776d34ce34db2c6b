"""The form of an entry: what is wrong stands at its field, nothing typed is lost, and only what changed changes."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from backend.console.offers.checking import Known, check
from backend.console.offers.entered import of_draft
from backend.offers import hsds
from backend.offers.models import Offer
from backend.organisations.models import Tenant
from tests.backend.console.directory import GERMAN, TODAY, a_day, a_draft, an_offer, entry, revisions, settle
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        await settle(made)
        yield made


async def fields_of(browser, path: str) -> dict:
    """What a browser would send back if nobody touched the form, with several values of a field as a list."""
    page = (await browser.get(path)).text
    form = page[page.index('class="right"') :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]+>", form):
        told = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        found.setdefault(told["name"], []).append(told.get("value", "on"))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found[name] = [text]
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        found[name] = re.findall(r'value="([^"]*)"[^>]* selected', options)[:1] or [""]
    return {name: [unescape(value) for value in values] for name, values in found.items() if name != "csrf"}


async def sent(browser, offer, do: str = "save", **change):
    """Change some fields of an entry's form and send it."""
    path = f"/console/offers/{offer.id}"
    return await browser.post(path, **{**await fields_of(browser, path), "do": do, **change})


async def test_a_form_that_nobody_touched_changes_nothing(world):
    offer = await an_offer(world)
    answer = await sent(await world.signed_in("carla"), offer)
    assert answer.headers["location"].endswith("?done=unchanged")
    assert [one.number for one in await revisions(world, offer)] == [1]
    assert (await world.stored(Offer, offer.id)).edited == []


async def test_what_was_changed_is_kept_with_who_and_why_and_left_alone_by_imports(world):
    offer = await an_offer(world)
    answer = await sent(
        await world.signed_in("carla"), offer, summary="Zusammen nähen.", phone="0221 4710999", why="Neue Nummer"
    )
    assert answer.headers["location"].endswith("?done=saved")
    now = await entry(world, offer)
    assert now.extension.texts["de"].summary == now.service.description == "Zusammen nähen."
    assert now.service.phones[0].number == "0221 4710999"
    assert now.row.edited == ["phone", "words"]
    assert now.row.source == "file"
    last = (await revisions(world, offer))[-1]
    assert (last.staff_id, last.why) == (world.staff["carla"].id, "Neue Nummer")
    assert "offer.changed" in await world.audited()


async def test_what_the_form_cannot_say_stays_as_it_was_imported(world):
    number = "00000000-0000-4000-8000-000000000001"
    contact = hsds.Contact(id=number, name="Demo Kontakt")
    monthly = hsds.Schedule(id=number, freq="MONTHLY", bymonthday="1")
    offer = await an_offer(world, contacts=[contact], alert="Umbau", wait_time="zwei Wochen")
    async with world.context.database.writing() as session:
        row = await session.get_one(Offer, offer.id)
        row.hsds = {**row.hsds, "schedules": [*row.hsds["schedules"], monthly.model_dump(exclude_none=True)]}
    hours = {"hours-0-byday": ["TU"], "hours-0-opens_at": "10:00", "hours-0-closes_at": "11:00"}
    await sent(await world.signed_in("carla"), offer, **hours, **{"places-0-street": "Neue Straße 2"})
    now = (await entry(world, offer)).service
    assert (now.contacts, now.alert, now.wait_time) == ([contact], "Umbau", "zwei Wochen")
    assert [schedule.freq for schedule in now.schedules] == ["WEEKLY", "MONTHLY"]
    assert now.schedules[0].byday == "TU"
    (place,) = now.service_at_locations
    assert place.location.addresses[0].address_1 == "Neue Straße 2"
    assert place.location_id == offer.hsds["service_at_locations"][0]["location_id"]


TABLE = [
    ({"name": ""}, "name", "needed"),
    ({"summary": ""}, "summary", "needed"),
    ({"who": " "}, "who", "needed"),
    ({"name": "x" * 91}, "name", "too_long"),
    ({"cost_note": "x" * 201}, "cost_note", "too_long"),
    ({"register": "x" * 301}, "register", "too_long"),
    ({"organization": "vhs"}, "organization", "choice"),
    ({"fields": []}, "fields", "needed"),
    ({"fields": ["magic"]}, "fields", "choice"),
    ({"needs": ["magic"]}, "needs", "choice"),
    ({"languages": ["de", "magic"]}, "languages", "choice"),
    ({"documents": ["magic"]}, "documents", "choice"),
    ({"municipalities": ["atlantis"]}, "municipalities", "choice"),
    ({"cost": "cheap"}, "cost", "choice"),
    ({"phone": "bitte klingeln"}, "phone", "phone"),
    ({"email": "info@"}, "email", "mail"),
    ({"url": "javascript:alert(1)"}, "url", "address"),
    ({"minimum_age": "jung"}, "minimum_age", "number"),
    ({"open_to_all": "", "minimum_age": "30", "maximum_age": "20"}, "maximum_age", "ages"),
    ({"when": "age >"}, "when", "condition"),
    ({"when": "age > 18"}, "when", "open_and_not"),
    ({"minimum_age": "18"}, "when", "open_and_not"),
    ({"valid_until": "31.12.2026"}, "valid_until", "date"),
    ({"places-0-street": ""}, "places-0-street", "needed"),
    ({"places-0-postal_code": "123"}, "places-0-postal_code", "postal_code"),
    ({"places-0-town": "atlantis"}, "places-0-town", "choice"),
    ({"places-0-latitude": "91"}, "places-0-latitude", "number"),
    ({"hours-0-byday": []}, "hours-0-byday", "weekday"),
    ({"hours-0-opens_at": "25:00", "hours-0-closes_at": "26:00"}, "hours-0-opens_at", "time"),
    ({"hours-0-opens_at": "13:00"}, "hours-0-closes_at", "order"),
    ({"dates-0-day": "2026-05-01"}, "dates-0-day", "date"),
    ({"dates-0-day": "2026-05-01", "dates-0-opens_at": "10:00", "dates-0-closes_at": "09:00"}, "dates-0-closes_at",
     "order"),
    ({"predecessors": ["gibt-es-nicht"]}, "predecessors", "no_such_offer"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field", "kind"), TABLE)
async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(world, change, field, kind):
    offer = await an_offer(world)
    answer = await sent(await world.signed_in("carla"), offer, **{"funding": "Ein Programm <b>", **change})
    assert answer.status_code == 422
    said = world.context.catalogs.templates(f"console.offers.problem.{kind}", "de")[f"console.offers.problem.{kind}"]
    shown = re.search(rf'id="p-{field}">([^<]+)<', answer.text)
    assert shown
    assert shown[1].startswith(said.split("{")[0])
    assert answer.text.count(" autofocus") == 1
    assert "Ein Programm &lt;b&gt;" in answer.text
    for name, value in change.items():
        if isinstance(value, str) and value.strip() and name not in ("organization", "cost", "places-0-town"):
            assert f">{value}</textarea>" in answer.text or f'value="{value.replace(">", "&gt;")}"' in answer.text
    assert len(await revisions(world, offer)) == 1


async def test_every_problem_is_said_at_once_in_the_order_of_the_form(world):
    offer = await an_offer(world)
    change = {"valid_until": "bald", "phone": "x", "name": "", "places-0-city": "", "summary": "x" * 500}
    page = (await sent(await world.signed_in("carla"), offer, **change)).text
    found = re.findall(r'<li><a href="#f-([^"]+)">', page)
    assert found == ["name", "summary", "places-0-city", "phone", "valid_until"]
    assert 'id="f-name"' in page[: page.index(" autofocus")]


async def test_a_new_entry_starts_from_a_typical_offer_and_is_not_shown_before_somebody_says_so(world):
    carla = await world.signed_in("carla")
    told = await fields_of(carla, "/console/offers/new?template=integrationskurs")
    assert told["fields"] == ["language"]
    answer = await carla.post("/console/offers/new", **{**told, "do": "save", "name": ["Kurs für alle Fälle"]})
    assert answer.status_code == 303
    async with world.context.database.reading() as session:
        offer = (await session.execute(select(Offer))).scalar_one()
    assert (offer.key, offer.status, offer.assured_on) == ("kurs-fuer-alle-faelle-verein", "inactive", TODAY)
    page = (await carla.get(answer.headers["location"])).text
    assert "Im Chat ist er noch nicht zu sehen" in page
    assert page.count("veraltet") == 12  # the translations are of the German of the typical offer
    assert "Es fehlt: Orte und Förderung" in page
    refused = await carla.post(f"/console/offers/{offer.id}/online", seen="1")
    assert refused.status_code == 422
    assert "Förderung" in refused.text
    assert (await world.stored(Offer, offer.id)).status == "inactive"
    told = await fields_of(carla, f"/console/offers/{offer.id}")
    whole = {**told, "phone": ["0221 4710200"], "funding": ["Kommune"]}
    await carla.post(f"/console/offers/{offer.id}", **{**whole, "do": "save"})
    await carla.post(f"/console/offers/{offer.id}/online", seen="2")
    assert (await world.stored(Offer, offer.id)).status == "active"


async def test_two_entries_of_one_name_get_keys_of_their_own(world):
    carla = await world.signed_in("carla")
    told = await fields_of(carla, "/console/offers/new?template=integrationskurs")
    for _ in range(2):
        assert (await carla.post("/console/offers/new", **{**told, "do": "save"})).status_code == 303
    async with world.context.database.reading() as session:
        keys = list((await session.execute(select(Offer.key).order_by(Offer.key))).scalars())
    assert keys[1] == f"{keys[0]}-2"


async def test_somebody_elses_change_is_shown_and_nothing_is_lost(world):
    offer = await an_offer(world)
    carla, amal = await world.signed_in("carla"), await world.signed_in("amal")
    mine = await fields_of(carla, f"/console/offers/{offer.id}")
    world.watch.forward(minutes=1)
    await sent(amal, offer, phone="0221 4710111")
    answer = await carla.post(f"/console/offers/{offer.id}", **{**mine, "do": "save", "summary": "Meine Fassung."})
    assert answer.status_code == 409
    assert "Meine Fassung." in answer.text
    assert "Amal Beispiel" in answer.text
    assert "0221 4710111</ins>" in answer.text
    assert (await entry(world, offer)).extension.texts["de"].summary == GERMAN.summary
    again = re.search(r'class="right".*?name="seen" value="(\d+)"', answer.text, re.S)[1]
    assert again == "2"
    form = answer.text[answer.text.index('class="right"') :]
    assert 'value="0221 4710111"' in form  # what only the other one has changed is not taken back by saving now
    late = await carla.post(f"/console/offers/{offer.id}/confirm", seen="1")
    assert late.headers["location"].endswith("done=moved_on")


async def test_one_click_says_that_an_entry_still_holds(world):
    offer = await an_offer(world, a_draft(assured_on=a_day("2025-04-01")))
    carla = await world.signed_in("carla")
    answer = await carla.post(f"/console/offers/{offer.id}/confirm", seen="1")
    assert answer.headers["location"].endswith("done=confirmed")
    row = await world.stored(Offer, offer.id)
    assert (row.assured_on, row.edited) == (TODAY, ["assured_on"])
    assert (await entry(world, offer)).service.assured_date == TODAY.isoformat()


async def test_more_lines_are_added_without_script_and_without_losing_anything(world):
    offer = await an_offer(world)
    answer = await sent(await world.signed_in("carla"), offer, do="more-places", summary="Noch nicht fertig")
    assert answer.status_code == 200
    assert "Noch nicht fertig" in answer.text
    assert 'name="places-1-street"' in answer.text
    assert 'class="problem"' not in answer.text
    assert len(await revisions(world, offer)) == 1


async def test_a_draft_is_seen_as_a_card_before_it_is_kept(world):
    offer = await an_offer(world)
    answer = await sent(await world.signed_in("carla"), offer, do="preview", name="Ein neuer Name", card="ar")
    card = answer.text[answer.text.index('<section class="offer') :]
    card = card[: card.index("</section>")]
    assert 'lang="ar" dir="rtl"' in card
    assert "Ein neuer Name" in card
    assert "Gespeichert ist er noch nicht" in answer.text
    assert "Träger verein" in card
    assert (await entry(world, offer)).row.name == "Nähkurs"


async def test_an_import_with_numbers_and_languages_that_are_none_can_still_be_opened_and_mended(world):
    number = "00000000-0000-4000-8000-000000000001"
    odd = {"phones": [hsds.Phone(id=number, number="nach Vereinbarung")]}
    odd["languages"] = [hsds.Language(id=number, code="Klingonisch"), hsds.Language(id=number, code="ar")]
    offer = await an_offer(world, **odd)
    carla = await world.signed_in("carla")
    page = await carla.get(f"/console/offers/{offer.id}?card=ar")
    assert page.status_code == 200
    assert "Klingonisch" in page.text
    answer = await sent(carla, offer, phone="0221 4710999", languages=["ar"])
    assert answer.headers["location"].endswith("?done=saved")


async def test_what_everybody_writes_is_escaped_on_every_page(world):
    words = {"de": {"name": "<script>a</script>", "summary": "<i>x</i>", "who": "y"}}
    offer = await an_offer(world, a_draft(words=words))
    carla = await world.signed_in("carla")
    for path in ("", f"/{offer.id}", f"/{offer.id}/history", f"/{offer.id}/translations?language=en", "/report"):
        page = (await carla.get(f"/console/offers{path}")).text
        assert "<script>a" not in page
        assert "<i>x" not in page


def test_a_draft_goes_through_the_form_without_loss():
    draft = a_draft(
        when=None, minimum_age=None, maximum_age=16.5, open_to_all=False, ages_of="child", funding="Land",
        dates=({"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-03T12:00:00+02:00"},), needs=("language",),
        overlaps=("integrationskurs",), municipalities=("neustadt",), documents=(), valid_until="2026-12-31",
    )  # fmt: skip
    known = Known(frozenset({"neustadt"}), frozenset({"verein"}), frozenset())
    checked = check(of_draft(draft), known, draft.key, draft.words, draft.assured_on)
    assert checked.problems == {}
    assert checked.draft == draft


async def test_a_tenant_sees_nothing_of_another_ones_entries(world):
    async with world.context.database.reading() as session:
        other = (await session.execute(select(Tenant).where(Tenant.key == "other"))).scalar_one()
    offer = await an_offer(world)
    async with world.context.database.writing() as session:
        (await session.get_one(Offer, offer.id)).tenant_id = other.id
    assert (await (await world.signed_in("amal")).get(f"/console/offers/{offer.id}")).status_code == 404

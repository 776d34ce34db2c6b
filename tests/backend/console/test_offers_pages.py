"""The list, the translations, the history with its way back, and the report, as staff see them."""

import re

import pytest

from backend.offers.models import Offer
from tests.backend.console.directory import ENGLISH, TODAY, a_day, a_draft, an_offer, entry, revisions, settle
from tests.backend.console.test_offers_form import sent
from tests.backend.console.world import a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        await settle(made)
        yield made


async def names(browser, query: str) -> list[str]:
    """The entries that a list shows."""
    page = (await browser.get(f"/console/offers?{query}")).text
    return re.findall(r'<a href="/console/offers/[0-9a-f-]{36}"><strong>([^<]+)', page)


def named(name: str, **change):
    """An offer of that name."""
    key = name.lower().replace("ä", "ae")
    return a_draft(key, words={"de": {"name": name, "summary": f"Etwas mit {name}.", "who": "x"}}, **change)


async def test_the_list_is_searched_by_words_field_and_state(world):
    await an_offer(world, named("Nähen"))
    await an_offer(world, named("Bald", assured_on=a_day("2025-04-01"), fields=("work",)))
    await an_offer(world, named("Alt", assured_on=a_day("2025-03-01")))
    await an_offer(world, named("Weg", organization="vhs"), status="inactive")
    amal = await world.signed_in("amal")
    for query, found in (
        ("", ["Alt", "Bald", "Nähen", "Weg"]),
        ("q=mit+NÄHEN", ["Nähen"]),
        ("q=neustadt+verein", ["Alt", "Bald", "Nähen"]),
        ("field=work", ["Bald"]),
        ("state=current", ["Bald", "Nähen"]),
        ("state=expiring", ["Bald"]),
        ("state=expired", ["Alt"]),
        ("state=inactive", ["Weg"]),
        ("state=untranslated&q=träger+vhs", ["Weg"]),
        ("q=gibt+es+nicht", []),
    ):
        assert await names(amal, query) == found, query


async def test_a_long_list_has_pages_that_keep_what_was_looked_for(world):
    for number in range(31):
        await an_offer(world, named(f"Kurs{number:02}"))
    amal = await world.signed_in("amal")
    assert len(await names(amal, "q=kurs")) == 30
    assert 'rel="next" href="/console/offers?q=kurs&amp;page=2"' in (await amal.get("/console/offers?q=kurs")).text
    assert await names(amal, "q=kurs&page=2") == ["Kurs30"]
    assert await names(amal, "q=kurs&page=99") == ["Kurs30"]


async def test_a_translation_is_kept_beside_its_german_and_one_that_is_empty_is_taken_out(world):
    offer = await an_offer(world)
    carla = await world.signed_in("carla")
    path = f"/console/offers/{offer.id}/translations"
    page = (await carla.get(f"{path}?language=ar")).text
    assert page.count('lang="ar" dir="rtl"') >= 5
    assert "Gemeinsam nähen." in page
    told = {
        "language": "ar",
        "seen": "1",
        "name": "دورة خياطة",
        "summary": "نخيط معًا.",
        "who": "للجميع.",
        "register": "تعالوا.",
    }
    answer = await carla.post(path, **told)
    assert answer.headers["location"] == f"{path}?language=ar&done=translated"
    now = await entry(world, offer)
    assert now.extension.texts["ar"].name == "دورة خياطة"
    assert now.row.edited == ["words"]
    page = (await carla.get(f"{path}?language=ar")).text
    assert re.search(r'class="complete" href="[^"]+language=ar"', page)
    assert "دورة خياطة" in page[page.index('<section class="offer') :]
    await carla.post(path, language="ar", seen="2", name=" ")
    assert "ar" not in (await entry(world, offer)).extension.texts


async def test_a_translation_is_outdated_when_the_german_changes_until_somebody_has_looked_at_it(world):
    offer = await an_offer(world)
    carla = await world.signed_in("carla")
    path = f"/console/offers/{offer.id}/translations"

    async def english() -> str:
        page = (await carla.get(f"{path}?language=en")).text
        return re.search(r'class="(\w+)" href="[^"]+language=en"', page)[1]

    assert await english() == "complete"
    await sent(carla, offer, phone="0221 4710999")
    assert await english() == "complete"
    await sent(carla, offer, who="Nur für Frauen.")
    assert await english() == "stale"
    told = ENGLISH.model_dump(by_alias=True, exclude={"translated_from"})
    await carla.post(path, **{**told, "language": "en", "seen": "3", "who": "For women only."})
    assert await english() == "complete"


async def test_a_translation_that_is_too_long_or_too_late_is_not_lost(world):
    offer = await an_offer(world)
    carla, amal = await world.signed_in("carla"), await world.signed_in("amal")
    path = f"/console/offers/{offer.id}/translations"
    answer = await carla.post(path, language="en", seen="1", name="x" * 91, summary="Mine")
    assert answer.status_code == 422
    assert "x" * 91 in answer.text
    assert "höchstens 90 Zeichen" in answer.text
    await sent(amal, offer, summary="Anders.")
    answer = await carla.post(path, language="en", seen="1", name="Sewing", summary="Mine")
    assert answer.status_code == 409
    assert ">Mine</textarea>" in answer.text
    assert (await entry(world, offer)).extension.texts["en"].summary == ENGLISH.summary


@pytest.mark.parametrize("language", ["de", "xx", ""])
async def test_only_our_languages_are_translated_into(world, language):
    offer = await an_offer(world)
    answer = await (await world.signed_in("carla")).get(f"/console/offers/{offer.id}/translations?language={language}")
    assert answer.status_code == 404


async def test_the_history_tells_what_changed_and_leads_back_by_a_further_change(world):
    offer = await an_offer(world)
    carla = await world.signed_in("carla")
    await sent(carla, offer, phone="0221 4710999", why="Umgezogen", **{"hours-0-opens_at": "10:00"})
    page = (await carla.get(f"/console/offers/{offer.id}/history")).text
    for told in ("Umgezogen", "Carla Probe", "Durch einen Import", "0221 4710500</del>", "0221 4710999</ins>", "10:00"):
        assert told in page
    answer = await carla.post(f"/console/offers/{offer.id}/history/1", seen="2")
    assert answer.headers["location"].endswith("done=restored")
    first, _, last = await revisions(world, offer)
    assert (last.number, last.hsds, last.extension) == (3, first.hsds, first.extension)
    assert last.why == "Zurück zu Stand 1"
    assert (await world.stored(Offer, offer.id)).edited == ["hours", "phone"]
    late = await carla.post(f"/console/offers/{offer.id}/history/2", seen="2")
    assert late.headers["location"].endswith("done=moved_on")
    assert (await carla.post(f"/console/offers/{offer.id}/history/9", seen="3")).status_code == 404


async def test_going_back_does_not_give_an_entry_back_to_its_former_organisation(world):
    offer = await an_offer(world, a_draft(organization="vhs"))
    amal, carla = await world.signed_in("amal"), await world.signed_in("carla")
    await sent(amal, offer, organization="verein")
    await carla.post(f"/console/offers/{offer.id}/history/1", seen="2")
    assert (await carla.get(f"/console/offers/{offer.id}")).status_code == 200


async def test_the_report_leads_to_each_entry_with_something_to_do(world):
    clean = await an_offer(world, a_draft("gut", overlaps=("integrationskurs",), valid_until="2026-12-31"))
    wrong = {
        "expired": a_draft("alt", assured_on=a_day("2025-03-01")),
        "unassured": a_draft("nie", assured_on=None),
        "endless": a_draft("endlos"),
        "no_languages": a_draft("stumm", languages=()),
        "no_relations": a_draft("allein"),
        "no_contact": a_draft("amtlich", "amt"),
        "fits_nobody": a_draft("niemand", open_to_all=False, minimum_age=30, maximum_age=20),
        "untranslated": a_draft("deutsch"),
    }
    offers = {finding: await an_offer(world, draft) for finding, draft in wrong.items()}
    page = (await (await world.signed_in("amal")).get("/console/offers/report")).text
    parts = {part.split('"', 1)[0]: part for part in page.split('aria-labelledby="')[1:]}
    for finding, offer in offers.items():
        assert f"/console/offers/{offer.id}" in parts[finding], finding
    for finding in set(offers) - {"untranslated"}:
        assert f"/console/offers/{clean.id}" not in parts[finding], finding


async def test_what_is_offline_is_not_in_the_chat_directory_and_comes_back(world):
    offer = await an_offer(world, a_draft(funding="Kommune"))
    carla = await world.signed_in("carla")
    shelf, tenant = world.context.shelf, world.tenant.id

    async def status() -> str:
        async with world.context.database.reading() as session:
            return (await shelf.of(session, tenant)).entries["naehkurs"].row.status

    assert await status() == "active"
    await carla.post(f"/console/offers/{offer.id}/offline", seen="1")
    assert await status() == "inactive"
    await carla.post(f"/console/offers/{offer.id}/online", seen="2")
    assert await status() == "active"
    assert (await world.stored(Offer, offer.id)).assured_on == TODAY


@pytest.mark.parametrize("path", ["", "/new", "/report", "/{id}", "/{id}/history", "/{id}/translations"])
async def test_every_page_of_the_directory_works_in_english(world, path):
    offer = await an_offer(world)
    browser = await world.signed_in("amal")
    await browser.post("/console/language", language="en", next="/console")
    page = (await browser.get(f"/console/offers{path.replace('{id}', str(offer.id))}")).text
    assert '<html lang="en"' in page
    assert "console.offers" not in page

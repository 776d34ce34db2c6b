"""Taking over a file of offers: looked at first, then all of what was looked at and nothing else, once."""

import csv
import io
import json
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from backend.console.guard import LONGEST_FORM, LONGEST_UPLOAD
from backend.console.offers import planview
from backend.offers.exchange import files
from backend.offers.exchange.kept import read_kept
from backend.offers.models import Offer, OfferUpload
from backend.offers.upkeep import uploads
from backend.organisations.models import COORDINATOR, Staff
from backend.privacy.retention import keep_promises
from tests.backend.console.directory import a_draft, an_offer, entry, revisions, settle
from tests.backend.console.world import World, a_world
from tests.backend.offers.exchange.directory import FULL

PAGE = "/console/offers/import"
HEAD = "Schlüssel;Organisation;Name;Themenfelder;Geprüft am;Telefon"
CHOIR = "chor;Träger verein;Chor;Begegnung;01.03.2026;0221 4710900"
YARN = "garn;Träger vhs;Garn;Begegnung;01.03.2026;0221 4710901"


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        await settle(made)
        yield made


def sheet(*rows: str) -> bytes:
    """A sheet as a spreadsheet saves it."""
    return "\n".join((HEAD, *rows)).encode()


async def send(browser, content: bytes, name: str = "blatt.csv", source: str = ""):
    """Fill in the form."""
    await browser.get(PAGE)
    sent = {"csrf": browser.csrf, "source": source}
    return await browser.client.post(PAGE, data=sent, files={"file": (name, content)})


async def looked_at(browser, content: bytes, **more) -> tuple[str, str]:
    """Send a file; returns the address and the text of its preview."""
    answer = await send(browser, content, **more)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    return path, (await browser.get(path)).text


async def taken(browser, path: str, page: str, **more):
    """The word to take over what a page shows."""
    return await browser.post(path, seen=re.search(r'name="seen" value="([^"]+)"', page)[1], **more)


def section(page: str, heading: str) -> str:
    """A part of a page, as text without markup."""
    found = re.search(rf'<h2 id="{heading}">.*?</section>', page, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


async def offers(world: World) -> dict[str, Offer]:
    """What is kept."""
    async with world.context.database.reading() as session:
        return {row.key: row for row in (await session.execute(select(Offer))).scalars()}


async def waiting(world: World) -> int:
    """How many files wait."""
    async with world.context.database.reading() as session:
        return (await session.execute(select(func.count()).select_from(OfferUpload))).scalar_one()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_the_template_goes_the_whole_way_into_the_list(world, kind):
    amal = await world.signed_in("amal")
    template = (await amal.client.get(f"/console/offers/template/{kind}")).content
    path, page = await looked_at(amal, template, name=f"Vorlage.{kind}")
    assert "Offener Treff (Beispiel)" in section(page, "new")
    assert "Beispielverein e. V. neu" in section(page, "organizations")
    assert await offers(world) == {}
    answer = await taken(amal, path, page)
    assert answer.headers["location"] == f"{PAGE}?new=2&changed=0&offline=0"
    done = (await amal.get(answer.headers["location"])).text
    assert "Die Datei ist übernommen." in done
    assert "2 neue Einträge" in done
    assert "Offener Treff (Beispiel)" in (await amal.get("/console/offers")).text
    assert await waiting(world) == 0
    assert (await world.audited())[-1] == "offers.imported"


async def test_the_history_of_an_entry_says_who_took_it_over_and_where_it_came_from(world):
    amal = await world.signed_in("amal")
    path, page = await looked_at(amal, sheet(CHOIR), source="Blatt vom März")
    await taken(amal, path, page)
    row = (await offers(world))["chor"]
    assert row.source == "Blatt vom März"
    history = (await amal.get(f"/console/offers/{row.id}/history")).text
    assert "Import aus der Quelle „Blatt vom März“" in history
    assert "Amal Beispiel" in history


async def test_what_would_change_is_shown_field_by_field_and_what_was_changed_here_stays(world):
    amal = await world.signed_in("amal")
    await taken(amal, *await looked_at(amal, sheet(CHOIR, YARN)))
    edited = (await offers(world))["garn"]
    async with world.context.database.writing() as session:
        (await session.get_one(Offer, edited.id)).edited = ["phone"]
    rows = [row.replace("471090", "471099") for row in (CHOIR, YARN)]
    path, page = await looked_at(amal, sheet(*rows))
    assert "Telefon vorher: 0221 4710900 → danach: 0221 4710990" in section(page, "changed")
    assert "Garn" not in section(page, "changed")
    assert "Garn garn Telefon" in section(page, "local")
    await taken(amal, path, page)
    assert [row.revision for row in (await offers(world)).values()] == [2, 1]


async def test_a_field_that_no_form_shows_is_named_when_it_changes(world):
    offer = await an_offer(world)
    amal = await world.signed_in("amal")
    document = (await amal.client.get("/console/offers/export/json")).json()
    document[0]["alternate_name"] = "Nadel und Faden"
    answer = await amal.client.post(
        PAGE, data={"csrf": amal.csrf, "source": "file"}, files={"file": ("x.json", json.dumps(document).encode())}
    )
    page = (await amal.get(answer.headers["location"])).text
    assert section(page, "changed").endswith("Nähkurs naehkurs alternate_name")
    await taken(amal, answer.headers["location"], page)
    assert (await entry(world, offer)).service.alternate_name == "Nadel und Faden"


async def test_a_text_in_a_language_that_nobody_here_has_heard_of_is_shown_with_its_code(world):
    await an_offer(world)
    amal = await world.signed_in("amal")
    document = (await amal.client.get("/console/offers/export/json")).json()
    document[0]["lotse"]["texts"] |= {"zz": {"name": "Zzz"}, "x" * 900: {"name": "Xxx"}}
    _, page = await looked_at(amal, json.dumps(document).encode(), name="x.json", source="file")
    assert "Name des Angebots (zz) vorher: leer → danach: Zzz" in section(page, "changed")
    assert "x" * (planview.MOST_LETTERS + 1) not in page


async def test_whatever_the_standard_allows_can_be_looked_at_and_taken_over(world):
    document = json.dumps(FULL).encode()
    amal = await world.signed_in("amal")
    path, page = await looked_at(amal, document, name="voll.json")
    assert (await taken(amal, path, page)).status_code == 303
    changed = json.dumps({**FULL, "fees_description": "Neu", "phones": []}).encode()
    path, page = await looked_at(amal, changed, name="voll.json")
    assert "Telefon" in section(page, "changed")
    assert (await taken(amal, path, page)).status_code == 303


async def test_what_is_no_longer_in_the_file_goes_offline_only_when_that_is_ticked(world):
    amal = await world.signed_in("amal")
    await taken(amal, *await looked_at(amal, sheet(CHOIR, YARN)))
    for more, status in (({}, "active"), ({"retire": "yes"}, "inactive")):
        path, page = await looked_at(amal, sheet(CHOIR))
        assert "Garn garn" in section(page, "gone")
        answer = await taken(amal, path, page, **more)
        assert answer.headers["location"].endswith(f"offline={len(more)}")
        assert (await offers(world))["garn"].status == status


async def test_a_file_that_changes_nothing_has_nothing_to_take_over(world):
    amal = await world.signed_in("amal")
    await taken(amal, *await looked_at(amal, sheet(CHOIR)))
    _, page = await looked_at(amal, sheet(CHOIR))
    assert "Die Datei ändert nichts" in page
    assert "Jetzt übernehmen" not in page
    assert "Chor chor" in section(page, "unchanged")


async def test_faults_are_told_by_row_and_column_in_the_language_of_the_console_and_nothing_is_kept(world):
    async with world.context.database.writing() as session:
        (await session.get_one(Staff, world.staff["bert"].id)).role = COORDINATOR
    faulty = sheet(CHOIR, YARN.replace("01.03.2026", "gestern"))
    for login, told in (
        ("amal", "Zeile 3, Spalte „Geprüft am“: „gestern“ ist kein Datum."),
        ("bert", "Row 3, column “Geprüft am”: “gestern” is no date."),
    ):
        answer = await send(await world.signed_in(login), faulty)
        assert answer.status_code == 422
        assert told in section(answer.text, "faults")
        assert 'name="seen"' not in answer.text
    assert (await offers(world), await waiting(world)) == ({}, 0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", b"", "Bitte wählen Sie eine Datei."),
        ("leer.csv", b"", "Die Datei ist leer."),
        ("<b>x</b>.pdf", b"x", "b&gt;.pdf"),
        ("x.xlsx", b"PK\x03\x04", "Arbeitsmappe"),
        ("x.json", b"{", "kein gültiges JSON"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_at_its_field_and_the_source_stays(world, name, content, said):
    answer = await send(await world.signed_in("amal"), content, name=name, source='Quelle "A"')
    assert answer.status_code == 422
    assert said in re.search(r'id="p-file">(.*?)</p>', answer.text)[1]
    assert 'value="Quelle &#34;A&#34;"' in answer.text
    assert await waiting(world) == 0


async def test_a_form_without_a_file_is_told_so(world):
    amal = await world.signed_in("amal")
    await amal.get(PAGE)
    answer = await amal.post(PAGE, file="kein Anhang", source="x")
    assert (answer.status_code, "Bitte wählen Sie eine Datei." in answer.text) == (422, True)


async def test_a_file_that_is_too_large_is_refused_with_a_page_before_it_is_read(world):
    amal = await world.signed_in("amal")
    answer = await send(amal, bytes(LONGEST_UPLOAD))
    assert answer.status_code == 413
    assert "Die Datei ist größer als 10 MB." in answer.text
    long = sheet(*(CHOIR.replace("chor", f"chor-{number}") for number in range(LONGEST_FORM // len(CHOIR))))
    assert len(long) > LONGEST_FORM
    assert (await send(amal, long)).status_code == 303


async def test_a_plan_for_a_directory_that_has_changed_is_shown_anew_and_not_taken_over(world):
    offer = await an_offer(world)
    amal, carla = await world.signed_in("amal"), await world.signed_in("carla")
    path, page = await looked_at(amal, sheet(CHOIR))
    await carla.post(f"/console/offers/{offer.id}/offline", seen="1")
    answer = await taken(amal, path, page)
    assert answer.status_code == 409
    assert "Das Verzeichnis hat sich inzwischen geändert." in answer.text
    assert set(await offers(world)) == {"naehkurs"}
    assert (await taken(amal, path, answer.text)).status_code == 303
    assert set(await offers(world)) == {"chor", "naehkurs"}


async def test_a_directory_that_changes_in_the_last_moment_is_not_written_over(world, monkeypatch):
    offer = await an_offer(world)
    amal, carla = await world.signed_in("amal"), await world.signed_in("carla")
    path, page = await looked_at(amal, sheet(CHOIR))
    gone = uploads.take

    async def change_meanwhile(*given):
        await gone(*given)
        (await given[0].get_one(Offer, offer.id)).revision += 1  # as if it had been there when the lock was taken

    monkeypatch.setattr(uploads, "take", change_meanwhile)
    answer = await taken(amal, path, page)
    assert (answer.status_code, await waiting(world)) == (409, 1)
    assert set(await offers(world)) == {"naehkurs"}
    monkeypatch.undo()
    assert (await taken(amal, path, page)).status_code == 303
    assert (await carla.get("/console/offers")).text.count("Chor") == 1


async def test_a_word_that_is_sent_twice_takes_over_once(world):
    amal = await world.signed_in("amal")
    path, page = await looked_at(amal, sheet(CHOIR))
    answers = [await taken(amal, path, page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 404]
    assert "Diese Datei liegt nicht mehr bereit." in answers[1].text
    assert len(await revisions(world, (await offers(world))["chor"])) == 1
    assert (await world.audited()).count("offers.imported") == 1


async def test_what_nobody_has_looked_at_is_not_taken_over(world):
    amal = await world.signed_in("amal")
    path, _ = await looked_at(amal, sheet(CHOIR))
    for seen in ("", "0" * 64):
        assert (await amal.post(path, seen=seen)).status_code == 409
    assert await offers(world) == {}


async def test_a_file_of_somebody_else_is_not_there(world):
    async with world.context.database.writing() as session:
        for login in ("bert", "eve"):
            (await session.get_one(Staff, world.staff[login].id)).role = COORDINATOR
    path, page = await looked_at(await world.signed_in("amal"), sheet(CHOIR))
    for login in ("bert", "eve"):
        browser = await world.signed_in(login)
        assert (await browser.get(path)).status_code == 404
        await browser.get(PAGE)
        assert (await taken(browser, path, page)).status_code == 404
    assert (await offers(world), await waiting(world)) == ({}, 1)


@pytest.mark.parametrize("login", ["carla", "bert", "eve"])
async def test_only_coordinators_take_files_over(world, login):
    browser = await world.signed_in(login)
    assert (await browser.get(PAGE)).status_code == 404
    assert PAGE not in (await browser.get("/console/offers")).text
    sent = {"data": {"csrf": browser.csrf}, "files": {"file": ("x.csv", sheet(CHOIR))}}
    assert (await browser.client.post(PAGE, **sent)).status_code == 404
    assert await waiting(world) == 0


async def test_who_coordinates_no_longer_takes_over_nothing(world):
    amal = await world.signed_in("amal")
    path, page = await looked_at(amal, sheet(CHOIR))
    async with world.context.database.writing() as session:
        (await session.get_one(Staff, world.staff["amal"].id)).role = "member"
    assert (await taken(amal, path, page)).status_code == 404
    assert await offers(world) == {}


async def test_a_file_waits_for_an_hour_and_a_new_one_takes_its_place(world):
    amal = await world.signed_in("amal")
    first, page = await looked_at(amal, sheet(CHOIR))
    second, _ = await looked_at(amal, sheet(YARN))
    assert await waiting(world) == 1
    assert (await taken(amal, first, page)).status_code == 404
    world.watch.forward(minutes=29)
    await amal.get("/console")
    world.watch.forward(minutes=29)
    assert (await amal.get(second)).status_code == 200
    await keep_promises(world.context)
    assert await waiting(world) == 1
    world.watch.forward(minutes=3)
    assert (await amal.get(second)).status_code == 404
    await keep_promises(world.context)
    assert await waiting(world) == 0


async def test_long_lists_and_long_values_are_shortened_and_what_is_left_out_is_counted(world, monkeypatch):
    monkeypatch.setattr(planview, "MOST_SHOWN", 2)
    rows = [CHOIR.replace("chor", f"chor-{number}") for number in range(5)]
    amal = await world.signed_in("amal")
    _, page = await looked_at(amal, sheet(*rows))
    assert "chor-1" in section(page, "new")
    assert "chor-2" not in section(page, "new")
    assert section(page, "new").endswith("und 3 weitere Punkte, die hier nicht gezeigt werden")
    assert planview.shortened("x" * 5000) == "x" * planview.MOST_LETTERS + "…"


async def test_names_and_cells_of_a_file_are_text_and_never_markup(world):
    row = CHOIR.replace(";Chor;", ";<script>alert(1)</script>;")
    name = 'C:\\Ordner\\<img src=x>\n"; x="' + "lang" * 100 + "\u202e.csv"
    amal = await world.signed_in("amal")
    answer = await send(amal, sheet(row), name=name)
    page = (await amal.get(answer.headers["location"])).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img src=x>" not in page
    async with world.context.database.reading() as session:
        kept = (await session.execute(select(OfferUpload))).scalar_one()
    assert (len(kept.name), len(kept.source), kept.name.endswith("lang .csv")) == (200, 120, True)
    assert kept.name.isprintable()


async def test_a_coordinator_takes_out_everything_and_a_team_what_is_its_own(world):
    await an_offer(world)
    await an_offer(world, a_draft("deutschkurs", "vhs"))
    amal, carla = await world.signed_in("amal"), await world.signed_in("carla")
    for browser, keys in ((amal, {"naehkurs", "deutschkurs"}), (carla, {"naehkurs"})):
        for kind in ("xlsx", "csv", "json", "zip"):
            answer = await browser.client.get(f"/console/offers/export/{kind}")
            name = f"lotse-offers-2026-03-02.{kind}"
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
            async with world.context.database.reading() as session:
                kept = await read_kept(session, world.tenant)
            read = files.read(name, answer.content, kept, world.context.catalogs)
            assert ({offer.key for offer in read.offers}, read.problems) == (keys, ()), kind
    rows = list(csv.reader(io.StringIO((await carla.client.get("/console/offers/export/csv")).text), delimiter=";"))
    assert [len(rows), "Träger vhs" in str(rows)] == [2, False]


@pytest.mark.parametrize("path", ["export/json", "export/csv", "template/xlsx"])
async def test_who_keeps_no_entries_gets_no_files(world, path):
    bert = await world.signed_in("bert")
    assert (await bert.get(f"/console/offers/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["export/pdf", "export/x%22", "template/json"])
async def test_a_kind_of_file_that_there_is_not_is_not_found(world, path):
    amal = await world.signed_in("amal")
    assert (await amal.get(f"/console/offers/{path}")).status_code == 404

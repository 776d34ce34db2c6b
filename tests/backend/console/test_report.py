"""The report on handovers, as the coordination sees it: figures by days and breakdown, and nothing small."""

import csv
import io
import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.cases.models import CaseEvent
from backend.core.clock import local_date
from backend.organisations.models import COORDINATOR, Staff
from tests.backend.console.world import Browser, World, a_world
from tests.backend.reporting.logs import went


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        async with made.context.database.writing() as session:
            await session.execute(update(Staff).where(Staff.login.in_(("amal", "eve"))).values(role=COORDINATOR))
        yield made


async def happened(world: World, *steps: str, times: int = 1, service: str = "kim", **more) -> None:
    """Handovers of this tenant, as the log has them."""
    async with world.context.database.writing() as session:
        for _ in range(times):
            case = uuid.uuid4()
            for entry in went(*steps, service=str(world.services[service].id), **more):
                session.add(
                    CaseEvent(
                        tenant_id=world.tenant.id, case_id=case, at=entry.at, kind=entry.kind, actor_kind=entry.by,
                        about_id=entry.about, codes=dict(entry.codes),
                    )
                )  # fmt: skip


async def shown(browser: Browser, days: str = "first=2026-03-01&last=2026-03-31", by: str = "service") -> str:
    answer = await browser.get(f"/console/report?{days}&by={by}")
    assert answer.status_code == 200
    return answer.text


async def sheet(browser: Browser, days: str = "first=2026-03-01&last=2026-03-31") -> list[dict[str, str]]:
    answer = await browser.get(f"/console/report/csv?{days}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


async def test_the_coordination_reads_what_became_of_handovers_by_service(world):
    await happened(world, "accepted 2026-03-03T10:00", "reached 2026-03-03T12:00", "done", times=7)
    await happened(world, "declined", times=2, service="jmd")
    page = await shown(await world.signed_in("amal"))
    assert "KIM Case Management" in page
    assert '<td data-label="Angenommen">5</td>' in page
    assert '<td data-label="Abgelehnt">&lt;5</td>' in page
    assert '<td data-label="Angenommen: die Hälfte in">24 Std. (7)</td>' in page
    assert '<td data-label="Erster Kontakt: die Hälfte in">26 Std. (9)</td>' in page
    assert "mehr als 90 Tagen" in page


async def test_the_sheet_has_every_breakdown_with_the_same_small_numbers_hidden(world):
    await happened(world, "accepted 2026-03-03T10:00", "done", times=7)
    await happened(world, "declined", times=2, service="jmd", language="uk")
    rows = await sheet(await world.signed_in("amal"))
    found = {(row["Aufteilung"], row["Gruppe"]): row for row in rows}
    assert found["", "Alle Übergaben"]["Übergeben"] == "5"
    assert found["Stelle", "KIM Case Management"]["Beendet: Erledigt"] == "5"
    assert found["Stelle", "KIM Case Management"]["Angenommen: die Hälfte in (Öffnungsstunden)"] == "7"
    assert found["Sprache", "Ukrainisch"]["Abgelehnt: Zurzeit keine Kapazität"] == "<5"
    assert found["Sprache", "Ukrainisch"]["Angenommen: die Hälfte in (Stunden)"] == ""
    assert {row["Aufteilung"] for row in rows} == {
        "", "Stelle", "Organisation", "Art der Stelle", "Sprache", "Weg der Übergabe", "Dringlichkeit",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "there"),
    [
        ("first=2026-03-02&last=2026-03-02", True),
        ("first=2026-03-03&last=2026-03-31", False),
        ("first=2026-02-01&last=2026-03-01", False),
        ("", True),  # up to today
    ],
)
async def test_the_day_of_the_handover_counts_whatever_came_later(world, days, there):
    world.watch.now += timedelta(days=30)
    await happened(world, "accepted 2026-03-20T10:00", times=5, at="2026-03-02T00:10")
    page = await shown(await world.signed_in("amal"), days)
    assert ('<td data-label="Angenommen">5</td>' in page) == there
    assert ("An diesen Tagen wurde nichts übergeben." in page) == (not there)


@pytest.mark.parametrize("by", ["service", "organization", "kind", "language", "way", "urgency"])
async def test_every_breakdown_has_words(world, by):
    await happened(world, "accepted", times=6, urgent=1)
    page = await shown(await world.signed_in("amal"), by=by)
    expected = {
        "service": "KIM Case Management", "organization": "Kreis Musterland", "kind": "KIM", "language": "Arabisch",
        "way": "Eingang im Lotsen", "urgency": "Dringend",
    }  # fmt: skip
    assert re.search(rf'<th scope="row">[^<]*{expected[by]}', page)


@pytest.mark.parametrize(
    "asked", ["first=2026-03-31&last=2026-03-01", "first=&last=2026-03-01", "first=gestern&last=heute", "by=person"]
)
async def test_days_and_breakdowns_that_are_none_are_said_and_the_form_keeps_them(world, asked):
    browser = await world.signed_in("amal")
    answer = await browser.get(f"/console/report?{asked}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert all(f'value="{part.partition("=")[2]}"' in answer.text for part in asked.split("&") if "by" not in part)


@pytest.mark.parametrize("path", ["/console/report", "/console/report/csv"])
async def test_nobody_but_the_coordination_gets_it(world, path):
    assert (await (await world.signed_in("carla")).get(path)).status_code == 404
    assert (await (await world.signed_in("dora")).get(path)).status_code == 404
    assert (await world.browser().get(path)).status_code == 303


async def test_another_tenant_sees_nothing_of_it(world):
    await happened(world, "accepted", times=9)
    world.watch.now += timedelta(days=1)
    today = local_date(world.watch())
    answer = await (await world.signed_in("eve")).get(f"/console/report?first=2026-03-01&last={today}")
    assert "An diesen Tagen wurde nichts übergeben." in answer.text
    assert "KIM Case Management" not in answer.text


async def test_the_page_is_in_the_navigation_of_the_coordination_alone(world):
    assert 'href="/console/report"' in (await (await world.signed_in("amal")).get("/console")).text
    assert 'href="/console/report"' not in (await (await world.signed_in("carla")).get("/console")).text

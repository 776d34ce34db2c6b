"""The pages of interpreters: asking from a case, answering by the pool, and nothing that was written is lost."""

import re
from datetime import timedelta

import pytest

from backend.handovers.models import Handover
from tests.backend.casework.conftest import an_accepted, today
from tests.backend.console.world import World, a_world
from tests.backend.interpreting.conftest import asked, with_pool


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield await with_pool(made)


def form(world: World, **more: str) -> dict[str, str]:
    sent = {
        "language": "Arabisch <syrisch>", "gender": "woman", "topic": "health", "at": "10:30", "minutes": "90",
        "day": (today(world) + timedelta(days=9)).isoformat(), "way": "on_site", "place": "Marktplatz 1",
    }  # fmt: skip
    return {**sent, **more}


def address(handover: Handover) -> str:
    return f"/console/cases/{handover.case_id}/interpreting"


async def test_the_whole_way_from_the_case_to_the_pool_and_back(world):
    handover, amal, carla = await an_accepted(world), await world.signed_in("amal"), await world.signed_in("carla")
    page = (await amal.get(address(handover))).text
    for said in ("Kinder und Verwandte dolmetschen nie", 'value="Arabisch"', 'min="2026-03-02"'):
        assert said in page
    assert address(handover) in (await amal.get(f"/console/cases/{handover.case_id}")).text
    answer = await amal.post(address(handover), **form(world))
    assert "Die Anfrage ist beim Dolmetscherpool." in (await amal.get(answer.headers["location"])).text
    assert "1 Anfrage an den Dolmetscherpool wartet." in (await carla.get("/console")).text
    page = (await carla.get("/console/interpreting")).text
    for said in ("Arabisch &lt;syrisch&gt;", "11. März 2026, 10:30", "90 Minuten", "Marktplatz 1", "Eine Frau"):
        assert said in page
    assert handover.reference not in page
    assert str(handover.case_id) not in page
    request = re.search(r'action="/console/interpreting/([0-9a-f-]+)"', page)[1]
    found = {"seen": "wanted", "state": "found", "interpreter": "Dana Muster"}
    answer = await carla.post(f"/console/interpreting/{request}", **found)
    assert "das Team weiß Bescheid" in (await carla.get(answer.headers["location"])).text
    page = (await amal.get(f"/console/cases/{handover.case_id}")).text
    assert "Am 11. März 2026, 10:30 dolmetscht: Dana Muster" in page
    answer = await amal.post(f"{address(handover)}/{request}/withdraw")
    assert "Die Anfrage ist zurückgezogen." in (await amal.get(answer.headers["location"])).text
    page = (await carla.get("/console/interpreting")).text
    assert "Wird nicht gebraucht" in page
    assert "Dana Muster" in page
    assert "Marktplatz 1" not in page
    answer = await amal.post(f"{address(handover)}/{request}/withdraw")
    assert "Das ging nicht mehr" in (await amal.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2026-02-30"}, "Nennen Sie Tag und Uhrzeit"),
        ({"at": "halb elf"}, "Nennen Sie Tag und Uhrzeit"),
        ({"place": ""}, "Nennen Sie, wo das Gespräch stattfindet"),
        ({"topic": ""}, "Wählen Sie Thema"),
    ],
)
async def test_what_does_not_fit_stands_in_the_form_again(world, wrong, said):
    handover, browser = await an_accepted(world), await world.signed_in("amal")
    await browser.get(address(handover))
    answer = await browser.post(address(handover), **form(world, **wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Arabisch &lt;syrisch&gt;"' in answer.text
    assert '<option value="90" selected>' in answer.text


async def test_an_answer_without_a_name_and_one_that_comes_too_late_are_said(world):
    _, request = await asked(world)
    browser = await world.signed_in("carla")
    await browser.get("/console/interpreting")
    page = f"/console/interpreting/{request.id}"
    answer = await browser.post(page, seen="wanted", state="found", interpreter="x" * 201)
    assert answer.status_code == 422
    assert "Nennen Sie, wer dolmetscht" in answer.text
    assert f'value="{"x" * 201}"' in answer.text
    answer = await browser.post(page, seen="found", state="not_found")
    assert "Das ging nicht mehr" in (await browser.get(answer.headers["location"])).text


async def test_before_a_case_is_taken_on_there_is_nothing_to_ask_for(world):
    handover, browser = await world.handover("kim"), await world.signed_in("amal")
    assert address(handover) not in (await browser.get(f"/console/cases/{handover.case_id}")).text
    assert (await browser.get(address(handover))).status_code == 404


async def test_in_english_too(world):
    handover, browser = await an_accepted(world), await world.signed_in("bert")
    assert "Children and relatives never interpret" in (await browser.get(address(handover))).text
    assert "Requests of your teams" in (await browser.get("/console/interpreting")).text

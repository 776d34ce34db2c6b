"""The pages for cases of one person: what a team is shown, and what happens when it joins two."""

import pytest

from backend.casework import notes, steps
from tests.backend.console.world import a_world
from tests.backend.merging.conftest import taken


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


def case(handover, path: str = "") -> str:
    return f"/console/cases/{handover.case_id}{path}"


async def joins(browser, one, other):
    """Two cases by the form of the page that asks before."""
    await browser.get(case(one, f"/merge?other={other.reference}"))
    return await browser.post(case(one, "/merge"), other=str(other.case_id), keep=str(one.case_id))


async def test_a_possible_duplicate_stands_on_the_page_with_why_and_since_when(world):
    one, other = await taken(world), await taken(world)
    text = (await (await world.signed_in("amal")).get(case(one))).text
    assert "Ein anderer Fall gehört möglicherweise derselben Person." in text
    for words in ("Möglicherweise dieselbe Person", "Dieselbe Telefonnummer", other.reference, "Fragen Sie die Person"):
        assert words in text
    text = (await (await world.signed_in("bert")).get(case(one))).text
    assert "Possibly the same person" in text


async def test_not_the_same_person_is_said_by_a_button_and_not_shown_again(world):
    one, other = await taken(world), await taken(world)
    browser = await world.signed_in("amal")
    await browser.get(case(one))
    answer = await browser.post(case(one, "/not-same"), other=str(other.case_id))
    text = (await browser.get(answer.headers["location"])).text
    assert "Vermerkt: Das ist nicht dieselbe Person." in text
    assert other.reference not in text


async def test_before_two_cases_are_joined_a_page_says_what_will_happen(world):
    one, other = await taken(world), await taken(world)
    browser = await world.signed_in("amal")
    text = (await browser.get(case(one, f"/merge?other={other.reference.lower()}"))).text
    for words in (
        one.reference, other.reference, "Nichts wird verschoben", "Beide Nummern und Codes gelten",
        f"{one.reference} behalten. {other.reference} wird ein Teil davon.",
        f"{other.reference} behalten. {one.reference} wird ein Teil davon.",
    ):  # fmt: skip
        assert words in text
    assert (await browser.get(case(one))).text.count("Diese Fälle gehören zusammen") == 0


async def test_joined_cases_are_read_together_and_taken_apart_again(world):
    one, other = await taken(world, language="ar"), await taken(world, language="uk")
    browser = await world.signed_in("amal")
    answer = await joins(browser, one, other)
    assert answer.headers["location"] == case(one, "/together?done=merged")
    text = (await browser.get(answer.headers["location"])).text
    for words in (
        "Die Fälle sind zusammengeführt.", "Behaltener Fall", "Zusammengeführt von Amal Beispiel", 'id="m1-1"',
        'id="m2-1"', f"Gespräch aus {other.reference}",
    ):  # fmt: skip
        assert words in text
    assert (
        f"Diese Fälle gehören zusammen: {one.reference} und {other.reference}." in (await browser.get(case(other))).text
    )
    assert "Dieser Fall ist Teil von" in (await browser.get(case(other, "/casework"))).text
    await notes.write(world.context, world.staff["amal"], one.case_id, "Nach dem Zusammenführen")
    assert "wurde in " in (await browser.get(case(one, "/together"))).text
    answer = await browser.post(case(other, "/part"))
    assert "Die Fälle sind wieder getrennt." in (await browser.get(answer.headers["location"])).text
    assert (await browser.get(case(one, "/together"))).status_code == 404


async def test_where_answers_differ_the_kept_one_stands_first_and_the_other_beside_it(world):
    one = await taken(world)
    other = await taken(world)
    await world.corrects(other, "age", 33)
    browser = await world.signed_in("amal")
    await joins(browser, one, other)
    text = (await browser.get(case(one, "/together"))).text
    assert text.index("27") < text.index(f"Anders in {other.reference}:") < text.index("33")
    assert text.count("Anders in ") == 1


async def test_beside_a_number_stands_what_must_not_happen_with_it_whichever_case_says_so(world):
    one, other = await taken(world), await taken(world)
    browser = await world.signed_in("amal")
    await joins(browser, one, other)
    assert "Hinterlassen Sie keine Nachricht" in (await browser.get(case(one, "/together"))).text


async def test_a_managed_case_can_only_be_kept(world):
    one, managed = await taken(world), await taken(world)
    await steps.open_case_management(world.context, world.staff["amal"], managed.case_id)
    browser = await world.signed_in("amal")
    text = (await browser.get(case(one, f"/merge?other={managed.reference}"))).text
    assert 'id="managed"' in text
    assert text.count('name="keep"') == 1
    fields = {"other": str(managed.case_id), "keep": str(one.case_id)}
    answer = await browser.post(case(one, "/merge"), **fields)
    assert (answer.status_code, "wird nicht Teil eines anderen" in answer.text) == (409, True)


@pytest.mark.parametrize("typed", ["", "AAAA-2222", "'; drop"])
async def test_a_number_that_leads_nowhere_is_said_so(world, typed):
    one = await taken(world)
    answer = await (await world.signed_in("amal")).get(case(one, f"/merge?other={typed}"))
    assert (answer.status_code, "Bitte prüfen Sie die Nummer" in answer.text) == (422, True)


async def test_a_number_of_another_team_looks_like_none(world):
    one, foreign = await taken(world), await taken(world, by="carla", team="jmd")
    answer = await (await world.signed_in("amal")).get(case(one, f"/merge?other={foreign.reference}"))
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["carla", "dora", "eve"])
async def test_to_others_none_of_it_exists(world, name):
    one, other = await taken(world), await taken(world)
    await joins(await world.signed_in("amal"), one, other)
    browser = await world.signed_in(name)
    for path in ("/together", f"/merge?other={other.reference}"):
        assert (await browser.get(case(one, path))).status_code == 404
    for path, fields in (
        ("/merge", {"other": str(other.case_id), "keep": str(one.case_id)}),
        ("/not-same", {"other": str(other.case_id)}),
        ("/part", {}),
        ("/export", {}),
    ):
        assert (await browser.post(case(other, path), **fields)).status_code == 404


async def test_without_the_token_of_the_form_nothing_happens(world):
    one, other = await taken(world), await taken(world)
    browser = await world.signed_in("amal")
    browser.csrf = "x"
    fields = {"other": str(other.case_id), "keep": str(one.case_id)}
    assert (await browser.post(case(one, "/merge"), **fields)).status_code == 403

"""The sign-in page, its cookies, and the language of the console."""

import pytest

from backend.organisations.models import Staff
from tests.backend.console.world import PASSWORD, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def test_signing_in_leads_to_the_page_that_was_asked_for(world):
    handover = await world.handover()
    browser = world.browser()
    path = f"/console/cases/{handover.case_id}"
    asked = await browser.get(path)
    assert asked.headers["location"] == f"/console/sign-in?next={path}"
    assert (await browser.sign_in("amal", PASSWORD, next=path)).headers["location"] == path
    assert (await browser.get(path)).status_code == 200


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(world):
    answer = await world.browser().sign_in("amal", PASSWORD)
    cookies = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    for name in ("lotse_staff", "lotse_device"):
        assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(cookies[name].split("; "))
    assert "Max-Age" not in cookies["lotse_staff"]


async def test_behind_tls_the_cookie_travels_nowhere_else(world):
    world.context.settings.secure_cookies = True
    answer = await world.browser().get("/console/sign-in")
    assert "Secure" in answer.headers["set-cookie"]


async def test_signing_in_gives_a_new_token_so_that_a_planted_one_is_worthless(world):
    planted = await world.signed_in("bert")
    token = planted.client.cookies["lotse_staff"]
    victim = world.browser()
    victim.client.cookies.set("lotse_staff", token, path="/console")
    await victim.sign_in("amal", PASSWORD)
    assert (await planted.get("/console")).status_code == 303


async def test_an_attacker_cannot_sign_a_victim_in_as_somebody_else(world):
    victim = world.browser()
    answer = await victim.client.post("/console/sign-in", data={"login": "amal", "password": PASSWORD, "csrf": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("login", ["amal", "nobody", "<script>"])
async def test_a_failed_sign_in_says_the_same_for_known_and_unknown_names(world, login):
    browser = world.browser()
    answer = await browser.sign_in(login, "falsch")
    assert answer.status_code == 401
    assert "Anmeldename oder Passwort stimmt nicht." in answer.text or "The user name or the password" in answer.text
    assert "<script>" not in answer.text
    assert "falsch" not in answer.text


async def test_many_wrong_passwords_are_told_how_long_to_wait(world):
    browser = world.browser()
    for _ in range(5):
        await browser.sign_in("amal", "falsch")
    answer = await browser.sign_in("amal", PASSWORD)
    assert answer.status_code == 429
    assert "3" in answer.text


async def test_after_signing_out_the_old_cookie_opens_nothing(world):
    browser = await world.signed_in("amal")
    token = browser.client.cookies["lotse_staff"]
    assert (await browser.post("/console/sign-out")).headers["location"] == "/console/sign-in"
    assert "lotse_staff" not in browser.client.cookies
    thief = world.browser()
    thief.client.cookies.set("lotse_staff", token, path="/console")
    assert (await thief.get("/console")).status_code == 303


async def test_the_sign_in_page_speaks_the_language_of_the_browser_or_the_chosen_one(world):
    browser = world.browser()
    assert 'lang="en"' in (await browser.get("/console/sign-in", headers={"Accept-Language": "en-GB,de;q=0.5"})).text
    assert '<html lang="de"' in (await browser.get("/console/sign-in", headers={"Accept-Language": "fr, ar"})).text
    assert '<html lang="en"' in (await browser.get("/console/sign-in?language=en")).text
    assert '<html lang="de"' in (await browser.get("/console/sign-in?language=ar")).text


async def test_each_member_of_staff_keeps_their_own_language(world):
    browser = await world.signed_in("amal")
    assert '<html lang="de"' in (await browser.get("/console")).text
    await browser.post("/console/language", language="en", next="/console")
    assert '<html lang="en"' in (await browser.get("/console")).text
    await browser.post("/console/language", language="ar")
    assert (await world.stored(Staff, world.staff["amal"].id)).language == "en"

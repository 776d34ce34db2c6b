"""Every route of the console, one by one: who may ask, what a form must carry, what an answer must say."""

import uuid

import pytest
from fastapi.routing import APIRoute

from assistant.headers import HEADERS as EVERY_ANSWERS_HEADERS
from backend.console.app import console_router
from backend.console.guard import LONGEST_FORM, own_path
from backend.console.pages import HEADERS as CONSOLE_HEADERS
from tests.backend.console.world import PASSWORD, World, a_world

#: Reached without having signed in, for that is what they are for.
OPEN = {("GET", "/console/sign-in"), ("POST", "/console/sign-in")}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


def routes(world: World) -> list[tuple[str, str]]:
    """Method and address of every route, read from the router itself so that none can be forgotten."""
    others = {"number": 1, "kind": "csv"}
    found = [
        (method, route.path.format(**{name: others.get(name, uuid.uuid4()) for name in route.param_convertors}))
        for route in console_router(world.context).routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]
    assert len(found) >= 14
    return found


async def test_without_a_sign_in_every_page_leads_to_it_and_every_form_is_refused(world):
    browser = world.browser()
    for method, path in routes(world):
        if (method, path) in OPEN:
            continue
        answer = await browser.client.request(method, path, data={"csrf": "x"} if method == "POST" else None)
        if method == "GET":
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/console/sign-in"), path
        else:
            assert answer.status_code == 401, path


@pytest.mark.parametrize("token", [None, "", "falsch", "ä" * 43])
async def test_every_form_without_the_token_of_its_sign_in_is_refused(world, token):
    browser = await world.signed_in("amal")
    for method, path in routes(world):
        if method == "POST":
            data = {"other": "x"} if token is None else {"csrf": token}
            assert (await browser.client.post(path, data=data)).status_code == 403, path


async def test_an_attacker_cannot_use_the_token_of_another_sign_in(world):
    victim, attacker = await world.signed_in("amal"), await world.signed_in("bert")
    answer = await victim.client.post("/console/sign-out", data={"csrf": attacker.csrf})
    assert answer.status_code == 403
    assert (await victim.get("/console")).status_code == 200


async def test_the_token_can_travel_in_a_header_too(world):
    browser = await world.signed_in("amal")
    headers = {"X-CSRF-Token": browser.csrf}
    assert (await browser.client.post("/console/language", data={"language": "en"}, headers=headers)).status_code == 303
    wrong = {"X-CSRF-Token": "falsch"}
    answer = await browser.client.post("/console/language", data={"csrf": browser.csrf}, headers=wrong)
    assert answer.status_code == 403


async def test_every_answer_forbids_inline_code_foreign_frames_and_caches(world):
    signed_in, stranger = await world.signed_in("amal"), world.browser()
    for method, path in routes(world):
        if path.endswith("/events"):
            continue  # an endless answer: see test_events
        for browser in (signed_in, stranger):
            answer = await browser.client.request(method, path, data={"csrf": "x"} if method == "POST" else None)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["cache-control"] == "no-store", path
            assert answer.headers["x-content-type-options"] == "nosniff", path
            assert "<script>" not in answer.text
            assert "style=" not in answer.text
            assert "onclick" not in answer.text


def test_the_console_sets_no_header_that_every_answer_carries_anyway():
    assert CONSOLE_HEADERS
    assert [name for name, value in CONSOLE_HEADERS.items() if EVERY_ANSWERS_HEADERS.get(name) == value] == []


async def test_a_foreign_case_looks_like_none_on_every_route(world):
    handover = await world.handover("kim")
    browser = await world.signed_in("carla")
    foreign, none = f"/console/cases/{handover.case_id}", f"/console/cases/{uuid.uuid4()}"
    for part in ("", "/transcript"):
        answers = [await browser.client.get(case + part) for case in (foreign, none)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text == answers[1].text
    for part, fields in (
        (f"/handovers/{handover.id}/accept", {}),
        (f"/handovers/{handover.id}/decline", {"reason": "other"}),
        ("/take-over", {"seen_epoch": "0"}),
        ("/write", {"text": "x"}),
        ("/give-back", {}),
    ):
        assert (await browser.post(foreign + part, **fields)).status_code == 404, part
    assert (await browser.client.get("/console/events", params={"case": str(handover.case_id)})).status_code == 404


@pytest.mark.parametrize("path", ["/console/cases/1", "/console/cases/%00", "/console/events?case=x"])
async def test_an_address_that_no_page_of_ours_made_is_not_found(world, path):
    browser = await world.signed_in("amal")
    assert (await browser.get(path)).status_code == 404


async def test_a_form_of_unreasonable_length_is_refused_before_it_is_read(world):
    browser = await world.signed_in("amal")
    assert (await browser.post("/console/language", language="x" * LONGEST_FORM)).status_code == 413


@pytest.mark.parametrize(
    "link",
    ["//evil.example", "https://evil.example", "/console\\evil", "/console/../../x", "javascript:x", "/consoles", ""],
)
async def test_an_attacker_cannot_lead_somebody_away_after_signing_in(world, link):
    assert own_path(link) == "/console"
    answer = await world.browser().sign_in("amal", PASSWORD, next=link)
    assert answer.headers["location"] == "/console"

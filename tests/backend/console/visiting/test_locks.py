"""What keeps others out: codes cannot be guessed, a link alone opens nothing, forms come from the page before."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.console.pages import HEADERS
from backend.core.context import Context
from backend.delivery.models import PartnerCode, PartnerVisit
from backend.delivery.visits import NoCode, WrongCode, begin
from backend.handovers.models import Handover
from backend.mail.outbox import configured_outbox
from backend.privacy.erasure import erase
from backend.privacy.retention import keep_promises
from tests.conftest import FixedClock
from tests.support.partners import hand_over
from tests.support.visiting import Visitor, code_in, deliver, handed_over_by_mail, link_in, mails


def other(code: str) -> str:
    """A wrong one."""
    return f"{(int(code) + 1) % 10**6:06}"


async def test_five_wrong_codes_make_the_right_one_worthless(mailing: Context, folder: Path) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.get()
    await visitor.post("code")
    code = code_in(mails(folder)[-1])
    answers = [await visitor.post("visit", code=other(code)) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}
    assert "stimmt nicht" in answers[-1].text
    late = await visitor.post("visit", code=code)
    assert late.status_code == 401
    assert "gilt gerade kein Code" in late.text


async def test_tries_at_the_same_moment_are_all_counted(either_context: Context, tmp_path: Path) -> None:
    context, folder = either_context, tmp_path / "mails"
    context.settings.mail_folder, context.settings.public_url = folder, "https://lotse.example"
    _, visitor = await handed_over_by_mail(context, folder)
    await visitor.get()
    await visitor.post("code")
    code, token = code_in(mails(folder)[-1]), visitor.link.rpartition("/")[2]
    tries = [begin(context, token, other(code)) for _ in range(8)]
    failed = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(error) for error in failed].count(WrongCode) == 5
    assert [type(error) for error in failed].count(NoCode) == 3


async def test_a_code_opens_once_for_a_quarter_of_an_hour_and_only_the_latest(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.get()
    codes = []
    for _ in range(2):
        await visitor.post("code")
        codes.append(code_in(mails(folder)[-1]))
        clock.forward(seconds=1)
    if codes[0] != codes[1]:
        assert (await visitor.post("visit", code=codes[0])).status_code == 401
    assert (await visitor.post("visit", code=f" {codes[1][:3]} {codes[1][3:]}")).status_code == 200
    second = Visitor(mailing, None, visitor.link)
    await second.get()
    assert (await second.post("visit", code=codes[1])).status_code == 401
    clock.forward(minutes=16)
    await second.get()
    await visitor.http.aclose()
    third = Visitor(mailing, configured_outbox(mailing.settings), visitor.link)
    await third.get()
    await third.post("code")
    clock.forward(minutes=15)
    assert (await third.post("visit", code=code_in(mails(folder)[-1]))).status_code == 401


async def test_codes_are_sent_three_in_a_quarter_of_an_hour_and_ten_a_day(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.get()
    before = len(mails(folder))
    answers = [await visitor.post("code") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Viertelstunde" in answers[-1].text
    for _ in range(4):
        clock.forward(minutes=16)
        await visitor.get()
        for _ in range(3):
            await visitor.post("code")
    assert len(mails(folder)) - before == 10
    clock.forward(days=1)
    await visitor.get()
    assert (await visitor.post("code")).status_code == 200


async def test_a_visit_is_over_after_half_an_hour_or_when_it_is_left(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    clock.forward(minutes=29)
    assert handover.reference in (await visitor.get()).text
    clock.forward(minutes=1)
    late = await visitor.post("accept")
    assert late.status_code == 401
    assert "zu lange offen" in late.text
    assert handover.reference not in (await visitor.get()).text
    await visitor.enters(folder)
    cookie = visitor.http.cookies["lotse_partner"]
    left = await visitor.post("leave")
    assert "Code eingeben" in left.text
    stale = await visitor.http.get(visitor.link, headers={"Cookie": f"lotse_partner={cookie}"})
    assert handover.reference not in stale.text


@pytest.mark.parametrize("path", ["/partner/x", "/partner/" + "A" * 43, "/partner/x/y/z"])
async def test_a_foreign_link_opens_nothing_and_says_nothing(mailing: Context, folder: Path, path: str) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    answer = await visitor.http.get(path)
    assert answer.status_code == 404
    assert "Musterland" not in answer.text
    for what in ("code", "visit", "link"):
        await visitor.get()
        posted = await visitor.http.post(f"/partner/x/{what}", data={"csrf": visitor.csrf, "code": "123456"})
        assert posted.status_code in (403, 404)


async def test_a_visit_opens_no_other_handover_of_the_same_partner(mailing: Context, folder: Path) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    second = await hand_over(mailing)
    await deliver(mailing)
    there = link_in(mails(folder)[-1])
    cookies = f"lotse_partner={visitor.http.cookies['lotse_partner']}"
    page = await visitor.http.get(there, headers={"Cookie": cookies})
    assert "Code eingeben" in page.text
    taken = await visitor.http.post(f"{there}/accept", data={"csrf": visitor.csrf}, headers={"Cookie": cookies})
    assert taken.status_code == 401
    async with mailing.database.reading() as session:
        assert (await session.get_one(Handover, second.id)).status == "requested"


@pytest.mark.parametrize("what", ["accept", "decline", "ask", "contacted", "end", "leave"])
async def test_a_form_that_does_not_come_from_the_visit_does_nothing(mailing: Context, folder: Path, what: str) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    visitor.csrf = "x" * 43
    assert (await visitor.post(what, reason="other", text="?", outcome="done")).status_code == 403
    async with mailing.database.reading() as session:
        assert (await session.get_one(Handover, handover.id)).status == "requested"


@pytest.mark.parametrize("what", ["code", "visit", "link"])
async def test_before_a_visit_forms_are_tied_to_the_browser(mailing: Context, folder: Path, what: str) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    before = len(mails(folder))
    for sent in ({}, {"csrf": ""}, {"csrf": "x"}):
        assert (await visitor.http.post(f"{visitor.link}/{what}", data=sent)).status_code == 403
    assert len(mails(folder)) == before


async def test_opening_the_link_sends_nothing(mailing: Context, folder: Path) -> None:
    """Mail servers look behind links."""
    _, visitor = await handed_over_by_mail(mailing, folder)
    before = len(mails(folder))
    await visitor.get()
    for path in ("/code", "/visit", "/accept"):
        assert (await visitor.http.get(visitor.link + path)).status_code in (404, 405)
    assert len(mails(folder)) == before


async def test_cookies_are_of_one_link_and_pages_bear_the_headers(mailing: Context, folder: Path) -> None:
    mailing.settings.secure_cookies = True
    _, visitor = await handed_over_by_mail(mailing, folder)
    pages = [await visitor.get("?language=de"), await visitor.http.get("/partner/x")]
    await visitor.post("code")
    code = code_in(mails(folder)[-1])
    entered = await visitor.http.post(f"{visitor.link}/visit", data={"csrf": visitor.csrf, "code": code})
    pages.append(await visitor.get())
    for answer in (pages[0], entered):
        for cookie in answer.headers.get_list("set-cookie"):
            for mark in (f"Path={visitor.link};", "HttpOnly", "SameSite=strict", "Secure"):
                assert mark in f"{cookie};" or "Max-Age=0" in cookie
    for page in pages:
        assert {name: page.headers[name] for name in HEADERS} == HEADERS
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in page.text


async def test_only_hashes_are_kept_and_they_go_with_time_and_with_the_case(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    cookie = visitor.http.cookies["lotse_partner"]
    async with mailing.database.reading() as session:
        visit = (await session.execute(select(PartnerVisit))).scalar_one()
        code = (await session.execute(select(PartnerCode))).scalar_one()
    assert cookie not in (visit.token_hash, visit.csrf)
    assert code_in(mails(folder)[-1]) not in code.code_hash
    clock.forward(minutes=31)
    await keep_promises(mailing)
    assert await _rows(mailing) == (0, 1)
    clock.forward(days=1)
    await keep_promises(mailing)
    assert await _rows(mailing) == (0, 0)
    await visitor.enters(folder)
    async with mailing.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=clock())
    assert await _rows(mailing) == (0, 0)
    gone = await visitor.get()
    assert gone.status_code == 404


async def _rows(context: Context) -> tuple[int, int]:
    async with context.database.reading() as session:
        counts = [await session.scalar(select(func.count()).select_from(row)) for row in (PartnerVisit, PartnerCode)]
    return counts[0] or 0, counts[1] or 0

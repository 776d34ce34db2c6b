"""Signing in: what a password opens, what it does not, and how guessing is slowed down."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from backend.core.errors import NotAllowed
from backend.organisations import accounts
from backend.organisations.accounts import Accounts, TooManyTries, delay_after, hash_password, normal_login
from backend.organisations.models import LoginFailure, Staff, StaffLogin
from tests.backend.console.world import PASSWORD, World, a_world


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


@pytest.fixture
def desk(world: World) -> Accounts:
    return Accounts(world.context)


async def sign_in(desk: Accounts, login: str = "amal", password: str = PASSWORD, token=None, device=None):
    return await desk.sign_in(login, password, token=token, device=device)


async def fail(desk: Accounts, times: int, login: str = "amal", device=None) -> None:
    for _ in range(times):
        with pytest.raises(NotAllowed):
            await sign_in(desk, login, "falsch", device=device)


async def test_a_password_is_stored_as_argon2id_and_never_as_itself(world):
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert stored != hash_password(PASSWORD)


async def test_only_hashes_of_the_cookie_are_kept(world, desk):
    opened = await sign_in(desk)
    async with world.context.database.reading() as session:
        kept = (await session.execute(select(StaffLogin.token_hash))).scalar_one()
    assert opened.token not in kept
    assert (await desk.signed_in(opened.token)).staff.login == "amal"


async def test_the_login_is_found_however_it_is_typed(world, desk):
    assert normal_login(" AMAL\0\n") == "amal"
    assert await sign_in(desk, " Amal ")


@pytest.mark.parametrize(("login", "password"), [("amal", "falsch"), ("nobody", PASSWORD), ("amal", ""), ("", "")])
async def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(world, desk, login, password):
    with pytest.raises(NotAllowed):
        await sign_in(desk, login, password)


async def test_an_unknown_login_costs_a_whole_password_check_too(world, desk, monkeypatch):
    checked = []
    real = accounts._verify
    monkeypatch.setattr(accounts, "_verify", lambda stored, password: checked.append(stored) or real(stored, password))
    with pytest.raises(NotAllowed):
        await sign_in(desk, "nobody")
    assert checked[0].startswith("$argon2id$")


async def test_somebody_who_was_locked_out_is_signed_in_nowhere(world, desk):
    opened = await sign_in(desk)
    async with world.context.database.writing() as session:
        await session.execute(update(Staff).where(Staff.login == "amal").values(active=False))
    with pytest.raises(NotAllowed):
        await desk.signed_in(opened.token)
    with pytest.raises(NotAllowed):
        await sign_in(desk)


async def test_an_attacker_cannot_plant_a_token_before_the_sign_in(world, desk):
    planted = await sign_in(desk)
    opened = await sign_in(desk, token=planted.token)
    assert opened.token != planted.token
    with pytest.raises(NotAllowed):
        await desk.signed_in(planted.token)


async def test_a_token_is_worthless_after_signing_out(world, desk):
    opened = await sign_in(desk)
    await desk.sign_out(await desk.signed_in(opened.token))
    with pytest.raises(NotAllowed):
        await desk.signed_in(opened.token)


async def test_an_idle_sign_in_ends_after_half_an_hour(world, desk):
    opened = await sign_in(desk)
    world.watch.forward(minutes=29)
    await desk.signed_in(opened.token)
    world.watch.forward(minutes=29)
    await desk.signed_in(opened.token)
    world.watch.forward(minutes=30)
    with pytest.raises(NotAllowed):
        await desk.signed_in(opened.token)


async def test_a_page_that_only_keeps_itself_up_to_date_does_not_keep_anybody_signed_in(world, desk):
    opened = await sign_in(desk)
    for _ in range(5):
        world.watch.forward(minutes=5)
        await desk.signed_in(opened.token, active=False)
    world.watch.forward(minutes=5)
    with pytest.raises(NotAllowed):
        await desk.signed_in(opened.token, active=False)


async def test_nobody_stays_signed_in_for_more_than_eight_hours(world, desk):
    opened = await sign_in(desk)
    for _ in range(23):
        world.watch.forward(minutes=20)
        await desk.signed_in(opened.token)
    world.watch.forward(minutes=20)
    with pytest.raises(NotAllowed):
        await desk.signed_in(opened.token)


async def test_a_password_under_old_parameters_is_hashed_anew_at_the_next_sign_in(world, desk):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with world.context.database.writing() as session:
        await session.execute(update(Staff).where(Staff.login == "amal").values(password_hash=weak))
    await sign_in(desk)
    stored = (await world.stored(Staff, world.staff["amal"].id)).password_hash
    assert stored != weak
    assert await sign_in(desk)


def test_the_delay_grows_and_stays_short():
    assert delay_after(4) == timedelta(0)
    assert [delay_after(n).total_seconds() for n in (5, 6, 7)] == [2, 4, 8]
    assert delay_after(10_000) == timedelta(seconds=60)


@pytest.mark.parametrize("login", ["amal", "nobody"])
async def test_guessing_is_slowed_down_even_with_the_right_password_and_for_unknown_logins(world, desk, login):
    await fail(desk, 5, login)
    with pytest.raises(TooManyTries) as refused:
        await sign_in(desk, login)
    assert 0 < refused.value.seconds <= 3


async def test_a_refused_try_does_not_prolong_the_delay(world, desk):
    await fail(desk, 5)
    for _ in range(20):
        with pytest.raises(TooManyTries):
            await sign_in(desk)
    world.watch.forward(seconds=3)
    assert await sign_in(desk)


async def test_an_attacker_cannot_keep_out_a_colleague_in_their_own_browser(world, desk):
    device = (await sign_in(desk)).device
    await fail(desk, 5)
    with pytest.raises(TooManyTries):
        await sign_in(desk)
    assert await sign_in(desk, device=device)


@pytest.mark.parametrize("device", ["", "x.y", "ä.ö", "." * 9])
async def test_an_attacker_cannot_make_up_a_known_browser(world, desk, device):
    await fail(desk, 5, device=device)
    with pytest.raises(TooManyTries):
        await sign_in(desk, device="other." + device)


async def test_a_known_browser_gives_no_free_guesses_at_somebody_elses_password(world, desk):
    device = (await sign_in(desk, "bert")).device
    await fail(desk, 5, device=device)
    with pytest.raises(TooManyTries):
        await sign_in(desk, device=device)


async def test_failed_tries_name_nobody_and_are_forgotten(world, desk):
    await fail(desk, 3)
    async with world.context.database.reading() as session:
        kept = (await session.execute(select(LoginFailure.login_hash))).scalars().all()
    assert len(kept) == 3
    assert all("amal" not in name and len(name) == 64 for name in kept)
    world.watch.forward(hours=2)
    await sign_in(desk, "bert")
    async with world.context.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(LoginFailure)) == 0


async def test_signing_in_and_out_is_written_down(world, desk):
    opened = await sign_in(desk)
    await desk.sign_out(await desk.signed_in(opened.token))
    assert await world.audited() == ["staff.signed_in", "staff.signed_out"]

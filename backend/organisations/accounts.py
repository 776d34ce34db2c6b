"""Signing in: passwords (Argon2id), signed-in browsers, and a brake on guessing.

Guessing is slowed down per login name, known or not. Somebody else's guesses could keep a colleague out; so a browser
that has signed in before carries a device cookie and is counted on its own (OWASP, "device cookies").
"""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.core.errors import NotAllowed, TooMany
from backend.organisations.models import LoginFailure, Staff, StaffLogin
from backend.privacy import audit

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
#: How exactly "idle" is known: not every request of a page is worth a write.
TOUCH = timedelta(minutes=1)
REMEMBERED = timedelta(hours=1)
FREE_TRIES = 5
LONGEST_DELAY = timedelta(seconds=60)
PASSWORD_MAX = 1024

_HASHER = PasswordHasher()  # Argon2id with the first recommended parameters of RFC 9106 for less memory
_AT_ONCE = 2  # each computation takes 64 MiB: a flood of sign-ins waits instead of filling the memory


class TooManyTries(TooMany):
    """Too many wrong passwords for this login; ``seconds`` until the next try is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True)
class SignIn:
    """Who is signed in, by which row, and the token that their forms carry."""

    staff: Staff
    token_hash: str
    csrf: str


@dataclass(frozen=True)
class Opened:
    """A fresh sign-in: the cookie's token and the browser's device mark, both told once."""

    token: str
    device: str


def hash_password(password: str) -> str:
    """The Argon2id hash to store. Takes some 50 ms of CPU."""
    return _HASHER.hash(unicodedata.normalize("NFKC", password))


def normal_login(login: str) -> str:
    """Logins are stored and compared in this form."""
    printable = "".join(letter for letter in unicodedata.normalize("NFKC", login) if letter.isprintable())
    return printable.strip().casefold()


def delay_after(failures: int) -> timedelta:
    """How long after the last of so many failures the next try is looked at: doubling, but never long."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 16)), LONGEST_DELAY)


@cache
def _nobodys_hash() -> str:
    """What an unknown login is compared with, so that it takes as long as a known one."""
    return hash_password(secrets.token_hex())


def _verify(stored: str, password: str) -> str | None:
    """The hash to store from now on (a new one if parameters have grown), or None if the password is wrong."""
    try:
        _HASHER.verify(stored, unicodedata.normalize("NFKC", password))
    except (VerificationError, InvalidHashError):
        return None
    return hash_password(password) if _HASHER.check_needs_rehash(stored) else stored


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Accounts:
    """The use cases of signing in and out, each with its own short transactions."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._computing = asyncio.Semaphore(_AT_ONCE)

    async def sign_in(self, login: str, password: str, *, token: str | None, device: str | None) -> Opened:
        """Check a password and open a sign-in under a new token; ``token`` is the browser's old one, which ends here.

        Raises ``NotAllowed`` for an unknown login and a wrong password alike, ``TooManyTries`` after many of them.
        """
        name = normal_login(login)
        bucket = self._bucket(name, device)
        staff = await self._note_try(name, bucket)
        stored = staff.password_hash if staff else _nobodys_hash()
        async with self._computing:
            current = await asyncio.to_thread(_verify, stored, password[:PASSWORD_MAX])
        if staff is None or current is None:
            raise NotAllowed
        return await self._open(staff, current, bucket, token)

    async def _note_try(self, name: str, bucket: str) -> Staff | None:
        """Count this try as failed until it succeeds, so that tries at the same moment cannot slip past the count."""
        now = self._context.clock()
        async with self._context.database.writing() as session:
            await session.execute(delete(LoginFailure).where(LoginFailure.at < now - REMEMBERED))
            query = select(func.count(), func.max(LoginFailure.at)).where(LoginFailure.login_hash == bucket)
            failures, last = (await session.execute(query)).one()
            wait = last + delay_after(failures) - now if failures else timedelta(0)
            if wait > timedelta(0):
                raise TooManyTries(int(wait.total_seconds()) + 1)
            session.add(LoginFailure(login_hash=bucket, at=now))
            found = await session.execute(select(Staff).where(Staff.login == name, Staff.active))
            return found.scalar_one_or_none()

    async def _open(self, staff: Staff, password_hash: str, bucket: str, old: str | None) -> Opened:
        now, token = self._context.clock(), secrets.token_urlsafe(32)
        async with self._context.database.writing() as session:
            await session.execute(delete(LoginFailure).where(LoginFailure.login_hash == bucket))
            stale = or_(StaffLogin.created_at <= now - LONGEST, StaffLogin.last_seen_at <= now - IDLE)
            await session.execute(delete(StaffLogin).where(stale))
            if old:
                await session.execute(delete(StaffLogin).where(StaffLogin.token_hash == _hashed(old)))
            await session.execute(update(Staff).where(Staff.id == staff.id).values(password_hash=password_hash))
            session.add(
                StaffLogin(
                    token_hash=_hashed(token),
                    staff_id=staff.id,
                    csrf=secrets.token_urlsafe(32),
                    created_at=now,
                    last_seen_at=now,
                )
            )
            self._audit(session, staff, "staff.signed_in")
        return Opened(token, self._new_device(staff.login))

    async def signed_in(self, token: str | None, *, active: bool = True) -> SignIn:
        """Who holds this token. ``active``: the person did something; pages that only keep up to date do not count.

        Raises ``NotAllowed`` if the token is unknown, idle for 30 minutes, 8 hours old, or its owner was locked out.
        """
        now = self._context.clock()
        query = select(StaffLogin, Staff).join(Staff, Staff.id == StaffLogin.staff_id)
        async with self._context.database.reading() as session:
            query = query.where(StaffLogin.token_hash == _hashed(token or ""))
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise NotAllowed
        opened, staff = row
        if not staff.active or now >= min(opened.created_at + LONGEST, opened.last_seen_at + IDLE):
            raise NotAllowed
        if active and now - opened.last_seen_at >= TOUCH:
            async with self._context.database.writing() as session:
                this = StaffLogin.token_hash == opened.token_hash
                await session.execute(update(StaffLogin).where(this).values(last_seen_at=now))
        return SignIn(staff, opened.token_hash, opened.csrf)

    async def sign_out(self, sign_in: SignIn) -> None:
        """End this browser's sign-in; the token is worthless from now on."""
        async with self._context.database.writing() as session:
            await session.execute(delete(StaffLogin).where(StaffLogin.token_hash == sign_in.token_hash))
            self._audit(session, sign_in.staff, "staff.signed_out")

    async def speak(self, sign_in: SignIn, language: str) -> None:
        """Keep the language in which this member of staff reads the console."""
        async with self._context.database.writing() as session:
            await session.execute(update(Staff).where(Staff.id == sign_in.staff.id).values(language=language))

    def _bucket(self, name: str, device: str | None) -> str:
        """What tries are counted under: the login, or the login in this browser that has signed in with it before."""
        nonce, _, mark = (device or "").partition(".")
        known = hmac.compare_digest(mark.encode(), self._keyed("device", name, nonce).encode())
        return self._keyed("tries", name, nonce if known else "")

    def _new_device(self, name: str) -> str:
        nonce = secrets.token_urlsafe(16)
        return f"{nonce}.{self._keyed('device', name, nonce)}"

    def _keyed(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        """Derived from the master key, so that a stolen table of tries names nobody."""
        return self._context.master_key.derive("sign-in tries")

    def _audit(self, session: AsyncSession, staff: Staff, action: str) -> None:
        audit.by_staff(session, self._context.clock, staff, action, ("staff", staff.id))

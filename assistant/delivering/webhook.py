"""Sends a signed call to a partner's system (Standard Webhooks). Whatever it answers with is looked at, never read."""

import asyncio
from collections.abc import Collection
from datetime import datetime

import httpx

from assistant.delivering.addresses import LookUp, UnsafeAddress, look_up, safe_address
from backend.delivery import signing
from backend.delivery.dispatch import Failure
from backend.delivery.parcels import Call

CONNECT_SECONDS = 5.0
#: For all of it. A try must end before the outbox takes it for lost (``UNDER_WAY``).
SECONDS = 20.0


class NotDelivered(Exception):
    """A call or mail was not taken; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.trouble)
        self.failure = failure


class Webhooks:
    """A pool of connections. Follows no redirect and uses no proxy: packages go where was agreed, and nowhere else."""

    def __init__(self, inside: Collection[str], find: LookUp = look_up, seconds: float = SECONDS) -> None:
        """``inside``: hosts that need no public address; ``seconds``: the patience for one call."""
        self._inside = inside
        self._find = find
        self._seconds = seconds
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS), trust_env=False)

    async def send(self, call: Call, key: str, now: datetime) -> None:
        """Deliver one call. Raises ``NotDelivered``."""
        try:
            async with asyncio.timeout(self._seconds):  # httpx's limits are for each step, this is for all of them
                status = await self._post(call, key, now)
        except UnsafeAddress:
            raise NotDelivered(Failure("unsafe_address")) from None
        except (httpx.HTTPError, OSError) as error:  # a timeout is an OSError too
            raise NotDelivered(Failure("no_answer")) from error
        if status == httpx.codes.GONE:
            raise NotDelivered(Failure("gone", status, for_good=True))
        if not httpx.codes.is_success(status):
            raise NotDelivered(Failure("refused", status))

    async def _post(self, call: Call, key: str, now: datetime) -> int:
        meant = httpx.URL(call.url)
        request = self._http.build_request(
            "POST",
            await safe_address(call.url, self._inside, self._find),
            content=call.body,
            headers={
                "Host": meant.netloc.decode(),
                "Content-Type": "application/json",
                "User-Agent": "Lotse",
                **signing.headers(call.key, key, now, call.body),
            },
            extensions={"sni_hostname": meant.host},  # the certificate is to be the host's, not the address's
        )
        response = await self._http.send(request, stream=True)
        await response.aclose()
        return response.status_code

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

"""Talks to Rasa's private channel and says clearly when nobody, or nothing, answers."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

import httpx

logger = logging.getLogger(__name__)

TOKEN_HEADER = "X-Lotse-Token"  # noqa: S105 - the header's name, not a secret
CHANNEL = "/webhooks/gateway"


class DialogueError(Exception):
    """The dialogue gave no usable answer; the message holds nothing of what was said."""


class DialogueUnavailable(DialogueError):
    """Rasa is not there, too slow, or failed over this message."""


class DialogueSilent(DialogueError):
    """Rasa took the message and answered nothing, as after its circuit breaker."""


class Health(Enum):
    """What a look at Rasa shows: it can talk, it runs but could not load its model, or nobody is there."""

    READY = "ready"
    NO_MODEL = "no_model"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The shared secret and the patience, in seconds; `total` covers a whole turn with everything in it."""

    token: str
    connect: float = 1.0
    total: float = 8.0
    health: float = 2.0


class RasaClient:
    """One pool of connections to whichever address Rasa has at the moment.

    `address` is asked anew for every request, because a restarted Rasa has another port; None means that none runs.
    """

    def __init__(
        self,
        address: Callable[[], str | None],
        settings: ClientSettings,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = address
        self._settings = settings
        self._http = httpx.AsyncClient(
            headers={TOKEN_HEADER: settings.token},
            timeout=httpx.Timeout(settings.total, connect=settings.connect),
            trust_env=False,  # a proxy set for the outside world must not see the loopback
            transport=transport,
        )

    async def talk(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn: the payloads that the dialogue answers with, in order, at least one.

        Parameters: `sender` as "<conversation>.<epoch>"; `text` as typed, or "/<intent>" of a chosen choice.
        Raises DialogueUnavailable or DialogueSilent.
        """
        address = self._address()
        if address is None:
            raise DialogueUnavailable("Rasa is not running")
        body = {"sender": sender, "message": text, "metadata": metadata}
        try:
            async with asyncio.timeout(self._settings.total):
                response = await self._http.post(f"{address}{CHANNEL}/webhook", json=body)
        except (httpx.HTTPError, TimeoutError) as error:
            raise DialogueUnavailable(f"no answer from Rasa: {type(error).__name__}") from None
        if response.status_code != httpx.codes.OK:
            raise DialogueUnavailable(f"Rasa answered with status {response.status_code}")
        return _payloads(response)

    async def health(self, address: str | None = None) -> Health:
        """What Rasa says of itself, at the given address or the present one."""
        address = address or self._address()
        if address is None:
            return Health.ABSENT
        try:
            async with asyncio.timeout(self._settings.health):
                response = await self._http.get(f"{address}{CHANNEL}/")
        except (httpx.HTTPError, TimeoutError):
            return Health.ABSENT
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return Health.NO_MODEL
        return Health.READY if response.status_code == httpx.codes.OK else Health.ABSENT

    async def healthy(self) -> bool:
        return await self.health() is Health.READY

    async def aclose(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _payloads(response: httpx.Response) -> list[dict[str, Any]]:
    try:
        messages = response.json()
        found = [message["custom"] for message in messages if isinstance(message.get("custom"), dict)]
    except (json.JSONDecodeError, UnicodeDecodeError, TypeError, AttributeError):
        raise DialogueUnavailable("Rasa's answer is not a list of messages") from None
    if len(found) != len(messages):
        logger.warning("Rasa said %d things without a message key; they are not shown", len(messages) - len(found))
    if not found:
        raise DialogueSilent("Rasa answered nothing")
    return found

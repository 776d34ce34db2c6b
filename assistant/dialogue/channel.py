"""The only door to the dialogue: Lotse's gateway, which shows a shared secret. Runs in Rasa's environment."""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

logger = logging.getLogger(__name__)

TOKEN_HEADER = "X-Lotse-Token"  # noqa: S105 - the header's name, not a secret


class GatewayInput(RestInput):
    """A turn in, the dialogue's payloads out.

    The stock REST channel takes anybody's word, hides a failed turn behind an empty answer and logs its text.
    """

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """Made from credentials.yml; refuses to run without a secret."""
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or not token:
            cls.raise_missing_credentials_exception()
        return cls(token)

    def is_gateway(self, request: Request) -> bool:
        """Whether the caller knows the secret; takes as long for a near miss as for a far one."""
        return hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), self._token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """GET / tells whether a turn can be taken (200, 503); POST /webhook takes one."""
        routes = Blueprint("lotse_gateway")

        @routes.on_request
        async def only_the_gateway(request: Request) -> HTTPResponse | None:
            return None if self.is_gateway(request) else _refusal(401, "unauthorized")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json_response({"status": "ok"}) if _can_talk(request) else _refusal(503, "no_model")

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not _can_talk(request):
                return _refusal(503, "no_model")
            message = self._read(request.json)
            if message is None:
                return _refusal(400, "not_a_turn")
            return await _take_turn(on_new_message, message)

        return routes

    def _read(self, body: Any) -> UserMessage | None:
        """The turn in a request's body, None if it is not one."""
        if not isinstance(body, dict):
            return None
        sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata")
        if not (isinstance(sender, str) and sender and isinstance(text, str) and isinstance(metadata, dict)):
            return None
        return UserMessage(text, CollectingOutputChannel(), sender, input_channel=self.name(), metadata=metadata)


def _can_talk(request: Request) -> bool:
    agent = getattr(request.app.ctx, "agent", None)
    return agent is not None and agent.is_ready()


def _refusal(status: int, error: str) -> HTTPResponse:
    return json_response({"error": error}, status=status)


async def _take_turn(on_new_message: Callable[[UserMessage], Awaitable[Any]], message: UserMessage) -> HTTPResponse:
    try:
        await on_new_message(message)
    except Exception as error:  # noqa: BLE001 - the edge: the gateway must learn of every failure
        # Only where it happened: the exception's own words may quote the person.
        where = "".join(traceback.format_tb(error.__traceback__)[-4:])
        logger.error("A turn failed: %s\n%s", type(error).__name__, where)
        return _refusal(500, "turn_failed")
    return json_response(message.output_channel.messages)

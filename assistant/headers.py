"""What surrounds every answer: security headers, and a limit on what is taken in."""

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: 4,000 characters of any script, and the JSON around them, fit several times.
MOST_BYTES = 64 * 1024

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src blob:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What people write stays in no cache of a shared telephone; pages and their files say otherwise themselves.
    "Cache-Control": "no-store",
}


class TooLarge(Exception):
    """The body grew over the limit while it was read."""


class SecurityHeaders:
    """Sets the headers on every answer, also on errors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class SizeLimit:
    """Refuses large bodies before anything reads them, whatever their declared length. ``larger``: how many bytes are
    taken in below paths where more is."""

    def __init__(self, app: ASGIApp, larger: Mapping[str, float], refusal: Callable[[Scope], Response]) -> None:
        self._app = app
        self._larger = larger
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = next((more for path, more in self._larger.items() if scope["path"].startswith(path)), MOST_BYTES)
        read = 0

        async def receive_limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLarge
            return message

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        try:
            if declared.isdigit() and int(declared) > most:
                raise TooLarge
            await self._app(scope, receive_limited, send)
        except TooLarge:
            await self._refusal(scope)(scope, receive, send)

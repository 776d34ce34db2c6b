"""Runs the web server and the dialogue engine in one process tree, and takes both down cleanly."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from assistant.app import ACTIONS_PATH, Parts, create_app
from assistant.engine.client import ClientSettings, RasaClient
from assistant.engine.logs import ChildLog
from assistant.engine.places import Places
from assistant.engine.supervisor import RasaSupervisor, rasa_launch
from assistant.engine.training import learnt_path
from assistant.translating.translator import Translator
from backend.core.context import Context
from backend.core.settings import Settings
from backend.mail.outbox import Outbox
from nlu.learning.store import Learnt

GRACE_SECONDS = 5


@dataclass(frozen=True)
class Served:
    """What is to be served, and the secret between the dialogue and us."""

    settings: Settings
    places: Places
    model: Path
    secret: str
    translator: Translator | None = None
    mail: Outbox | None = None


class Server(uvicorn.Server):
    """Ends the streams before it waits for connections, which would not end by themselves."""

    def __init__(self, config: uvicorn.Config, context: Context, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._context = context
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell when people can come."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams first."""
        await self._context.bus.close()
        await super().shutdown(sockets)


def run(served: Served, started: Callable[[], None]) -> bool:
    """Serve until Ctrl-C or SIGTERM; no process is left behind. False if it could not begin; the log says why."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "rasa_sdk"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(served, started))
    return True


def _own_address(host: str) -> str:
    """Where this process reaches itself: the loopback, unless it listens on one other address alone."""
    if host in {"0.0.0.0", "::", "localhost"}:  # noqa: S104 - compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


async def _serve(served: Served, started: Callable[[], None]) -> bool:
    context = Context.from_settings(served.settings)
    settings = served.settings
    action_url = f"http://{_own_address(settings.host)}:{settings.port}{ACTIONS_PATH}"
    client = RasaClient(
        lambda: supervisor.address(), ClientSettings(token=served.secret, total=settings.dialogue_timeout)
    )
    supervisor = RasaSupervisor(
        rasa_launch(served.places, served.model, served.secret, action_url),
        probe=client.health,
        log=ChildLog(served.places.log("rasa")),
    )
    learnt = Learnt.load(learnt_path(served.places))
    app = create_app(Parts(context, client, served.secret, learnt, served.translator, served.mail))
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config, context, started)
    supervisor.start()
    try:
        await server.serve()
        return server.started
    finally:
        await supervisor.stop()
        await client.aclose()

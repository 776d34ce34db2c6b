"""The newcomers' page and its API over a real database, without a dialogue: for what needs none."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from assistant.app import Parts, create_app
from assistant.gateway.gateway import Gateway
from assistant.gateway.runner import TurnRunner
from assistant.speaking.synthesizer import Synthesizer
from backend.core.context import Context


class NoDialogue:
    """Never answers."""

    async def talk(self, *_: object) -> list[dict]:
        raise AssertionError("nothing here is to be said to the dialogue")

    async def healthy(self) -> bool:
        return False


async def _understand(_words: str, _language: str) -> dict:
    return {"entities": []}


def pages(context: Context) -> FastAPI:
    """The application with a gateway, as it is after its start."""
    app = create_app(Parts(context, NoDialogue(), "a secret of this test"))
    app.state.gateway = Gateway(context, TurnRunner(context, NoDialogue(), _understand), Synthesizer("no-such-program"))
    return app


@asynccontextmanager
async def serving(context: Context) -> AsyncIterator[str]:
    """The address at which a browser finds the page."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            pages(context), log_level="warning", lifespan="off", timeout_graceful_shutdown=1, access_log=False
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        await context.bus.close()
        server.should_exit = True
        await task

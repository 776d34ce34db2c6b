"""The newcomers' page and its API over a real database, without a dialogue: for what needs none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from assistant.app import Parts, create_app
from assistant.gateway.gateway import Gateway
from assistant.gateway.runner import TurnRunner
from assistant.speaking.synthesizer import Synthesizer
from backend.core.context import Context
from tests.support import serving as ports


class NoDialogue:
    """Never answers."""

    async def talk(self, *_: object) -> list[dict]:
        raise AssertionError("nothing here is to be said to the dialogue")

    async def healthy(self) -> bool:
        return False


async def _understand(_words: str, _language: str) -> dict:
    return {"entities": []}


async def unmarked(_text: str) -> None:
    """Is sure of no language."""


def pages(context: Context) -> FastAPI:
    """The application with a gateway, as it is after its start."""
    app = create_app(Parts(context, NoDialogue(), "a secret of this test"))
    runner = TurnRunner(context, NoDialogue(), _understand)
    app.state.gateway = Gateway(context, runner, Synthesizer("no-such-program"), unmarked)
    return app


@asynccontextmanager
async def serving(context: Context) -> AsyncIterator[str]:
    """The address at which a browser finds the page."""
    async with ports.serving(pages(context), started=False) as address:
        yield f"{address}/"
        await context.bus.close()

"""An application behind a real port, in the loop of the test that shares its world with it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import uvicorn
from fastapi import FastAPI


@asynccontextmanager
async def serving(app: FastAPI, *, started: bool = True) -> AsyncIterator[str]:
    """The address, without a slash at its end. Whatever keeps a stream open must be closed inside the block.

    ``started``: False where the test has put in place what the application would make at its start.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lifespan: Literal["auto", "off"] = "auto" if started else "off"
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan=lifespan)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task

"""A translation server to test with: speaks LibreTranslate's API on a port of this machine, and fails as told."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

LANGUAGES = ("ar", "bg", "de", "en", "es", "fa", "fr", "pl", "pt", "ro", "ru", "tr", "uk")
START_SECONDS = 10


class TranslationServer:
    """What it does: ``translates``, or fails as ``slow``, ``broken``, ``busy``, ``garbage``, ``endless``, ``moved``."""

    def __init__(self, key: str = "") -> None:
        self.does = "translates"
        self.asked: list[dict[str, Any]] = []
        self._key = key
        self.app = FastAPI()
        self.app.post("/translate")(self._translate)
        self.app.get("/languages")(self._languages)
        self.url = ""

    @staticmethod
    def of(text: str, into: str) -> str:
        """What it makes of a text."""
        return f"‹{into}› {text}"

    async def _languages(self) -> Response:
        targets = list(LANGUAGES)
        return JSONResponse([{"code": code, "name": code, "targets": targets} for code in LANGUAGES])

    async def _translate(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if self.does == "slow":
            await asyncio.sleep(30)
        refusals = {
            "broken": Response(status_code=500),
            "busy": JSONResponse({"error": "Slowdown: too many requests"}, 429),
            "garbage": Response("<html>", media_type="text/html"),
            "empty": JSONResponse({"translatedText": ""}),
            "endless": JSONResponse({"translatedText": "x" * 100_000}),
            "moved": RedirectResponse("http://127.0.0.1:9/translate", 307),
        }
        if self.does in refusals:
            return refusals[self.does]
        if self._key != body.get("api_key", ""):
            return JSONResponse({"error": "Invalid API key"}, 403)
        if not {body["source"], body["target"]} <= set(LANGUAGES):
            return JSONResponse({"error": f"{body['source']} is not supported"}, 400)
        return JSONResponse({"translatedText": self.of(body["q"], body["target"])})


@contextmanager
def translation_server(key: str = "") -> Iterator[TranslationServer]:
    """Served on a free port for the length of the block."""
    made = TranslationServer(key)
    server = uvicorn.Server(uvicorn.Config(made.app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the translation server did not start"
        time.sleep(0.02)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)

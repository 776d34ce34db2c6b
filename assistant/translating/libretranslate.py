"""Talks to a LibreTranslate server (https://docs.libretranslate.com, ``/translate`` and ``/languages``)."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx

from assistant.translating.translator import TranslationRefused, TranslatorUnavailable
from backend.core.settings import Settings

CONNECT_SECONDS = 3.0
#: A translation is never so many times as long as its text; whatever is, is no translation.
LONGEST_TIMES = 6
LEAST_ROOM = 500


class LibreTranslate:
    """One pool of connections to one server. Follows no redirect and uses no proxy: texts go there and nowhere else."""

    def __init__(
        self, address: str, key: str, seconds: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """``key``: the server's API key, empty where it asks for none; ``seconds``: the patience for one text."""
        self._key = key
        self._seconds = seconds
        self._http = httpx.AsyncClient(
            base_url=address,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            trust_env=False,
            transport=transport,
        )

    async def translate(self, text: str, source: str, into: str) -> str:
        """The text in the other language. Raises ``TranslatorUnavailable`` and ``TranslationRefused``."""
        body = {"q": text, "source": source, "target": into, "format": "text"}
        found = await self._ask("POST", "/translate", body | ({"api_key": self._key} if self._key else {}))
        translated = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(translated, str) or not translated.strip():
            raise TranslatorUnavailable("the answer holds no text")
        if len(translated) > LEAST_ROOM + LONGEST_TIMES * len(text):
            raise TranslationRefused("the answer is far too long for this text")
        return translated.replace("\0", "")

    async def languages(self) -> Mapping[str, frozenset[str]]:
        """Each language that the server reads, and those that it can put it into. Raises ``TranslatorUnavailable``."""
        found = await self._ask("GET", "/languages", None)
        try:
            return {row["code"]: frozenset(row["targets"]) for row in found}
        except (KeyError, TypeError):
            raise TranslatorUnavailable("the answer is no list of languages") from None

    async def _ask(self, method: str, path: str, body: Mapping[str, str] | None) -> Any:
        try:
            async with asyncio.timeout(self._seconds):  # httpx's limits are for each step, this is for all of them
                response = await self._http.request(method, path, json=body)
        except (httpx.HTTPError, TimeoutError) as error:
            raise TranslatorUnavailable(f"no answer: {type(error).__name__}") from None
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise TranslationRefused("these languages or this length are not translated there")
        if response.status_code != httpx.codes.OK:
            raise TranslatorUnavailable(f"status {response.status_code}")
        try:
            return response.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise TranslatorUnavailable("the answer is no JSON") from None

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


def configured_translator(settings: Settings) -> LibreTranslate | None:
    """The server that the settings name; None where none is to be used. Raises ``OSError`` for the key's file."""
    if not settings.translates:
        return None
    key = settings.translate_key_file.read_text().strip() if settings.translate_key_file else ""
    return LibreTranslate(settings.translate_url, key, settings.translate_seconds)

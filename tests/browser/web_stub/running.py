"""The stub behind a real port and a real Chromium in front of it, for the length of one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.browser.web_stub.app import World, create_app
from tests.support import serving as ports
from tests.system.services import chromium_options


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[str]:
    """The address of a stub that shares its ``world`` with the test."""
    async with ports.serving(create_app(world)) as address:
        yield f"{address}/"
        world.streams = "closed"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium_options())
        yield browser
        await browser.close()

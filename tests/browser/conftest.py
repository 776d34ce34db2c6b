"""A browser for a test of whole ways."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.web_stub.running import chromium

expect.set_options(timeout=15_000)  # a busy machine is slow, and no page is wrong for that


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched

"""How much the application takes in: little everywhere, a file of offers where one is sent."""

from collections.abc import AsyncIterator

import httpx
import pytest

from assistant import headers
from backend.console.guard import LONGEST_UPLOAD, UPLOAD
from backend.core.context import Context
from tests.support.pages import pages


@pytest.fixture
async def http(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(pages(context)), base_url="http://lotse.test", headers={"Accept-Language": "en"}
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "most", "said"),
    [
        ("/api/v1/conversations", headers.MOST_BYTES, '"too_large"'),
        ("/console/sign-in", headers.MOST_BYTES, "too much text"),
        ("/console/offers/new", headers.MOST_BYTES, "too much text"),
        (UPLOAD, LONGEST_UPLOAD, "larger than 10 MB"),
    ],
)
async def test_more_than_a_path_takes_in_is_refused(http: httpx.AsyncClient, path: str, most: int, said: str) -> None:
    answer = await http.post(path, content=bytes(most + 1))
    assert answer.status_code == 413
    assert said in answer.text


async def test_a_form_of_the_console_that_does_not_say_how_long_it_is_is_refused_before_it_is_read(
    http: httpx.AsyncClient,
) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        yield bytes(1)
        raise AssertionError("read on")

    assert (await http.post(UPLOAD, content=in_pieces())).status_code == 413


async def test_a_file_that_is_no_larger_comes_to_the_console(http: httpx.AsyncClient) -> None:
    assert (await http.post(UPLOAD, content=bytes(LONGEST_UPLOAD))).status_code == 401
    assert (await http.post(f"{UPLOAD}/x", content=bytes(headers.MOST_BYTES + 1))).status_code == 413

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.engine import (
    TOKEN_HEADER,
    ClientSettings,
    DialogueSilent,
    DialogueUnavailable,
    Health,
    RasaClient,
)

DIALOGUE = Path(__file__).resolve().parents[3] / "assistant" / "dialogue"
SETTINGS = ClientSettings(token="shared", total=0.3, health=0.3)
Handler = Callable[[httpx.Request], Any]


def client(handler: Handler, address: str | None = "http://127.0.0.1:5005") -> RasaClient:
    return RasaClient(lambda: address, SETTINGS, httpx.MockTransport(handler))


def answer(*messages: Any, status: int = 200) -> Handler:
    return lambda request: httpx.Response(status, json=list(messages))


async def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


async def hang(request: httpx.Request) -> httpx.Response:
    await asyncio.sleep(30)
    return httpx.Response(200, json=[])


async def test_a_turn_brings_the_payloads_in_order() -> None:
    said = [{"recipient_id": "c.1", "custom": {"key": "ask.age"}}, {"custom": {"key": "notice.saved"}}]
    async with client(answer(*said)) as rasa:
        assert await rasa.talk("c.1", "hello", {}) == [{"key": "ask.age"}, {"key": "notice.saved"}]


async def test_the_secret_the_text_and_the_metadata_are_sent() -> None:
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=[{"custom": {"key": "x"}}])

    async with client(note) as rasa:
        await rasa.talk("c.1", "مرحبا", {"message_id": "m"})
    request = seen[0]
    assert request.url.path == "/webhooks/gateway/webhook"
    assert request.headers[TOKEN_HEADER] == "shared"
    assert json.loads(request.content) == {"sender": "c.1", "message": "مرحبا", "metadata": {"message_id": "m"}}


@pytest.mark.parametrize(
    "handler",
    [refuse, hang, answer(status=500), answer(status=401), answer("text"), lambda r: httpx.Response(200, text="<p>")],
    ids=["refused", "too slow", "failed", "wrong secret", "no messages", "no JSON"],
)
async def test_a_rasa_that_cannot_be_used_is_unavailable(handler: Handler) -> None:
    async with client(handler) as rasa:
        with pytest.raises(DialogueUnavailable):
            await rasa.talk("c.1", "a private thing", {})


async def test_an_answer_that_drips_is_cut_off_at_the_total_time() -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async with client(lambda request: httpx.Response(200, content=drip())) as rasa:
        with pytest.raises(DialogueUnavailable):
            await asyncio.wait_for(rasa.talk("c.1", "hello", {}), 5)


async def test_a_rasa_that_does_not_run_is_not_even_asked() -> None:
    async with client(answer(), address=None) as rasa:
        with pytest.raises(DialogueUnavailable):
            await rasa.talk("c.1", "hello", {})
        assert not await rasa.healthy()


@pytest.mark.parametrize("messages", [[], [{"text": "a sentence without a key"}]])
async def test_no_payload_means_silence(messages: list[dict[str, str]], caplog: pytest.LogCaptureFixture) -> None:
    async with client(answer(*messages)) as rasa:
        with pytest.raises(DialogueSilent):
            await rasa.talk("c.1", "hello", {})
    assert "sentence" not in caplog.text


@pytest.mark.parametrize(
    ("handler", "health"),
    [
        (answer(), Health.READY),
        (answer(status=503), Health.NO_MODEL),
        (answer(status=401), Health.ABSENT),
        (refuse, Health.ABSENT),
        (hang, Health.ABSENT),
    ],
)
async def test_health_tells_a_broken_model_from_an_absent_rasa(handler: Handler, health: Health) -> None:
    async with client(handler) as rasa:
        assert await rasa.health() is health
        assert await rasa.healthy() is (health is Health.READY)


async def test_the_address_is_asked_anew_because_a_restarted_rasa_has_another_port() -> None:
    ports, seen = iter(["http://127.0.0.1:1", "http://127.0.0.1:2"]), []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.port)
        return httpx.Response(200, json=[{"custom": {"key": "x"}}])

    async with RasaClient(lambda: next(ports), SETTINGS, httpx.MockTransport(note)) as rasa:
        await rasa.talk("c.1", "hello", {})
        await rasa.talk("c.1", "hello", {})
    assert seen == [1, 2]


@pytest.mark.parametrize("file", ["channel.py", "endpoints.yml"])
def test_both_sides_name_the_header_alike(file: str) -> None:
    assert TOKEN_HEADER in (DIALOGUE / file).read_text()

import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage, register
from rasa.core.run import create_http_input_channels
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import read_endpoint_config
from sanic import Sanic

from assistant.dialogue.channel import TOKEN_HEADER, GatewayInput
from tests.rasa_env.helpers import ACTION_URL, DIALOGUE, TOKEN

TURN = {"sender": "c.1", "message": "my name is Amira", "metadata": {"message_id": "m"}}
pytestmark = pytest.mark.asyncio(loop_scope="module")


class FakeAgent:
    """Takes turns as Rasa's agent does; says what it is told to, or fails."""

    def __init__(self) -> None:
        self.ready = True
        self.says: list[dict[str, Any]] = []
        self.fails: Exception | None = None
        self.heard: list[UserMessage] = []

    def is_ready(self) -> bool:
        return self.ready

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.fails:
            raise self.fails
        for payload in self.says:
            await message.output_channel.send_custom_json(message.sender_id, payload)


class Door:
    """The channel behind a real server on the loopback, as in `rasa run`."""

    def __init__(self, address: str, app: Sanic) -> None:
        self.app = app
        self.agent = FakeAgent()
        self._address = address

    async def knock(self, method: str, path: str, token: str | None = TOKEN, **request: Any) -> tuple[int, Any]:
        headers = {} if token is None else {TOKEN_HEADER: token}
        url = f"{self._address}/webhooks/gateway{path}"
        async with aiohttp.request(method, url, headers=headers, **request) as response:
            return response.status, await response.json()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Door]:
    # One for all tests: at its start Sanic rewrites its own methods, which works only once per process.
    app = Sanic("lotse_test", configure_logging=False)
    register([GatewayInput(TOKEN)], app, route="/webhooks/")
    listening = socket.create_server(("127.0.0.1", 0))
    running = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await running.startup()
    yield Door(f"http://127.0.0.1:{listening.getsockname()[1]}", app)
    running.close()
    await running.wait_closed()


@pytest.fixture
def door(server: Door) -> Door:
    """The server with an agent that has heard nothing yet."""
    server.agent = server.app.ctx.agent = FakeAgent()
    return server


async def test_a_turn_reaches_the_agent_and_brings_its_payloads(door: Door) -> None:
    door.agent.says = [{"key": "ask.age"}, {"key": "notice.saved"}]
    status, messages = await door.knock("POST", "/webhook", json=TURN)
    assert status == 200
    assert [message["custom"]["key"] for message in messages] == ["ask.age", "notice.saved"]
    heard = door.agent.heard[0]
    assert (heard.sender_id, heard.text, heard.metadata) == ("c.1", TURN["message"], TURN["metadata"])
    assert heard.input_channel == "gateway"


@pytest.mark.parametrize("token", [None, "", "share", "sharedx", "Shared"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/webhook"), ("GET", "/")])
async def test_who_does_not_know_the_secret_gets_nothing(door: Door, method: str, path: str, token: str | None) -> None:
    status, _ = await door.knock(method, path, token, json=TURN)
    assert status == 401
    assert door.agent.heard == []


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {**TURN, "sender": ""},
        {**TURN, "sender": 3},
        {**TURN, "message": None},
        {**TURN, "metadata": "m"},
        {"message": "hello"},
    ],
)
async def test_what_is_no_turn_is_refused(door: Door, body: Any) -> None:
    status, _ = await door.knock("POST", "/webhook", json=body)
    assert status == 400
    assert door.agent.heard == []


async def test_a_failed_turn_is_told_and_its_text_stays_out_of_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.agent.fails = ValueError("cannot read 'my name is Amira'")
    with caplog.at_level(logging.DEBUG):
        status, answer = await door.knock("POST", "/webhook", json=TURN)
    assert (status, answer) == (500, {"error": "turn_failed"})
    assert "ValueError" in caplog.text
    assert "Amira" not in caplog.text


async def test_health_tells_whether_a_model_is_loaded(door: Door) -> None:
    assert (await door.knock("GET", "/"))[0] == 200
    door.agent.ready = False
    assert (await door.knock("GET", "/"))[0] == 503
    assert (await door.knock("POST", "/webhook", json=TURN))[0] == 503
    assert door.agent.heard == []


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": 5}])
def test_without_a_secret_there_is_no_channel(credentials: Any) -> None:
    with pytest.raises(RasaException):
        GatewayInput.from_credentials(credentials)


def test_the_credentials_open_this_channel_and_no_other(private_environment: None) -> None:
    channels = create_http_input_channels(None, str(DIALOGUE / "credentials.yml"))
    assert [type(channel) for channel in channels] == [GatewayInput]
    assert channels[0].url_prefix() == "gateway"


@pytest.mark.parametrize("variable", ["LOTSE_RASA_TOKEN"])
def test_a_secret_that_is_not_set_stops_the_start(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(RasaException, match=variable):
        create_http_input_channels(None, str(DIALOGUE / "credentials.yml"))


def test_actions_are_called_with_the_secret_in_a_header(private_environment: None) -> None:
    endpoint = read_endpoint_config(str(DIALOGUE / "endpoints.yml"), "action_endpoint")
    assert endpoint.url == ACTION_URL
    assert endpoint.headers == {TOKEN_HEADER: TOKEN}
    assert endpoint.token is None, "a token in the address ends up in logs"

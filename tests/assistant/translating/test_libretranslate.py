"""The adapter says clearly what went wrong, and sends a text to the server that is set and nowhere else."""

import httpx
import pytest

from assistant.translating.libretranslate import LibreTranslate, configured_translator
from assistant.translating.translator import TranslationRefused, TranslatorUnavailable
from backend.core.settings import Settings
from tests.support.libretranslate import TranslationServer

TEXT = "Доброго дня"


def adapter(server: TranslationServer, key: str = "", seconds: float = 5.0) -> LibreTranslate:
    return LibreTranslate("http://translator.test", key, seconds, httpx.ASGITransport(server.app))


async def test_a_text_comes_back_in_the_other_language():
    server = TranslationServer()
    assert await adapter(server).translate(TEXT, "uk", "de") == server.of(TEXT, "de")
    assert server.asked == [{"q": TEXT, "source": "uk", "target": "de", "format": "text"}]


async def test_a_server_with_a_key_gets_it_and_one_without_does_not():
    server = TranslationServer(key="of our own")
    assert await adapter(server, key="of our own").translate(TEXT, "uk", "de")
    with pytest.raises(TranslatorUnavailable, match="403"):
        await adapter(server).translate(TEXT, "uk", "de")
    assert "api_key" not in server.asked[-1]


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("broken", TranslatorUnavailable),
        ("busy", TranslatorUnavailable),
        ("garbage", TranslatorUnavailable),
        ("empty", TranslatorUnavailable),
        ("moved", TranslatorUnavailable),  # somewhere else is not where texts may go
        ("endless", TranslationRefused),
    ],
)
async def test_every_failure_has_a_type(fault, failure):
    server = TranslationServer()
    server.does = fault
    with pytest.raises(failure) as raised:
        await adapter(server).translate(TEXT, "uk", "de")
    assert TEXT not in str(raised.value)
    assert len(server.asked) == 1


async def test_a_slow_server_is_left_in_time():
    server = TranslationServer()
    server.does = "slow"
    with pytest.raises(TranslatorUnavailable, match="TimeoutError"):
        await adapter(server, seconds=0.05).translate(TEXT, "uk", "de")


async def test_nobody_at_the_address_is_unavailable():
    nobody = LibreTranslate("http://127.0.0.1:9", "", 5.0)
    with pytest.raises(TranslatorUnavailable, match="ConnectError"):
        await nobody.translate(TEXT, "uk", "de")
    await nobody.aclose()


async def test_a_language_that_the_server_does_not_know_is_refused_for_good():
    with pytest.raises(TranslationRefused):
        await adapter(TranslationServer()).translate("Silav", "kmr", "de")


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server = LibreTranslate("http://translator.test", "", 5.0)
    assert not any(transport for transport in server._http._mounts.values())
    await server.aclose()


def test_without_an_address_there_is_no_translator(tmp_path):
    assert configured_translator(Settings(var=tmp_path)) is None


def test_the_key_comes_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("of our own\n")
    made = configured_translator(Settings(translate_url="http://127.0.0.1:5000", translate_key_file=file))
    assert made is not None
    assert made._key == "of our own"


@pytest.mark.parametrize("address", ["127.0.0.1:5000", "ftp://translator.test", "http://two words"])
def test_an_address_that_is_none_is_refused_at_the_start(address):
    with pytest.raises(ValueError, match="translate_url"):
        Settings(translate_url=address)

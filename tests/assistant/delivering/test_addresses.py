"""A URL leads to the open network, or nowhere; the operator's own network is opened by the operator alone."""

from ipaddress import ip_address

import httpx
import pytest

from assistant.delivering.addresses import UnsafeAddress, is_public, look_up, safe_address
from assistant.delivering.webhook import NotDelivered, Webhooks
from backend.delivery.parcels import Call
from tests.conftest import NOW

HOST = "system.verband.example"


def answers(*addresses: str):
    async def find(host: str) -> list[str]:
        assert host in (HOST, "127.0.0.1", "localhost", "intern.example")
        return list(addresses)

    return find


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fc00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.7",
        "2002:7f00:1::", "2002:a00:7::",
    ],
)  # fmt: skip
def test_addresses_of_a_network_of_ones_own_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


async def test_the_call_goes_to_the_address_that_was_looked_at() -> None:
    found = await safe_address(f"https://{HOST}:8443/lotse?a=1", (), answers("93.184.215.14", "93.184.215.15"))
    assert found == httpx.URL("https://93.184.215.14:8443/lotse?a=1")


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(UnsafeAddress):
        await safe_address(f"https://{HOST}/", (), answers("93.184.215.14", "10.0.0.7"))


async def test_a_host_inside_may_be_named_by_whoever_runs_lotse() -> None:
    assert (await safe_address("https://intern.example/", {"intern.example"}, answers("10.0.0.7"))).host == "10.0.0.7"
    with pytest.raises(UnsafeAddress):
        await safe_address(f"https://{HOST}/", {"intern.example"}, answers("10.0.0.7"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "https://localhost/"])
async def test_this_machine_is_inside_too(url: str) -> None:
    with pytest.raises(UnsafeAddress):
        await safe_address(url, (), answers("127.0.0.1"))


async def test_without_tls_nothing_goes_to_another_machine_even_inside() -> None:
    with pytest.raises(UnsafeAddress):
        await safe_address("http://intern.example/", {"intern.example"}, answers("10.0.0.7"))


async def test_an_address_that_is_none_is_looked_up_as_it_is() -> None:
    assert await look_up("127.0.0.1") == ["127.0.0.1"]
    with pytest.raises(OSError, match="address"):
        await safe_address(f"https://{HOST}/", (), answers())


@pytest.mark.parametrize(("find", "trouble"), [(answers("10.0.0.7"), "unsafe_address"), (answers(), "no_answer")])
async def test_what_cannot_be_sent_is_said_in_a_word_of_ours(find, trouble: str) -> None:
    webhooks = Webhooks((), find)
    with pytest.raises(NotDelivered) as refused:
        await webhooks.send(Call(f"https://{HOST}/", b"{}", b"key"), "a-1", NOW)
    assert refused.value.failure.trouble == trouble
    await webhooks.aclose()


async def test_the_certificate_must_be_the_hosts_and_the_host_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    made = httpx.AsyncClient(transport=httpx.MockTransport(take))
    monkeypatch.setattr(httpx, "AsyncClient", lambda **_: made)
    webhooks = Webhooks((), answers("93.184.215.14"))
    await webhooks.send(Call(f"https://{HOST}:8443/lotse", b"{}", b"key"), "a-1", NOW)
    [request] = seen
    assert request.url.host == "93.184.215.14"
    assert request.headers["host"] == f"{HOST}:8443"
    assert request.extensions["sni_hostname"] == HOST
    await webhooks.aclose()

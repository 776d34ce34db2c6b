"""Where a partner's system may be: on public addresses, and elsewhere only if whoever runs Lotse says so.

A URL that leads into the operator's own network could otherwise reach what nobody outside is to reach (SSRF). The name
is looked up once and the call goes to the address that was looked at, so that no second answer can lead elsewhere.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

from backend.handovers.cooperation import is_safe_address

#: From a host name to its addresses. Raises ``OSError``.
type LookUp = Callable[[str], Awaitable[list[str]]]


class UnsafeAddress(Exception):
    """Nothing is sent there."""


async def look_up(host: str) -> list[str]:
    """The addresses of a host as the system knows them. Raises ``OSError``."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def safe_address(url: str, inside: Collection[str], find: LookUp = look_up) -> httpx.URL:
    """The URL with an address in the place of its host. ``inside``: hosts that need no public address.

    Raises ``UnsafeAddress``, and ``OSError`` for a host that cannot be found at the moment.
    """
    if not is_safe_address(url):
        raise UnsafeAddress
    meant = httpx.URL(url)
    addresses = [ip_address(found.partition("%")[0]) for found in await find(meant.host)]
    if not addresses:
        raise OSError("no address")
    if meant.host not in inside and not all(is_public(address) for address in addresses):
        raise UnsafeAddress
    return meant.copy_with(host=str(addresses[0]))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address leads to the open network, also if it is written inside another kind of address."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast

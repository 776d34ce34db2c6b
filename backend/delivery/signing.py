"""Signatures after the Standard Webhooks specification: HMAC-SHA256 over id, moment and body. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
#: How far the clocks of the two sides may be apart, and how long a call may be on its way.
TOLERANCE = timedelta(minutes=5)
ID_MAX = 128
_MOMENT_MAX = 12


class BadSignature(Exception):
    """Not signed with this key, not of this time, or not signed at all."""


def headers(key: bytes, identity: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a call. ``identity`` stays the same whenever the same is sent again."""
    at = str(int(now.timestamp()))
    return {ID: identity, TIMESTAMP: at, SIGNATURE: _signature(key, identity, at, body)}


def check(key: bytes, sent: Mapping[str, str], now: datetime, body: bytes) -> str:
    """The identity of a call that was signed with ``key`` in the last minutes. Raises ``BadSignature``."""
    identity, at = sent.get(ID, ""), sent.get(TIMESTAMP, "")
    if not identity.isascii() or not 0 < len(identity) <= ID_MAX:
        raise BadSignature
    if not (at.isascii() and at.isdecimal() and len(at) <= _MOMENT_MAX):
        raise BadSignature
    if abs(int(at) - now.timestamp()) > TOLERANCE.total_seconds():
        raise BadSignature
    right = _signature(key, identity, at, body).encode()
    # More than one stands there while a sender changes its key.
    if not any(hmac.compare_digest(right, one.encode()) for one in sent.get(SIGNATURE, "").split()):
        raise BadSignature
    return identity


def _signature(key: bytes, identity: str, at: str, body: bytes) -> str:
    signed = hmac.new(key, b".".join((identity.encode(), at.encode(), body)), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"

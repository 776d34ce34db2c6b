"""Signatures are those of the standard, and hold for one body, one moment and one key."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from backend.delivery.signing import ID, SIGNATURE, TIMESTAMP, BadSignature, check, headers

KEY, NOW, BODY = bytes(range(32)), datetime(2026, 3, 2, 9, 30, tzinfo=UTC), '{"name": "Müller"}'.encode()


def signed(**other: str) -> dict[str, str]:
    return {**headers(KEY, "a-1", NOW, BODY), **{name.replace("_", "-"): text for name, text in other.items()}}


def test_another_implementation_makes_the_same_signature() -> None:
    assert signed()[SIGNATURE] == Webhook(KEY).sign("a-1", NOW, BODY.decode())


def test_what_was_signed_is_known_by_its_identity() -> None:
    assert check(KEY, signed(), NOW, BODY) == "a-1"


def test_one_right_signature_among_several_is_enough() -> None:
    several = signed(webhook_signature=f"v1,{'A' * 44} {signed()[SIGNATURE]}")
    assert check(KEY, several, NOW, BODY) == "a-1"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_call_of_another_time_is_refused(minutes: int) -> None:
    with pytest.raises(BadSignature):
        check(KEY, signed(), NOW + timedelta(minutes=minutes), BODY)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"webhook_id": "a-2"},
        {"webhook_id": ""},
        {"webhook_id": "x" * 129},
        {"webhook_timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook_timestamp": "1e9"},
        {"webhook_timestamp": "٣"},
        {"webhook_timestamp": "9" * 5000},
        {"webhook_signature": ""},
        {"webhook_signature": "v1a," + "A" * 44},
        {"webhook_signature": "v1,ä"},
    ],
)
def test_what_is_not_signed_with_this_key_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        check(KEY, signed(**sent) if sent else {}, NOW, BODY)


def test_another_body_or_key_is_refused() -> None:
    for key, body in ((KEY, BODY + b" "), (bytes(32), BODY)):
        with pytest.raises(BadSignature):
            check(key, signed(), NOW, body)
    assert set(signed()) == {ID, TIMESTAMP, SIGNATURE}

"""One sealed column type: personal fields and texts are stored under a data key per case (AES-256-GCM).

Erasing a case destroys its key, so what a backup still holds of it cannot be read. The data key itself is wrapped by
the master key of the installation. What a value belongs to (case and field) is authenticated with it, so that a sealed
value copied into another case or column does not open.
"""

import json
import os
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(Exception):
    """The key does not fit: wrong case, wrong field, wrong master key, or damaged data."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that only its case's vault can open."""

    token: bytes


class SealedColumn(TypeDecorator[Sealed]):
    """Takes and gives ``Sealed`` values only: plain text cannot be stored by mistake."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        """Refuse everything that is not sealed."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError("a sealed column takes sealed values only")
        return value.token

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        """Hand out the sealed value."""
        return None if value is None else Sealed(value)


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The opened data key of one case."""

    case_id: uuid.UUID
    key: bytes

    def seal(self, field: str, value: Any) -> Sealed:
        """Seal a JSON value for ``field`` of this case."""
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Sealed(nonce + AESGCM(self.key).encrypt(nonce, plain, self._context(field)))

    def open(self, field: str, sealed: Sealed) -> Any:
        """Open a value that was sealed for the same field of the same case; raises ``CannotOpen`` otherwise."""
        nonce, body = sealed.token[:NONCE_BYTES], sealed.token[NONCE_BYTES:]
        try:
            return json.loads(AESGCM(self.key).decrypt(nonce, body, self._context(field)))
        except InvalidTag:
            raise CannotOpen(field) from None

    def _context(self, field: str) -> bytes:
        return f"{self.case_id}/{field}".encode()


class MasterKey:
    """Wraps the data keys of all cases. Kept in a file of its own, apart from the database and its backups."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        self._key = key
        self._aead = AESGCM(key)

    def derive(self, purpose: str) -> bytes:
        """A key for another purpose, such as keyed hashes; it tells nothing about this one (HKDF-SHA256)."""
        return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self._key)

    @classmethod
    def from_file(cls, path: Path, *, create: bool) -> "MasterKey":
        """Read the key from ``path`` (hex). With ``create`` a missing file is made, readable by its owner alone."""
        if create and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(KEY_BYTES))
        return cls(bytes.fromhex(path.read_text().strip()))

    def vault_for(self, purpose: str, owner: uuid.UUID) -> Vault:
        """The vault of a record that belongs to no case: under a key of its own purpose, bound to its ``owner``."""
        return Vault(owner, self.derive(purpose))

    def new_vault(self, case_id: uuid.UUID) -> tuple[Vault, bytes]:
        """A fresh data key for a case, opened and wrapped."""
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        nonce = os.urandom(NONCE_BYTES)
        return Vault(case_id, key), nonce + self._aead.encrypt(nonce, key, case_id.bytes)

    def open_vault(self, case_id: uuid.UUID, wrapped: bytes) -> Vault:
        """Open the data key of a case; raises ``CannotOpen`` if it is not this case's or not this installation's."""
        try:
            return Vault(case_id, self._aead.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], case_id.bytes))
        except InvalidTag:
            raise CannotOpen("data key") from None

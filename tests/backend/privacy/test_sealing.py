"""Sealed values open with their own case's key, for their own field, and for nothing else."""

import uuid
from pathlib import Path

import pytest

from backend.privacy.sealing import CannotOpen, MasterKey, Sealed, SealedColumn

MASTER = MasterKey(bytes(32))


def test_what_was_sealed_opens_again() -> None:
    vault, _ = MASTER.new_vault(uuid.uuid4())
    assert vault.open("fact.age", vault.seal("fact.age", {"سن": 27})) == {"سن": 27}


def test_the_stored_bytes_do_not_show_the_text() -> None:
    vault, _ = MASTER.new_vault(uuid.uuid4())
    assert b"Musterstadt" not in vault.seal("message.text", "Musterstadt").token


def test_a_value_moved_to_another_field_does_not_open() -> None:
    vault, _ = MASTER.new_vault(uuid.uuid4())
    with pytest.raises(CannotOpen):
        vault.open("fact.goal", vault.seal("fact.age", 27))


def test_a_value_moved_to_another_case_does_not_open() -> None:
    one, _ = MASTER.new_vault(uuid.uuid4())
    other, _ = MASTER.new_vault(uuid.uuid4())
    with pytest.raises(CannotOpen):
        other.open("fact.age", one.seal("fact.age", 27))


def test_a_data_key_opens_with_the_master_key_that_wrapped_it() -> None:
    case_id = uuid.uuid4()
    vault, wrapped = MASTER.new_vault(case_id)
    assert MASTER.open_vault(case_id, wrapped).open("x", vault.seal("x", 1)) == 1


@pytest.mark.parametrize("stranger", [MasterKey(b"\1" * 32), MASTER])
def test_a_data_key_does_not_open_for_a_stranger(stranger: MasterKey) -> None:
    _, wrapped = MASTER.new_vault(uuid.uuid4())
    with pytest.raises(CannotOpen):
        stranger.open_vault(uuid.uuid4(), wrapped)


def test_two_seals_of_the_same_value_differ() -> None:
    vault, _ = MASTER.new_vault(uuid.uuid4())
    assert vault.seal("x", "same") != vault.seal("x", "same")


def test_a_sealed_column_refuses_plain_text() -> None:
    with pytest.raises(TypeError):
        SealedColumn().process_bind_param("plain", None)  # type: ignore[arg-type]


def test_a_new_master_key_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    MasterKey.from_file(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterKey.from_file(path, create=False).new_vault(uuid.uuid4())


def test_a_missing_master_key_is_not_made_up_outside_the_embedded_mode(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        MasterKey.from_file(tmp_path / "none", create=False)


def test_a_sealed_value_does_not_show_itself_when_printed() -> None:
    vault, _ = MASTER.new_vault(uuid.uuid4())
    assert vault.key.hex() not in repr(vault)
    assert isinstance(vault.seal("x", 1), Sealed)

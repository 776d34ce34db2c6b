"""How much a file may hold, and what makes text in a cell harmless."""

import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from backend.core.errors import Invalid
from locales.wording import Wording

MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
#: What an archive may hold when it is unpacked; a workbook is one too.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 200
MOST_ROWS = 20_000
MOST_DEPTH = 60
#: No database keeps it.
_NOT_KEPT = "\0"

_MEGABYTE = 1024 * 1024
#: Spreadsheets take such a cell for a formula. A number with its sign is none.
_FORMULA = re.compile(r"'*(?![+-][\d\s./()-]*\Z)[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


#: What reading an archive raises when it is damaged, encrypted, or packed in an unusual way.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class Refused(Invalid):
    """The file as a whole cannot be used."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording, "file_refused")


def check_size(data: bytes) -> None:
    """Raises ``Refused`` for a file that is too large."""
    if len(data) > MOST_BYTES:
        raise Refused(Wording("console.offers.import.refused.too_large", {"most": MOST_MEGABYTES}))


def check_rows(count: int) -> None:
    """Raises ``Refused`` for a table that is too long."""
    if count > MOST_ROWS:
        raise Refused(Wording("console.offers.import.refused.too_many_rows", {"most": MOST_ROWS}))


def unpack(data: bytes) -> Mapping[str, bytes]:
    """The files of an archive by their names without folders. Raises ``Refused``: no archive, encrypted, or too large
    when unpacked, which is seen before and while it is done."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
            for member in archive.infolist():
                if member.is_dir():
                    continue
                with archive.open(member) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _too_large_unpacked()
                found[member.filename.rpartition("/")[2]] = content
    except BROKEN_ARCHIVE as error:
        raise Refused(Wording("console.offers.import.refused.no_archive")) from error
    return found


def check_archive(archive: zipfile.ZipFile) -> None:
    """Raises ``Refused`` for an archive that says itself that it is too large."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _too_large_unpacked()


def _too_large_unpacked() -> Refused:
    most = MOST_UNPACKED // _MEGABYTE
    return Refused(Wording("console.offers.import.refused.too_large_unpacked", {"most": most}))


def parsed(text: str) -> Any:
    """A JSON document that can be kept: not too deep, with numbers and letters that exist. Raises ``ValueError``."""
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    level = [document]
    for _ in range(MOST_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return document
    raise ValueError("too deep")


def _inside(value: Any) -> Iterable[Any]:
    match value:
        case dict():
            return (*value, *value.values())
        case list():
            return value
        case float() if not math.isfinite(value):
            raise ValueError("no number")
        case str():
            value.encode()  # half a character is none
            if _NOT_KEPT in value:
                raise ValueError("no text")
    return ()


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `unguarded` is the way back."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What the cell said before it was guarded."""
    return text[1:] if _GUARDED.match(text) else text

"""Files by their names: read into what they say, written from what is kept."""

from collections.abc import Callable, Iterable
from pathlib import PurePath

from backend.offers.exchange.grid import read_csv, read_xlsx
from backend.offers.exchange.incoming import Incoming
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.limits import Refused, check_size
from backend.offers.exchange.sheet import read_sheet
from backend.offers.exchange.standard import read_json, write_json
from backend.offers.exchange.tabular import read_tables, write_tables
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.exchange.workbook import csv_of, examples, rows_of, xlsx_of
from locales.catalogs import Catalogs
from locales.wording import Wording

type Reader = Callable[[bytes, Kept, Vocabulary], Incoming]
type Writer = Callable[[list[KeptOffer], Kept, Vocabulary], bytes]

_READERS: dict[str, Reader] = {
    ".json": lambda data, kept, _: read_json(data, kept),
    ".zip": lambda data, kept, _: read_tables(data, kept),
    ".csv": lambda data, kept, vocabulary: read_sheet(read_csv(data), kept, vocabulary),
    ".xlsx": lambda data, kept, vocabulary: read_sheet(read_xlsx(data), kept, vocabulary),
}
_WRITERS: dict[str, Writer] = {
    ".json": lambda offers, kept, _: write_json(offers, kept),
    ".zip": lambda offers, kept, _: write_tables(offers, kept),
    ".csv": lambda offers, kept, vocabulary: csv_of(rows_of(offers, kept, vocabulary), vocabulary),
    ".xlsx": lambda offers, kept, vocabulary: xlsx_of(rows_of(offers, kept, vocabulary), vocabulary),
}
ENDINGS = tuple(_READERS)


def read(name: str, data: bytes, kept: Kept, catalogs: Catalogs) -> Incoming:
    """What a file says. Raises ``Refused`` for a file that cannot be used as a whole."""
    reader = _READERS.get(_ending(name))
    if reader is None:
        raise _other_ending(name)
    check_size(data)
    return reader(data, kept, Vocabulary(catalogs, kept))


def write(name: str, offers: Iterable[KeptOffer], kept: Kept, catalogs: Catalogs) -> bytes:
    """Offers as a file. Raises ``Refused`` for an ending that is not known."""
    writer = _WRITERS.get(_ending(name))
    if writer is None:
        raise _other_ending(name)
    return writer(list(offers), kept, Vocabulary(catalogs, kept))


def template(name: str, kept: Kept, catalogs: Catalogs) -> bytes:
    """An empty sheet with two rows to look at. Raises ``Refused`` for an ending that is no sheet's."""
    vocabulary = Vocabulary(catalogs, kept)
    match _ending(name):
        case ".csv":
            return csv_of(examples(vocabulary), vocabulary)
        case ".xlsx":
            return xlsx_of(examples(vocabulary), vocabulary)
    raise _other_ending(name)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def _other_ending(name: str) -> Refused:
    return Refused(Wording("console.offers.import.refused.ending", {"name": PurePath(name).name}))

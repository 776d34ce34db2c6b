"""Catalog files as entries. Only this module knows how a key, its German text and a translation lie in a .po file.

German is kept as msgid = key, msgstr = text. The others are bilingual, as translators and their tools expect:
msgctxt = key, msgid = German text, msgstr = translation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from locales.errors import CatalogError
from locales.languages import SOURCE, Language

Domain = Literal["messages", "console"]
DOMAINS: tuple[Domain, ...] = get_args(Domain)

Forms = tuple[str, ...]  # one text, or one for each plural form, in the order of the locale's CLDR tags


@dataclass(frozen=True)
class Entry:
    """One text of one language beside the German it was made from (for German: the same twice)."""

    key: str
    german: Forms
    forms: Forms
    notes: tuple[str, ...]  # the lines "#." of the file: who says it, where, and the marks "name:" and "max:"
    fuzzy: bool

    @property
    def complete(self) -> bool:
        return all(self.forms)

    def note(self, mark: str) -> str | None:
        """What stands behind a mark such as ``max:``, or None."""
        return next((note.partition(":")[2].strip() for note in self.notes if note.startswith(f"{mark}:")), None)


class PoCatalog(Catalog):
    """Babel's catalog, but it remembers what stood in the file twice instead of silently keeping the first."""

    def __init__(self, language: Language, domain: str) -> None:
        self.twice: list[str] = []
        self.source = language.code == SOURCE
        super().__init__(locale=language.locale, domain=domain)

    def __setitem__(self, id: str | tuple[str, ...] | list[str], message: Message) -> None:  # noqa: A002  Babel's name
        if id and self.get(id, message.context):
            self.twice.append(message.context or _first(id))
        super().__setitem__(id, message)


def path_of(folder: Path, language: Language, domain: Domain) -> Path:
    return folder / language.code / "LC_MESSAGES" / f"{domain}.po"


def domain_of(key: str) -> Domain:
    """Staff texts are a domain of their own, because they exist in fewer languages."""
    return "console" if key.startswith("console.") else "messages"


def domains_of(language: Language) -> tuple[Domain, ...]:
    """The catalogs a language has to have."""
    return DOMAINS if language.console else ("messages",)


def read(folder: Path, language: Language, domain: Domain) -> PoCatalog:
    """Read one catalog; a file that does not exist yet is an empty catalog. Raises CatalogError."""
    catalog = PoCatalog(language, domain)
    path = path_of(folder, language, domain)
    if path.exists():
        try:
            with path.open(encoding="utf-8") as lines:
                PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
        except (PoFileError, UnicodeDecodeError, IndexError) as error:
            raise CatalogError(f"{path}: {error}") from error
    return catalog


def entries(catalog: PoCatalog) -> Iterator[Entry]:
    """The texts of a catalog in the order of its file."""
    for message in catalog:
        if message.id:
            forms = _forms(message.string)
            yield Entry(
                key=_first(message.id) if catalog.source else message.context or "",
                german=forms if catalog.source else _forms(message.id),
                forms=forms,
                notes=tuple(message.auto_comments),
                fuzzy=message.fuzzy,
            )


def _forms(text: str | list[str] | tuple[str, ...] | None) -> Forms:
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]

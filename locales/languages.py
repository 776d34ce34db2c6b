"""The languages Lotse speaks, read from ``languages.toml``, the only list of them."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel import Locale, UnknownLocaleError

from locales.errors import CatalogError, UnknownLanguageError

FOLDER = Path(__file__).parent
SOURCE = "de"
EASY_GERMAN = "de-x-simple"
ENGLISH = Locale("en")

Direction = Literal["ltr", "rtl"]
Review = Literal["source", "machine-written", "reviewed"]


def base_of(code: str) -> str:
    """The language itself of any code, known here or not: "de" of "de-x-simple"."""
    return code.partition("-")[0]


@dataclass(frozen=True)
class Language:
    """One language; the fields are explained at the top of ``languages.toml``."""

    code: str
    name: str
    english: str
    german: str
    cldr: str
    script: str
    direction: Direction
    speech: str
    review: Review
    offered: bool
    console: bool
    voice: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""

    @property
    def locale(self) -> Locale:
        """The CLDR locale that knows this language's plurals, dates and lists."""
        return Locale.parse(self.cldr)

    @property
    def script_name(self) -> str:
        """The script as Unicode's letter names begin, e.g. "ARABIC"."""
        return str(ENGLISH.scripts[self.script]).upper()

    @property
    def base(self) -> str:
        """The language itself, whatever the way of writing it: "de" for Leichte Sprache (de-x-simple)."""
        return base_of(self.code)

    @property
    def is_german(self) -> bool:
        """German, or a way of writing it."""
        return self.base == SOURCE

    @property
    def rtl(self) -> bool:
        return self.direction == "rtl"

    def __post_init__(self) -> None:
        wrong = [f.name for f in fields(self) if not isinstance(getattr(self, f.name), _KINDS.get(f.name, str))]
        if self.direction not in get_args(Direction):
            wrong.append("direction")
        if self.review not in get_args(Review):
            wrong.append("review")
        if (self.review == "reviewed") != bool(self.reviewed_by and self.reviewed_on):
            wrong.append("reviewed_by, reviewed_on")
        if self.script not in ENGLISH.scripts:
            wrong.append("script")
        if wrong:
            raise CatalogError(f"languages.toml, {self.code}: {', '.join(wrong)}")
        try:
            _ = self.locale
        except (UnknownLocaleError, ValueError) as error:
            raise CatalogError(f"languages.toml: CLDR does not know {self.cldr}") from error


_KINDS: dict[str, type] = {"offered": bool, "console": bool}


def read(folder: Path) -> tuple[Language, ...]:
    """Read the list of another folder than this one (tests and tools); the source language comes first.

    Raises CatalogError: a field is missing, unknown or of the wrong kind, or German is not the source.
    """
    try:
        rows = tomllib.loads((folder / "languages.toml").read_text("utf-8"))["language"]
        languages = tuple(Language(**row) for row in rows)
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(f"{folder / 'languages.toml'}: {error}") from error
    codes = [language.code for language in languages]
    if codes[:1] != [SOURCE] or len(set(codes)) < len(codes):
        raise CatalogError(f"{folder / 'languages.toml'}: {SOURCE} first, and each language once")
    return languages


@cache
def all_languages() -> tuple[Language, ...]:
    """Every language of the list, offered or still in the making."""
    return read(FOLDER)


def offered() -> tuple[Language, ...]:
    """The languages people can choose, in the order to show them."""
    return tuple(language for language in all_languages() if language.offered)


def is_offered(code: str) -> bool:
    """Whether people can choose the language with this very code."""
    return any(language.code == code for language in offered())


def is_known(code: str) -> bool:
    """Whether the list has this very code."""
    return any(language.code == code for language in all_languages())


def find(code: str) -> Language:
    """The language with exactly this code. Raises UnknownLanguageError."""
    for language in all_languages():
        if language.code == code:
            return language
    raise UnknownLanguageError(code)

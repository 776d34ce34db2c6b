"""The words of a sheet and the codes they stand for. Both are read; words are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from babel.dates import get_day_names

from backend.offers import hsds
from backend.offers.drafts import ACCESSIBILITY
from backend.offers.exchange.kept import Kept
from backend.offers.schemas import FIELDS, Cost
from backend.offers.templates import documents, templates
from backend.responsibility.loading import rulebook
from locales.catalogs import Catalogs
from locales.languages import SOURCE, find
from locales.render import WEEKDAYS
from locales.wording import Wording

_COSTS: tuple[str, ...] = get_args(Cost.__value__)
_STATES: tuple[str, ...] = get_args(hsds.Status.__value__)
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Words:
    """The words for the codes of one kind."""

    by_code: Mapping[str, str]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {fold(word): code for code, word in self.by_code.items()} | {fold(code): code for code in self.by_code}

    def code(self, word: str) -> str | None:
        """The code of a word, or of itself; None if there is no such word."""
        return self._codes.get(fold(word))

    def word(self, code: str) -> str:
        """The word of a code; the code itself where there is none."""
        return self.by_code.get(code, code)


def fold(word: str) -> str:
    """Case and stray spaces make no other word."""
    return " ".join(word.split()).casefold()


@dataclass(frozen=True)
class Vocabulary:
    """Every kind of words that a sheet knows. German: that is the language of the offices' tables."""

    catalogs: Catalogs
    kept: Kept

    def heading(self, column: str) -> str:
        """What stands above a column."""
        return self._said(Wording.of("console.offers.sheet.column", column))

    def hint(self, column: str) -> str:
        """What belongs into a column."""
        return self._said(Wording.of("console.offers.sheet.hint", column))

    def page(self, what: str) -> str:
        """The names of the pages of the workbook, and the headings of the second."""
        return self._said(Wording.of("console.offers.sheet.page", what))

    @cached_property
    def kinds(self) -> Mapping[str, Words]:
        """Words by the kind of a column."""
        said, language = self._said, find(SOURCE).locale
        return {
            "template": Words({key: template.words[SOURCE].name for key, template in templates().items()}),
            "field": Words({code: said(Wording.of("console.offers.sheet.field", code)) for code in FIELDS}),
            "need": Words({code: said(Wording.of("value.needs", code)) for code in rulebook().needs}),
            "cost": Words({code: said(Wording.of("console.offers.sheet.cost", code)) for code in _COSTS}),
            "status": Words({code: said(_status(code)) for code in _STATES}),
            "help": Words({code: said(Wording.of("offer.accessibility", code)) for code in ACCESSIBILITY}),
            "answer": Words({code: said(Wording.of("console.said", code)) for code in (YES, NO)}),
            "document": Words(documents(SOURCE)),
            "town": Words(self.kept.towns),
            "language": Words({str(code): str(name) for code, name in language.languages.items()}),
        }

    @cached_property
    def weekdays(self) -> Words:
        """The days of the week, in short."""
        return self._days("abbreviated")

    @cached_property
    def long_weekdays(self) -> Words:
        """The same in full."""
        return self._days("wide")

    @staticmethod
    def _days(width: Literal["abbreviated", "wide"]) -> Words:
        names = get_day_names(width, context="stand-alone", locale=find(SOURCE).locale)
        return Words({code: str(names[number]) for number, code in enumerate(WEEKDAYS)})

    def _said(self, wording: Wording) -> str:
        return self.catalogs.say(wording, SOURCE)


def _status(code: str) -> Wording:
    return Wording.of("console.offers.sheet.status", code.replace(" ", "_"))

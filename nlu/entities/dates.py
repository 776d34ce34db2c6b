"""Dates that the text really gives. A span of time ("in 2 weeks") is none.

dateparser is not used here: it reads a clock of its own and costs milliseconds for every candidate, while the forms in
which people write dates are few. The names of months come from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from babel.dates import get_month_names

from nlu.entities.entity import Span
from nlu.text.normalise import fold
from nlu.text.patterns import Phrases, Token

LOCALES = ("de", "de_AT", "en", "ar", "ar_SY", "ar_DZ")
MONTHS_MORE = {
    "marz": 3,
    "maerz": 3,
    "sept": 9,
    "ايار": 5,
    "حزيران": 6,
    "تموز": 7,
    "اب": 8,
    "ايلول": 9,
    "شباط": 2,
    "نيسان": 4,
    "اذار": 3,
}
DAYS_AGO = {
    **dict.fromkeys(("heute", "today", "اليوم"), 0),
    **dict.fromkeys(("gestern", "yesterday", "امس", "مبارح", "امبارح", "البارحه"), 1),
    "vorgestern": 2,
}
LONGEST_RELATIVE = 5  # words; "heute" in a longer story is rarely an answer

ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?![\d])")
DAY_MONTH = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(?!\d)")
WORD = re.compile(r"[^\W\d_]+")
DAY_BEFORE = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:of\s|von\s|من\s)?\s*$")
AFTER = re.compile(r"\.?\s*(?:(\d{1,2})(?:st|nd|rd|th)?(?!\d)\s*,?\s*)?((?:19|20)\d\d)?(?!\d)")
YEAR = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d.,/-]\d|\d)")
WINDOW = 28  # characters between "born" and the date

BIRTH = Phrases(
    (phrase, "birth")
    for phrase in (
        "geboren*", "geb", "*geburtsdatum*", "*geburtstag*", "jahrgang", "auf die welt", "zur welt",
        "born", "birthday", "birth date", "birthdate", "date of birth", "dob", "birth",
        "ولدت", "ولد", "مواليد*", "ميلادي", "ميلاد", "مولود*", "انولدت", "خلقت",
    )
)  # fmt: skip


class DateReader:
    """Reads `date`, `birth_date` (with a word of birth near it) and `birth_year`."""

    def __init__(self) -> None:
        """Learn the names of the months."""
        self._months = _month_names()

    def read(self, folded: str, found: Sequence[Token], today: date | None) -> list[Span]:
        """Dates in the folded text; day and month alone, and "yesterday", need `today`."""
        births = [(found[f.first].start, found[f.last - 1].end) for f in BIRTH.find(found)]
        spans = [*self._numeric(folded, today), *self._with_month_name(folded, today), *_relative(found, today)]
        dates = [Span(_kind(span, births), span.value, span.start, span.end) for span in spans]
        if births:
            dates += [span for span in _years(folded) if _kind(span, births) == "birth_date"]
        return dates

    @staticmethod
    def _numeric(folded: str, today: date | None) -> Iterator[Span]:
        for match in ISO.finditer(folded):
            yield from _span(_date(int(match[1]), int(match[2]), int(match[3])), match.start(), match.end())
        for match in NUMERIC.finditer(folded):
            day, month, year = int(match[1]), int(match[2]), _full_year(match[3])
            # Month first is American; it is believed only where the other reading is no date.
            yield from _span(_date(year, month, day) or _date(year, day, month), match.start(), match.end())
        for match in DAY_MONTH.finditer(folded):
            yield from _span(_nearest(int(match[2]), int(match[1]), today), match.start(), match.end())

    def _with_month_name(self, folded: str, today: date | None) -> Iterator[Span]:
        for word in WORD.finditer(folded):
            month = self._months.get(word.group())
            after = AFTER.match(folded, word.end())
            if month is None or after is None:
                continue
            before = DAY_BEFORE.search(folded, max(0, word.start() - 12), word.start())
            day = int(before[1]) if before else int(after[1] or 0)
            year = int(after[2] or 0)
            start = before.start() if before else word.start()
            end = max(word.end(), *(after.end(group) for group in (1, 2)))
            yield from _span(_date(year, month, day) if year else _nearest(month, day, today), start, end)


def _month_names() -> dict[str, int]:
    names = {
        fold(name).text.rstrip("."): month
        for locale in LOCALES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, locale).items()
    }
    return {name: month for name, month in (names | MONTHS_MORE).items() if len(name) > 1 and name.isalpha()}


def _kind(span: Span, births: list[tuple[int, int]]) -> str:
    near = any(-WINDOW <= span.start - end <= WINDOW or -WINDOW <= start - span.end <= WINDOW for start, end in births)
    return "birth_date" if near else "date"


def _relative(found: Sequence[Token], today: date | None) -> Iterator[Span]:
    if today is None or len(found) > LONGEST_RELATIVE:
        return
    for token in found:
        ago = next((DAYS_AGO[form] for form in token.forms if form in DAYS_AGO), None)
        if ago is not None:
            yield from _span(today - timedelta(days=ago), token.start, token.end)


def _years(folded: str) -> Iterator[Span]:
    for match in YEAR.finditer(folded):
        yield Span("birth_year", int(match[1]), match.start(), match.end())


def _full_year(digits: str) -> int:
    """Two digits as strptime reads them: 69-99 are the last century."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= 69 else 2000 + year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date | None) -> date | None:
    """The day with this name that is closest to today: a letter's date is shortly past, a deadline soon."""
    if today is None:
        return None
    candidates = [found for year in (-1, 0, 1) if (found := _date(today.year + year, month, day))]
    return min(candidates, key=lambda found: abs(found - today), default=None)


def _span(found: date | None, start: int, end: int) -> Iterator[Span]:
    if found is not None:
        yield Span("date", found.isoformat(), start, end)

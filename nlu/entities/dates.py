"""Dates that the text really gives. A span of time without a direction ("2 weeks", "for 3 days") is none.

The forms with digits are few and read here, with offsets. Words ("vor 3 Tagen", "12 вересня 2025", "in two weeks") are
found by the names of months and units, and dateparser says which day they mean: it knows the wordings of all our
languages. It is asked only about those few words, with the day of reference given, so it never looks at a clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

import dateparser
from babel.dates import get_month_names
from convertdate import persian

from nlu.entities import tables
from nlu.entities.entity import Span
from nlu.text.lexicon import Languages, Lexicon
from nlu.text.normalise import fold
from nlu.text.tokens import Token

LOCALES = {
    "de": ("de", "de_AT"), "en": ("en",), "ar": ("ar", "ar_SY", "ar_DZ"), "uk": ("uk",), "tr": ("tr",),
    "fa": ("fa", "fa_AF"), "ru": ("ru",), "fr": ("fr",), "ro": ("ro",), "bg": ("bg",), "pl": ("pl",), "es": ("es",),
}  # fmt: skip
DAYS = {"today": 0, "yesterday": -1, "day_before_yesterday": -2, "tomorrow": 1, "day_after_tomorrow": 2}
LONGEST_RELATIVE = 12  # words; "heute" in a longer story is rarely an answer, nor a deadline

ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?![\d])")
DAY_MONTH = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(?!\d)")
SOLAR = re.compile(r"(?<!\d)(1[34]\d\d)\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
SOLAR_YEAR = re.compile(r"(?<![\d.,/-])(1[34]\d\d)(?![\d.,/-]\d|\d)")
WORD = re.compile(r"[^\W\d_]+")
TWO_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+")  # the Levant's January is "second Kanun"
OF = r"(?:of|von|de|d|del|lui|من|شهر|ماه)"
DAY_BEFORE = re.compile(rf"(\d{{1,2}})(?:\.|st|nd|rd|th|er|го|-го|-то|-е|e|ом)?\s*(?:{OF}\s)?\s*$")
AFTER = re.compile(
    rf"\.?\s*(?:(\d{{1,2}})(?:st|nd|rd|th)?(?![\d.])\s*,?\s*)?(?:{OF}\s)?\s*((?:19|20|1[34])\d\d)?(?!\d)"
)
YEAR = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d.,/-]\d|\d)")
NO_MONTHS = frozenset({"sie"})
"""Abbreviations of CLDR that are a frequent word when folded: Polish "sie." is August, "się" stands everywhere."""

WINDOW = 28  # characters between "born" and the date
NOT_BORN_BEFORE = 1900
LONG_AGO = 14  # years; somebody who gives such a date and little else tells when they were born
LITTLE_ELSE = 3  # words
A_NUMBER = re.compile(r"\(\\d[^)]*\)")
"""How dateparser's patterns write a number."""

_Make = Callable[[int, int, int], "date | None"]


class DateReader:
    """Reads `time`, `birth_date` (with a word of birth near it) and `birth_year`."""

    def __init__(self) -> None:
        """Learn the names of the months, and the words for days."""
        self._solar_months = {fold(name).text: int(month) for month, name in tables.entries("solar_months")}
        births, days = tables.by_language("birth"), tables.by_language("days")
        self._births = Lexicon({code: [(phrase, "birth") for _, phrase in own] for code, own in births.items()})
        self._days = Lexicon({code: [(phrase, DAYS[name]) for name, phrase in own] for code, own in days.items()})
        self._relative = RelativeDays()

    def read(self, folded: str, found: Sequence[Token], today: date | None, languages: Languages) -> list[Span]:
        """Dates in the folded text; day and month alone, and "yesterday", need `today`."""
        births = [(found[f.first].start, found[f.last - 1].end) for f in self._births.find(found, languages)]
        spans = [
            *_numeric(folded, today),
            *self._with_month_name(folded, today, languages),
            *self._near(folded, found, today, languages),
        ]
        alone = _says_little_else(folded)
        dates = [
            Span(
                "birth_date" if alone and _long_ago(span, today) else _kind(span, births),
                span.value,
                span.start,
                span.end,
            )
            for span in spans
        ]
        years = [span for span in _years(folded) if births or alone]
        return dates + [s for s in years if _kind(s, births) == "birth_date" or (alone and _long_ago(s, today))]

    def _with_month_name(self, folded: str, today: date | None, languages: Languages) -> Iterator[Span]:
        months = _months_in(languages)
        for word in WORD.finditer(folded):
            two = TWO_WORDS.match(folded, word.start())
            name = two if two and two.group() in months else word
            yield from _around(folded, name, months.get(name.group()), _date, today)
            yield from _around(folded, word, self._solar_months.get(word.group()), _solar, None)

    def _near(self, folded: str, found: Sequence[Token], today: date | None, languages: Languages) -> Iterator[Span]:
        if today is None:
            return
        if len(found) <= LONGEST_RELATIVE:
            for match in sorted(self._days.find(found, languages), key=lambda match: match.first - match.last):
                day = today + timedelta(days=match.payload)
                yield from _span(day, found[match.first].start, found[match.last - 1].end)
        yield from self._relative.read(folded, today)


class RelativeDays:
    """ "in 3 days", "vor 2 Wochen", "через 2 дня": what dateparser's own data says are so many days or weeks away."""

    def __init__(self) -> None:
        """Take the patterns of our languages; months and years are too vague to be a day."""
        self._patterns = re.compile(
            "|".join(f"(?:{pattern})" for pattern in sorted(_relative_patterns(), reverse=True))
        )

    def read(self, folded: str, today: date) -> Iterator[Span]:
        """Only texts with a digit can hold one: number words were not put into digits."""
        if not any(character.isdigit() for character in folded):
            return
        for match in self._patterns.finditer(folded):
            yield from _span(_parsed(match.group(), today), match.start(), match.end())


def _relative_patterns() -> Iterator[str]:
    for language in LOCALES:
        for english, patterns in _relative_types(language).items():
            if re.search(r"\b(day|week)s?\b", english):
                for pattern in patterns:
                    plain = fold(A_NUMBER.sub("0", pattern)).text
                    if "\\" not in plain:
                        yield r"\b" + re.escape(plain).replace("0", r"\d{1,3}") + r"\b"


def _relative_types(language: str) -> Mapping[str, Sequence[str]]:
    from dateparser.languages.loader import default_loader

    found: Mapping[str, Sequence[str]] = default_loader.get_locale(language).info.get("relative-type-regex", {})
    return found


@lru_cache(maxsize=256)
def _parsed(words: str, today: date) -> date | None:
    settings = {"RELATIVE_BASE": datetime(today.year, today.month, today.day), "RETURN_AS_TIMEZONE_AWARE": False}  # noqa: DTZ001
    found = dateparser.parse(words, languages=list(LOCALES), settings=settings)
    return found.date() if found else None


def _numeric(folded: str, today: date | None) -> Iterator[Span]:
    for match in ISO.finditer(folded):
        yield from _span(_date(int(match[1]), int(match[2]), int(match[3])), match.start(), match.end())
    for match in NUMERIC.finditer(folded):
        day, month, year = int(match[1]), int(match[2]), _full_year(match[3])
        # Month first is American; it is believed only where the other reading is no date.
        yield from _span(_date(year, month, day) or _date(year, day, month), match.start(), match.end())
    for match in SOLAR.finditer(folded):
        yield from _span(_solar(int(match[1]), int(match[2]), int(match[3])), match.start(), match.end())
    for match in DAY_MONTH.finditer(folded):
        yield from _span(_nearest(int(match[2]), int(match[1]), today), match.start(), match.end())


def _around(folded: str, word: re.Match[str], month: int | None, make: _Make, today: date | None) -> Iterator[Span]:
    after = AFTER.match(folded, word.end())
    if month is None or after is None:
        return
    before = DAY_BEFORE.search(folded, max(0, word.start() - 14), word.start())
    day = int(before[1]) if before else int(after[1] or 0)
    year = int(after[2] or 0)
    start = before.start() if before else word.start()
    end = max(word.end(), *(after.end(group) for group in (1, 2)))
    yield from _span(make(year, month, day) if year else _nearest(month, day, today), start, end)


@cache
def _months_in(languages: Languages) -> dict[str, int]:
    asked = [language for language in LOCALES if not languages or language in languages]
    return {name: month for language in asked for name, month in _month_names(language).items()}


def _month_names(language: str) -> dict[str, int]:
    names = {
        fold(name).text.rstrip("."): month
        for locale in LOCALES[language]
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, locale).items()
    }
    own = {fold(name).text: int(month) for month, name in tables.by_language("months").get(language, ())}
    usable = (names | own).items()
    return {
        name: month
        for name, month in usable
        if len(name) > 1 and name.replace(" ", "").isalpha() and name not in NO_MONTHS
    }


def _says_little_else(folded: str) -> bool:
    return sum(word.isalpha() for word in folded.split()) <= LITTLE_ELSE


def _long_ago(span: Span, today: date | None) -> bool:
    return today is not None and int(str(span.value)[:4]) <= today.year - LONG_AGO


def _kind(span: Span, births: list[tuple[int, int]]) -> str:
    near = any(-WINDOW <= span.start - end <= WINDOW or -WINDOW <= start - span.end <= WINDOW for start, end in births)
    return "birth_date" if near else "time"


def _years(folded: str) -> Iterator[Span]:
    for match in YEAR.finditer(folded):
        yield Span("birth_year", int(match[1]), match.start(), match.end())
    for match in SOLAR_YEAR.finditer(folded):
        first_day = _solar(int(match[1]), 1, 1)
        if first_day is not None:
            yield Span("birth_year", first_day.year, match.start(), match.end())


def _full_year(digits: str) -> int:
    """Two digits as strptime reads them: 69-99 are the last century."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= 69 else 2000 + year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if NOT_BORN_BEFORE <= year <= 2100 else None
    except ValueError:
        return None


def _solar(year: int, month: int, day: int) -> date | None:
    """A date of the calendar of Iran and Afghanistan: 1375 is 1996/97."""
    length: Callable[[int, int], int] = persian.month_length
    convert: Callable[[int, int, int], tuple[int, int, int]] = persian.to_gregorian
    if not (1 <= month <= 12 and 1 <= day <= length(year, month)):
        return None
    return _date(*convert(year, month, day))


def _nearest(month: int, day: int, today: date | None) -> date | None:
    """The day with this name that is closest to today: a letter's date is shortly past, a deadline soon."""
    if today is None:
        return None
    candidates = [found for year in (-1, 0, 1) if (found := _date(today.year + year, month, day))]
    return min(candidates, key=lambda found: abs(found - today), default=None)


def _span(found: date | None, start: int, end: int) -> Iterator[Span]:
    if found is not None:
        yield Span("time", found.isoformat(), start, end)

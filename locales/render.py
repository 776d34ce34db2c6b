"""Puts parameters into a text, each in the manner of the language: dates, numbers, lists and names from CLDR.

The tags of a parameter: ``date``, ``datetime``, ``time``, ``weekday``, ``key`` (and ``params``), ``list``, ``phone``,
``language``, ``country``, ``words`` (a text that is no catalog's, by language).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date, format_time, get_datetime_format, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal

from locales import languages, plurals
from locales.errors import ParamError
from locales.languages import Language
from locales.pofiles import Forms
from locales.wording import Param

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PLACE = ZoneInfo("Europe/Berlin")  # appointments and deadlines are meant where the offices are
GERMANY = 49  # calling code
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
# A name must not carry marks that would turn round the sentence around it (UAX 9, 2.1-2.4).
_BIDI_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True)
class Voice:
    """Who is speaking: a language, and the way to look up a text that stands inside another."""

    language: Language
    look_up: Callable[[str, Mapping[str, Param]], str]


def choose(forms: Forms, params: Mapping[str, Param], voice: Voice) -> str:
    """The plural form that fits ``n``, by the CLDR rule of the language. Raises ParamError."""
    if len(forms) == 1:
        return forms[0]
    n = params.get("n")
    if not isinstance(n, int):
        raise ParamError("a text with plural forms needs the number {n}")
    return forms[plurals.index(voice.language, n)]


def fill(text: str, params: Mapping[str, Param], voice: Voice) -> str:
    """Replace each ``{name}`` of ``text``. Raises ParamError when a parameter is missing or malformed."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in params:
            raise ParamError(f"no parameter {{{name}}}")
        return _render(params[name], voice)

    return PLACEHOLDER.sub(value, text)


def _render(param: Param, voice: Voice) -> str:
    match param:
        case bool():
            raise ParamError("a yes or no needs a key of its own")
        case str():
            return _isolate(param.translate(_BIDI_MARKS), voice)
        case int():
            return _left_to_right(str(format_decimal(param, locale=voice.language.locale)), voice)
        case {"key": str(key)}:
            return _own(voice.look_up(key, param.get("params", {})), voice)
        case {"list": list(items)}:
            return format_list([_render(item, voice) for item in items], locale=voice.language.locale)
    for tag, show in _TAGS.items() if isinstance(param, Mapping) else ():
        if set(param) == {tag} and isinstance(param[tag], dict if tag == "words" else str):
            return show(param[tag], voice)
    raise ParamError(f"no such form of parameter: {sorted(param) if isinstance(param, Mapping) else type(param)}")


def _words(by_language: Mapping[str, str], voice: Voice) -> str:
    """A text that is no catalog's: in this language, in its plain form where there is no simpler one, or in German."""
    code = voice.language.code
    for wanted in (code, languages.base_of(code), languages.SOURCE):
        if by_language.get(wanted):
            text = str(by_language[wanted]).translate(_BIDI_MARKS)
            return text if "\n" in text else _isolate(text, voice)  # paragraphs have a direction of their own
    raise ParamError("words without German")


def _date(iso: str, voice: Voice) -> str:
    return _isolate(format_date(_parse(date, iso), "long", locale=voice.language.locale), voice)


def _datetime(iso: str, voice: Voice) -> str:
    moment = _parse(datetime, iso)
    if moment.tzinfo is None:
        raise ParamError("a moment needs its offset from UTC")
    locale, local = voice.language.locale, moment.astimezone(PLACE)
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    day, clock = format_date(local, "long", locale=locale), format_time(local, "short", tzinfo=PLACE, locale=locale)
    return _isolate(pattern.format(clock, day), voice)


def _weekday(code: str, voice: Voice) -> str:
    """A day of the week by its iCalendar code (MO ... SU), as the schedules of HSDS name them."""
    if code not in WEEKDAYS:
        raise ParamError(f"not a day of the week: {code!r}")
    names = get_day_names("wide", context="stand-alone", locale=voice.language.locale)
    return _isolate(str(names[WEEKDAYS.index(code)]), voice)


def _time(iso: str, voice: Voice) -> str:
    """A time of day where the offices are, such as the beginning of their hours."""
    return _own(format_time(_parse(time, iso), "short", locale=voice.language.locale), voice)


def _phone(number: str, voice: Voice) -> str:
    """As people in Germany write and dial it; short numbers such as 112 stay as they are."""
    try:
        parsed = phonenumbers.parse(number, "DE")
    except phonenumbers.NumberParseException as error:
        raise ParamError("not a phone number") from error
    if not phonenumbers.is_possible_number(parsed):
        return _left_to_right(number.translate(_BIDI_MARKS), voice)
    form = phonenumbers.PhoneNumberFormat
    shape = form.NATIONAL if parsed.country_code == GERMANY else form.INTERNATIONAL
    return _left_to_right(phonenumbers.format_number(parsed, shape), voice)


def _language(code: str, voice: Voice) -> str:
    ours = {language.code: language.name for language in languages.all_languages()}
    name = voice.language.locale.languages.get(code.replace("-", "_")) or ours.get(code)
    if name is None:
        raise ParamError(f"CLDR has no name for the language {code!r}")
    return _isolate(name, voice)


def _country(code: str, voice: Voice) -> str:
    name = voice.language.locale.territories.get(code)
    if name is None:
        raise ParamError(f"CLDR has no name for the country {code!r}")
    return _isolate(name, voice)


_TAGS: dict[str, Callable[[Any, Voice], str]] = {
    "words": _words,
    "date": _date,
    "datetime": _datetime,
    "phone": _phone,
    "time": _time,
    "weekday": _weekday,
    "language": _language,
    "country": _country,
}


def _parse(kind: Any, iso: str) -> Any:
    try:
        return kind.fromisoformat(iso)
    except ValueError as error:
        raise ParamError(f"not an ISO {kind.__name__}") from error


def _isolate(text: str, voice: Voice) -> str:
    """Keep a value from disturbing the order of the words around it, wherever the two directions can meet."""
    if voice.language.rtl or _has_rtl(text):
        return f"{FSI}{text}{PDI}"
    return text


def _has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def _own(text: str, voice: Voice) -> str:
    """A text of the voice's own language, which runs its way also where it begins with a German word or a figure."""
    return f"{RLI}{text}{PDI}" if voice.language.rtl and _has_rtl(text) else _isolate(text, voice)


def _left_to_right(text: str, voice: Voice) -> str:
    return f"{LRI}{text}{PDI}" if voice.language.rtl else text

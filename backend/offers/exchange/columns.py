"""The columns of the sheet: how a cell is read, how it is written, what it is checked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from backend.offers.eligibility import FaultyCondition, condition
from backend.offers.exchange.times import (
    Unreadable,
    parts,
    read_dates,
    read_day,
    read_hours,
    write_dates,
    write_day,
    write_hours,
)
from backend.offers.exchange.vocabulary import NO, YES, Vocabulary
from backend.offers.hsds import MAIL, WEB
from backend.offers.schemas import MOST_LETTERS
from locales.wording import Param

type Reader = Callable[[str, Vocabulary], Any]
type Writer = Callable[[Any, Vocabulary], str]
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{1,79}")
_POSTAL_CODE = re.compile(r"\d{5}")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OLDEST = 120
_MOST_NAME = 200


class Faulty(ValueError):
    """A cell that cannot be used; ``kind`` and ``params`` are those of a problem."""

    def __init__(self, kind: str, **params: Param) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


@dataclass(frozen=True)
class Column:
    """One column. ``words``: the kind of words that it allows; ``many``: several of them."""

    id: str
    read: Reader
    write: Writer
    required: bool = False
    words: str = ""
    many: bool = False


def _plain(value: Any, _vocabulary: Vocabulary) -> str:
    return str(value)


def _text(most: int) -> Reader:
    def read(text: str, _vocabulary: Vocabulary) -> str:
        if len(text) > most:
            raise Faulty("too_long", most=most)
        return text

    return read


def _matching(pattern: re.Pattern[str], kind: str) -> Reader:
    def read(text: str, _vocabulary: Vocabulary) -> str:
        if not pattern.fullmatch(text):
            raise Faulty(kind, value=text)
        return text

    return read


def _checked(check: Callable[[str], Any], kind: str) -> Reader:
    def read(text: str, _vocabulary: Vocabulary) -> str:
        try:
            check(text)
        except (ValidationError, FaultyCondition) as error:
            raise Faulty(kind, value=text) from error
        return text

    return read


def _web(text: str, _vocabulary: Vocabulary) -> str:
    """People leave out the beginning of an address."""
    address = text if _SCHEME.match(text) else f"https://{text}"
    try:
        WEB.validate_python(address)
    except ValidationError as error:
        raise Faulty("web", value=text) from error
    if " " in text or "." not in text:
        raise Faulty("web", value=text)
    return address


def _keys(text: str, _vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(key for part in parts(text) for key in re.split(r"[,\s]+", part) if key)


def _write_keys(keys: tuple[str, ...], _vocabulary: Vocabulary) -> str:
    return "; ".join(keys)


def _number(least: float, most: float) -> Reader:
    def read(text: str, _vocabulary: Vocabulary) -> float:
        try:
            number = float(text.replace(",", "."))
        except ValueError as error:
            raise Faulty("not_a_number", value=text) from error
        if not least <= number <= most:
            raise Faulty("out_of_range", value=text, least=str(int(least)), most=str(int(most)))
        return number

    return read


def _write_number(number: float, _vocabulary: Vocabulary) -> str:
    return str(int(number)) if float(number).is_integer() else str(number).replace(".", ",")


def _day(text: str, _vocabulary: Vocabulary) -> date:
    try:
        return read_day(text)
    except Unreadable as error:
        raise Faulty("date", value=text) from error


def _hours(text: str, vocabulary: Vocabulary) -> Any:
    try:
        return read_hours(text, vocabulary)
    except Unreadable as error:
        raise Faulty("hours", value=str(error)) from error


def _dates(text: str, _vocabulary: Vocabulary) -> Any:
    try:
        return read_dates(text)
    except Unreadable as error:
        raise Faulty("dates", value=str(error)) from error


def _answer(text: str, vocabulary: Vocabulary) -> bool:
    if text in {"true", "false"}:  # a box that a spreadsheet ticks
        return text == "true"
    code = vocabulary.kinds["answer"].code(text)
    if code is None:
        raise Faulty("answer", value=text)
    return code == YES


def _write_answer(value: bool, vocabulary: Vocabulary) -> str:
    return vocabulary.kinds["answer"].word(YES if value else NO)


def _choice(column: str, words: str) -> Column:
    def read(text: str, vocabulary: Vocabulary) -> str:
        return _code(text, words, vocabulary)

    return Column(column, read, lambda code, vocabulary: vocabulary.kinds[words].word(code), words=words)


def _choices(column: str, words: str, *, required: bool = False) -> Column:
    """Several words, with semicolons between; commas too, where none of the words has one inside."""

    def read(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        codes: list[str] = []
        for part in parts(text):
            known = vocabulary.kinds[words].code(part)
            codes += [known] if known else [_code(one, words, vocabulary) for one in part.split(",") if one.strip()]
        return tuple(dict.fromkeys(codes))

    def write(codes: tuple[str, ...], vocabulary: Vocabulary) -> str:
        return "; ".join(vocabulary.kinds[words].word(code) for code in codes)

    return Column(column, read, write, required=required, words=words, many=True)


def _code(text: str, words: str, vocabulary: Vocabulary) -> str:
    code = vocabulary.kinds[words].code(text)
    if code is None:
        raise Faulty("unknown_value", value=text.strip())
    return code


def _write_day(day: date, _vocabulary: Vocabulary) -> str:
    return write_day(day)


def _write_dates(dates: Any, _vocabulary: Vocabulary) -> str:
    return write_dates(dates)


#: What tells an offer from others, and where it is; the columns of a further row for a further place.
PLACE_COLUMNS = (
    Column("place_name", _text(_MOST_NAME), _plain),
    Column("street", _text(_MOST_NAME), _plain),
    Column("postal_code", _matching(_POSTAL_CODE, "postal_code"), _plain),
    Column("city", _text(_MOST_NAME), _plain),
    Column("latitude", _number(-90, 90), _write_number),
    Column("longitude", _number(-180, 180), _write_number),
    _choices("accessibility", "help"),
)
TEXTS = ("name", "summary", "who", "register", "cost_note")
_IN_ORDER = (
    Column("key", _matching(_KEY, "key"), _plain, required=True),
    _choice("template", "template"),
    Column("organization", _text(_MOST_NAME), _plain, required=True),
    Column("name", _text(MOST_LETTERS["name"]), _plain, required=True),
    Column("summary", _text(MOST_LETTERS["summary"]), _plain),
    Column("who", _text(MOST_LETTERS["who"]), _plain),
    Column("register", _text(MOST_LETTERS["register"]), _plain),
    _choices("fields", "field", required=True),
    _choices("needs", "need"),
    _choice("cost", "cost"),
    Column("cost_note", _text(MOST_LETTERS["cost_note"]), _plain),
    *PLACE_COLUMNS,
    Column("phone", _matching(re.compile(r"[+\d][\d\s()/.-]{2,30}"), "phone"), _plain),
    Column("email", _checked(MAIL.validate_python, "email"), _plain),
    Column("url", _web, _plain),
    _choices("languages", "language"),
    Column("hours", _hours, write_hours),
    Column("dates", _dates, _write_dates),
    _choices("municipalities", "town"),
    _choices("documents", "document"),
    Column("open_to_all", _answer, _write_answer, words="answer"),
    Column("when", _checked(condition, "condition"), _plain),
    Column("minimum_age", _number(0, _OLDEST), _write_number),
    Column("maximum_age", _number(0, _OLDEST), _write_number),
    Column("anonymous", _answer, _write_answer, words="answer"),
    Column("funding", _text(_MOST_NAME), _plain),
    Column("predecessors", _keys, _write_keys),
    Column("successors", _keys, _write_keys),
    Column("overlaps", _keys, _write_keys),
    Column("assured_on", _day, _write_day, required=True),
    Column("valid_until", _day, _write_day),
    _choice("status", "status"),
)
COLUMNS: dict[str, Column] = {column.id: column for column in _IN_ORDER}
OF_PLACE = frozenset(column.id for column in PLACE_COLUMNS)

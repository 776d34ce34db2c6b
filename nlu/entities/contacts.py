"""Ways to be reached, and the number of an earlier case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from nlu.entities.entity import Span

HOME_REGION = "DE"
MOST_CANDIDATES = 10  # nobody gives more numbers in one message; a pasted table must not cost seconds

PHONE = re.compile(r"(?<![\w.])(?:\+|0)[\d(](?:[ ()/.\-]{0,2}\d){5,18}(?![\w])")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}(?![\w-])")
# "14-year", "16-letni" is an age, not the number of a case.
GROUPED = re.compile(
    r"(?<![\w-])(?!\d{1,3}-[a-z]+(?![\w-]))(?=[a-z0-9-]{0,40}\d)(?=[a-z0-9-]{0,40}[a-z])[a-z0-9]{1,8}(?:-[a-z0-9]{2,8}){1,4}(?![\w-])"
)
NAMED = re.compile(
    r"(?:nummer|number|referenz\w*|reference|code|aktenzeichen|رقم\w*|المرجعي|كود)\s*(?:ist|is|lautet|هو)?\s*[:#]?\s*"
    r"((?=[a-z0-9-]{0,12}\d)[a-z0-9][a-z0-9-]{4,24})(?![\w-])"
)
SHORTEST_GROUPED = 7


def emails(folded: str) -> Iterator[Span]:
    """Addresses of the usual form, in lower case."""
    for match in EMAIL.finditer(folded):
        yield Span("email", match.group(), match.start(), match.end())


def phones(folded: str) -> Iterator[Span]:
    """Numbers that begin with 0 or +, as E.164; German unless they say otherwise."""
    for _, match in zip(range(MOST_CANDIDATES), PHONE.finditer(folded), strict=False):
        try:
            number = phonenumbers.parse(match.group(), HOME_REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Span("phone", value, match.start(), match.end())


def references(folded: str) -> Iterator[Span]:
    """A case number: letters and digits in groups, or whatever follows "my number is". Upper case."""
    for match in GROUPED.finditer(folded):
        if len(match.group().replace("-", "")) >= SHORTEST_GROUPED:
            yield Span("reference", match.group().upper(), match.start(), match.end())
    for match in NAMED.finditer(folded):
        yield Span("reference", match.group(1).upper(), match.start(1), match.end(1))

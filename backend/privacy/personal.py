"""What in a text points to a person: names, birth dates, telephone numbers, mail addresses, reference numbers.

For texts that must stay without them because they outlive a case or are read by people who see none. A name without
"Herr" or "Frau" before it cannot be told from any other word, so whoever writes is asked to leave names out as well.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from phonenumbers import PhoneNumberMatcher

from backend.core.errors import Invalid
from locales.wording import Wording

type Kind = Literal["mail", "phone", "name", "born", "number"]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w+")
_TITLED = re.compile(r"\b(?:Herrn?|Frau|Familie|Hr\.|Fr\.|Fam\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.|Name:)\s+(\w[\w'’-]*)")
_BORN = re.compile(r"\b(?:geb\.|geboren|born)\s+(?:am\s+|on\s+)?\d{1,2}\.\s*(?:\d{1,2}\.|\w+)\s*\d{2,4}", re.IGNORECASE)
#: A number of Lotse's own, or at least six digits in one: file numbers, customer numbers, numbers of papers.
_NUMBER = re.compile(r"\b(?:(?=[A-Z-]*\d)[A-Z0-9]{4}-[A-Z0-9]{4}|(?=(?:[\w/-]*\d){6})[\w/-]+)\b")
#: Days and school years have many digits too, and point to nobody.
_TIME = re.compile(r"(?:19|20)\d\d(?:[-/](?:(?:19|20)?\d\d)){1,2}")


@dataclass(frozen=True)
class Finding:
    """Something in a text that points to a person, as it stands there."""

    kind: Kind
    text: str


class PointsToSomebody(Invalid):
    """A text says who somebody is; ``findings`` are the places, in their order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__(Wording("console.personal.refused"), "personal")
        self.findings = tuple(findings)


def demand_impersonal(text: str, known: Iterable[str] = ()) -> None:
    """Raise ``PointsToSomebody`` if anything in a text points to a person; ``known`` are names to look for."""
    if found := findings(text, known):
        raise PointsToSomebody(found)


def findings(text: str, known: Iterable[str] = ()) -> list[Finding]:
    """What points to a person, in the order of the text; a place is named once."""
    found: list[tuple[int, int, Kind]] = []
    for start, end, kind in _everything(text, known):
        if not any(start < last and first < end for first, last, _ in found):
            found.append((start, end, kind))
    return [Finding(kind, text[start:end]) for start, end, kind in sorted(found)]


def _everything(text: str, known: Iterable[str]) -> Iterator[tuple[int, int, Kind]]:
    """Every place, the surest readings first."""
    yield from ((*match.span(), "mail") for match in _MAIL.finditer(text))
    yield from ((*match.span(), "born") for match in _BORN.finditer(text))
    yield from ((match.start, match.end, "phone") for match in PhoneNumberMatcher(text, "DE"))
    for name in known:
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        yield from ((*match.span(), "name") for match in re.finditer(pattern, text, re.IGNORECASE))
    yield from ((*match.span(), "name") for match in _TITLED.finditer(text) if not match[1][0].islower())
    yield from ((*match.span(), "number") for match in _NUMBER.finditer(text) if not _TIME.fullmatch(match[0]))

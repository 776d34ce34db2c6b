"""Punctuation as each language writes it (typography.toml). One text in, hints out."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from locales.languages import FOLDER
from locales.render import PLACEHOLDER

FILE = FOLDER / "typography.toml"
QUOTES = frozenset('„“”‟«»‹›"')
"""Marks that quote. Single ones are left alone: they are apostrophes as well."""

NO_BREAK = "\u00a0\u202f"
_LATIN = "A-Za-z0-9À-ɏ"


@dataclass(frozen=True)
class Typography:
    """The rules of one language; the fields are explained at the top of ``typography.toml``."""

    quotes: str
    instead: dict[str, str] = field(default_factory=dict)
    space_before: str = ""
    pairs: dict[str, str] = field(default_factory=dict)
    foreign: str = ""

    def faults(self, text: str) -> Iterator[str]:
        """What is wrong in the text."""
        plain = PLACEHOLDER.sub("\ufffc", text)
        if foreign := sorted(QUOTES.intersection(plain).difference(self.quotes)):
            yield f"quotation marks {' '.join(foreign)}: this language writes {' '.join(self.quotes)}"
        if strange := sorted(set(self.foreign).intersection(plain.lower())):
            yield f"the letters {' '.join(strange)}: this language has no such letters"
        yield from self._marks(plain)
        for closing, opening in self.pairs.items():
            if plain.count(closing) != plain.count(opening):
                yield f"{opening} and {closing} are not pairs"

    def _marks(self, plain: str) -> Iterator[str]:
        for mark, own in self.instead.items():
            # Between letters and digits of Latin script a mark belongs to what is quoted: "§ 25, Abs. 1".
            if re.search(rf"(?<![{_LATIN}]){re.escape(mark)}", plain):
                yield f"the mark {mark}: this language writes {own}"
        for mark in self.space_before:
            if re.search(rf"(?<![{NO_BREAK}?!…]){re.escape(mark)}", plain):
                yield f"no no-break space before {mark}"


@cache
def _all() -> dict[str, Typography]:
    return {code: Typography(**rules) for code, rules in tomllib.loads(FILE.read_text("utf-8")).items()}


def of(code: str) -> Typography | None:
    """The rules of a language; None for one whose rules nobody has written down yet."""
    return _all().get(code)

"""Needs and urgency flags of a message, by a lexicon of phrases in each language.

Urgency aims at recall: one phrase of danger is enough. It is taken back only where the words themselves say that it is
no danger, by a known harmless phrase over it ("dying to learn") or a negation next to it ("er schlägt mich nicht").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

import tomllib

from nlu.text.lexicon import ALL, Languages, Lexicon, WordLists
from nlu.text.patterns import Found
from nlu.text.tokens import Token

DATA = Path(__file__).parent / "data"
Names = Callable[[int, int], bool]
ABOUT_PAPERS = "residence_permit"
REACH_BEFORE = 2
REACH_AFTER = 2
LISTS = ("declined", "harmless", "check")
WORDS = ("words", "new_thought", "only", "after")

HINTED = "violence_now"
"""The flag that single words of danger hint at; the question asked is the same for all of them."""

FLAGS = (
    "life_danger_medical", "violence_now", "suicide_acute", "suicide_thoughts", "child_endangered", "trafficking",
    "violence_partner", "forced_marriage", "fgm", "homeless_tonight", "deportation_date", "detention",
    "asylum_rejection_deadline", "eviction_notice", "title_expiring_7d", "no_money_for_food", "deadline_7d",
)  # fmt: skip
"""Urgency flags in the order of the S rules (responsibility.md section 4); `urgency` keeps this order."""


NEED_OF_FLAG = {
    "homeless_tonight": "housing",
    "eviction_notice": "housing",
    "asylum_rejection_deadline": "asylum_procedure",
    "title_expiring_7d": "residence_permit",
    "no_money_for_food": "benefits",
}
"""Dangers that are a concern as well: when the first help is named, somebody must still be found for the rest."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Needs in the order in which they are mentioned, urgency flags in the order of the S rules.

    `to_check` are flags that a single word hints at ("police", "knife"): nobody is alarmed, but they are asked about.
    """

    needs: tuple[str, ...]
    urgency: tuple[str, ...]
    to_check: tuple[str, ...] = ()


class NeedsReader:
    """Reads needs and urgency; build it once, it compiles the lexicon of every language in data/."""

    def __init__(self) -> None:
        """Load data/<language>.toml; raises ValueError for a flag that responsibility.md does not know."""
        tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.toml"))}
        unknown = {flag for table in tables.values() for flag in table["urgency"]} - set(FLAGS)
        if unknown:
            raise ValueError(f"unknown urgency flags: {sorted(unknown)}")
        self._needs = Lexicon({code: _entries(table["needs"]) for code, table in tables.items()})
        self._urgency = Lexicon({code: _entries(table["urgency"]) for code, table in tables.items()})
        lists = {name: {code: table.get(name, []) for code, table in tables.items()} for name in LISTS}
        self._lists = {
            name: Lexicon({code: [(phrase, name) for phrase in phrases] for code, phrases in own.items()})
            for name, own in lists.items()
        }
        self._words = {
            name: WordLists({code: table["negation"].get(name, []) for code, table in tables.items()}) for name in WORDS
        }

    def read(
        self, found: Sequence[Token], names_a_title: Names = lambda _start, _end: False, languages: Languages = ALL
    ) -> Reading:
        """Needs and urgency flags of the tokens of one message.

        ``names_a_title``: whether a stretch of the text only names the paper that somebody has. To have one is no
        concern about it. ``languages``: those that the message may be in.
        """
        declined = {match.last for match in self._lists["declined"].find(found, languages)}
        needs = dict.fromkeys(
            match.payload
            for match in self._needs.find(found, languages)
            if match.first not in declined and not _only_names(found, match, names_a_title)
        )
        flags = {match.payload for match in self._dangers(found, languages)}
        hinted = not flags and self._lists["check"].find(found, languages)
        return Reading(tuple(needs), tuple(flag for flag in FLAGS if flag in flags), (HINTED,) if hinted else ())

    def _dangers(self, found: Sequence[Token], languages: Languages) -> Iterator[Found[str]]:
        matches = self._urgency.find(found, languages)
        if not matches:
            return
        harmless = self._lists["harmless"].find(found, languages)
        covered = set(chain.from_iterable(range(m.first, m.last) for m in harmless))
        denials = _Denials(*(self._words[name].of(languages) for name in WORDS))
        for match in matches:
            if not covered.intersection(range(match.first, match.last)) and not denials.reach(found, match):
                yield match


@dataclass(frozen=True, slots=True)
class _Denials:
    """The words by which the languages of a message take back what stands beside them."""

    negators: frozenset[str]
    new_thought: frozenset[str]
    only: frozenset[str]
    after: frozenset[str]

    def reach(self, found: Sequence[Token], match: Found[str]) -> bool:
        """A phrase that holds a negation itself ("nothing to eat") is not denied by it; only words around it count."""
        return (
            any(token.forms & self.negators for token in self._before(found, match.first))
            or self._within([found[position] for position in match.skipped])
            or self._behind(found[match.last : match.last + REACH_AFTER])
        )

    def _within(self, skipped: Sequence[Token]) -> bool:
        """ "My husband doesn't beat me": the words in a gap of the phrase."""
        negated = False
        for token in skipped:
            negated = bool(token.forms & self.negators) or (negated and not token.forms & self.new_thought)
        return negated

    def _before(self, found: Sequence[Token], first: int) -> Iterator[Token]:
        for position in range(first - 1, max(first - 1 - REACH_BEFORE, -1), -1):
            token = found[position]
            if found[position + 1].after_comma or token.ends_clause or token.forms & self.new_thought:
                return
            yield token

    def _behind(self, after: Sequence[Token]) -> bool:
        """German says "er schlägt mich nicht"; but "nicht nur" denies nothing."""
        for token, following in zip_longest(after, after[1:]):
            if token.after_comma or token.ends_clause or token.forms & self.new_thought:
                return False
            if token.forms & self.after:
                return following is None or not following.forms & self.only
        return False


def _only_names(found: Sequence[Token], match: Found[str], names_a_title: Names) -> bool:
    return match.payload == ABOUT_PAPERS and names_a_title(found[match.first].start, found[match.last - 1].end)


def _entries(phrases_of: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return ((phrase, name) for name, phrases in phrases_of.items() for phrase in phrases)

"""Needs and urgency flags of a message, by a lexicon of phrases in every language at once.

Urgency aims at recall: one phrase of danger is enough. It is taken back only where the words themselves say that it is
no danger, by a known harmless phrase over it ("dying to learn") or a negation next to it ("er schlägt mich nicht").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import tomllib

from nlu.text.normalise import fold
from nlu.text.patterns import Found, Phrases, Token

DATA = Path(__file__).parent / "data"
Names = Callable[[int, int], bool]
ABOUT_PAPERS = "residence_permit"
REACH_BEFORE = 2
REACH_AFTER = 2

HINTED = "violence_now"
"""The flag that single words of danger hint at; the question asked is the same for all of them."""

FLAGS = (
    "life_danger_medical", "violence_now", "suicide_acute", "suicide_thoughts", "child_endangered", "trafficking",
    "violence_partner", "forced_marriage", "fgm", "homeless_tonight", "deportation_date", "detention",
    "asylum_rejection_deadline", "eviction_notice", "title_expiring_7d", "no_money_for_food", "deadline_7d",
)  # fmt: skip
"""Urgency flags in the order of the S rules (responsibility.md section 4); `urgency` keeps this order."""


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
        tables = [_load(path) for path in sorted(DATA.glob("*.toml"))]
        unknown = {flag for table in tables for flag in table.get("urgency", {})} - set(FLAGS)
        if unknown:
            raise ValueError(f"unknown urgency flags: {sorted(unknown)}")
        self._needs = Phrases(_entries(table.get("needs", {}) for table in tables))
        self._urgency = Phrases(_entries(table.get("urgency", {}) for table in tables))
        self._declined = Phrases((phrase, True) for table in tables for phrase in table.get("declined", []))
        self._harmless = Phrases((phrase, True) for table in tables for phrase in table.get("harmless", []))
        self._negators = _words(table["negation"]["words"] for table in tables if "negation" in table)
        self._new_thought = _words(table["negation"]["new_thought"] for table in tables if "negation" in table)
        self._only = _words(table["negation"].get("only", []) for table in tables if "negation" in table)
        self._negators_after = _words(table["negation"].get("after", []) for table in tables if "negation" in table)
        self._hints = Phrases((phrase, HINTED) for table in tables for phrase in table.get("check", []))

    def read(self, found: Sequence[Token], names_a_title: Names = lambda _start, _end: False) -> Reading:
        """Needs and urgency flags of the tokens of one message.

        ``names_a_title``: whether a stretch of the text only names the paper that somebody has. To have one is no
        concern about it.
        """
        declined = {match.last for match in self._declined.find(found)}
        needs = dict.fromkeys(
            match.payload
            for match in self._needs.find(found)
            if match.first not in declined and not _only_names(found, match, names_a_title)
        )
        flags = {match.payload for match in self._dangers(found)}
        hinted = () if flags else tuple(dict.fromkeys(match.payload for match in self._hints.find(found)))
        return Reading(tuple(needs), tuple(flag for flag in FLAGS if flag in flags), hinted)

    def _dangers(self, found: Sequence[Token]) -> Iterator[Found[str]]:
        matches = list(self._urgency.find(found))
        if not matches:
            return
        covered = set(chain.from_iterable(range(m.first, m.last) for m in self._harmless.find(found)))
        for match in matches:
            if not covered.intersection(range(match.first, match.last)) and not self._denied(found, match):
                yield match

    def _denied(self, found: Sequence[Token], match: Found[str]) -> bool:
        """A phrase that holds a negation itself ("nothing to eat") is not denied by it; only words around it count."""
        before = [*self._before(found, match.first)]
        after = found[match.last : match.last + REACH_AFTER]
        return (
            any(token.forms & self._negators for token in before)
            or self._negated_within([found[position] for position in match.skipped])
            or self._negated_after(after)
        )

    def _negated_within(self, skipped: Sequence[Token]) -> bool:
        """ "My husband doesn't beat me": the words in a gap of the phrase."""
        negated = False
        for token in skipped:
            negated = bool(token.forms & self._negators) or (negated and not token.forms & self._new_thought)
        return negated

    def _before(self, found: Sequence[Token], first: int) -> Iterator[Token]:
        for position in range(first - 1, max(first - 1 - REACH_BEFORE, -1), -1):
            token = found[position]
            if found[position + 1].after_comma or token.ends_clause or token.forms & self._new_thought:
                return
            yield token

    def _negated_after(self, after: Sequence[Token]) -> bool:
        """German says "er schlägt mich nicht"; but "nicht nur" denies nothing."""
        for token, following in zip_longest(after, after[1:]):
            if token.after_comma or token.ends_clause or token.forms & self._new_thought:
                return False
            if token.forms & self._negators_after:
                return following is None or not following.forms & self._only
        return False


def _only_names(found: Sequence[Token], match: Found[str], names_a_title: Names) -> bool:
    return match.payload == ABOUT_PAPERS and names_a_title(found[match.first].start, found[match.last - 1].end)


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _entries(tables: Iterable[dict[str, list[str]]]) -> Iterator[tuple[str, str]]:
    return ((phrase, name) for table in tables for name, phrases in table.items() for phrase in phrases)


def _words(lists: Iterable[list[str]]) -> frozenset[str]:
    return frozenset(fold(word).text for words in lists for word in words)

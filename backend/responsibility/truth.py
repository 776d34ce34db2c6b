"""Three values: true, false, and not known. A condition over missing data is unknown, never false.

Every unknown carries the attributes that are missing for it, so that the engine can tell which question would help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


class Unknown:
    """The one value that stands for "nobody knows"."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Finding:
    """A value, or ``UNKNOWN`` with the attributes whose answers are missing."""

    value: Any
    missing: frozenset[str] = frozenset()

    @property
    def certain(self) -> bool:
        """Whether there is a value."""
        return self.value is not UNKNOWN


TRUE = Finding(value=True)
FALSE = Finding(value=False)


def unknown(*missing: str) -> Finding:
    """Not known, because of these attributes."""
    return Finding(UNKNOWN, frozenset(missing))


def all_of(findings: Iterable[Finding]) -> Finding:
    """Kleene's and: one false decides; otherwise one unknown leaves it open."""
    missing: set[str] = set()
    is_open = False
    for finding in findings:
        if not finding.certain:
            is_open = True
            missing |= finding.missing
        elif not finding.value:
            return FALSE
    return Finding(UNKNOWN, frozenset(missing)) if is_open else TRUE


def any_of(findings: Iterable[Finding]) -> Finding:
    """Kleene's or: one true decides; otherwise one unknown leaves it open."""
    return negation(all_of(negation(finding) for finding in findings))


def negation(finding: Finding) -> Finding:
    """Not; the unknown stays unknown."""
    if not finding.certain:
        return finding
    return FALSE if finding.value else TRUE


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number known only within bounds: an age, when the birthday is not known to the day."""

    least: int
    most: int

    def compared(self, matches: Callable[[int], bool]) -> Finding:
        """What a comparison gives for all numbers of the span; unknown where they differ."""
        results = {matches(number) for number in range(self.least, self.most + 1)}
        return Finding(results.pop()) if len(results) == 1 else unknown("birthday")

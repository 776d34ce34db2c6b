"""One finding in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """What was found, its normalised value, and where: `text == original[start:end]`.

    `value` is an int for ages and years, an ISO date for dates, E.164 for phones, a code of responsibility.md section 2
    for titles, benefits, case management and statements (a bool where the attribute is one), ISO 639 for languages, the
    key of the place for places.
    """

    type: str
    text: str
    value: str | int
    start: int
    end: int

    def to_json(self) -> dict[str, str | int]:
        """The form in which it travels to Rasa."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Span:
    """A finding with offsets into the folded text, before it is mapped back."""

    type: str
    value: str | int
    start: int
    end: int


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping findings the one listed first stays: readers are listed from the surest to the vaguest."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)

"""How a phrase is written, and what each of its words may be in a text.

wort      exactly this word, also with Arabic clitics in front (بالمدرسه for مدرسه) or "ue" for "ü"
stem*     a word that begins so          *stem*   a word that has it inside (German compounds)
{n}       a number, in digits or words   ...      up to three words, not across the end of a clause
*         any one word                   (a|b|)   alternatives, the empty one too
^ and $   beginning and end of a clause
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nlu.text.normalise import fold

SHORTEST_STEM = 2
NUMBER, ANY, GAP, BEGIN, END = "{n}", "*", "...", "^", "$"
SPECIAL = frozenset({NUMBER, ANY, GAP, BEGIN, END})
BETWEEN = frozenset({GAP, BEGIN, END})
"""What stands for no single word."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one word of a text may be at some place of a phrase: any of these words, stems and pieces, or a number."""

    exact: frozenset[str]
    stems: frozenset[str]
    inside: frozenset[str]
    number: bool
    anything: bool


@lru_cache(maxsize=100_000)
def choice(elements: frozenset[str]) -> Choice:
    """Sort the elements by how they are matched. Raises ValueError for a stem too short to mean anything."""
    bare = {element: element.strip("*") for element in elements if element not in SPECIAL}
    short = [element for element, stem in bare.items() if "*" in element and len(stem) < SHORTEST_STEM]
    if short:
        raise ValueError(f"a stem this short means anything: {short[0]}")
    return Choice(
        exact=frozenset(stem for element, stem in bare.items() if "*" not in element),
        stems=frozenset(stem for element, stem in bare.items() if "*" in element and not element.startswith("*")),
        inside=frozenset(stem for element, stem in bare.items() if element.startswith("*")),
        number=NUMBER in elements,
        anything=ANY in elements,
    )


def chunks(phrase: str) -> list[str]:
    """A phrase cut at the blanks that are outside of all parentheses."""
    found, depth, current = [], 0, ""
    for character in phrase:
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            found.append(current)
            current = ""
        else:
            current += character
    return [chunk for chunk in [*found, current] if chunk]


def expand(phrase: str) -> list[tuple[str, ...]]:
    """All ways to read a phrase with alternatives (which may nest), each as folded elements."""
    written = _spellings(phrase)
    return sorted({tuple(_element(word) for word in reading.split()) for reading in written})


def _spellings(text: str) -> set[str]:
    """Every way to write a text with alternatives: groups one after the other multiply, choices within one add up."""
    group = _first_group(text)
    if group is None:
        return {text}
    start, end = group
    choices = {spelling for choice in _choices(text[start + 1 : end]) for spelling in _spellings(choice)}
    rest = _spellings(text[end + 1 :])
    return {text[:start] + choice + after for choice in choices for after in rest}


def _first_group(text: str) -> tuple[int, int] | None:
    """Where the first parenthesis opens, and where that one closes."""
    start = text.find("(")
    depth = 0
    for position in range(start, len(text)) if start >= 0 else ():
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return start, position
    if start >= 0:
        raise ValueError(f"a parenthesis is never closed: {text}")
    return None


def _choices(text: str) -> list[str]:
    """A group cut at the bars that are outside of inner parentheses."""
    choices, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            choices.append("")
        else:
            choices[-1] += character
    return choices


@lru_cache(maxsize=20_000)
def _element(word: str) -> str:
    return word if word in SPECIAL else fold(word).text

"""Phrases with stems, numbers and gaps, matched on the words of a folded text.

spaCy's PhraseMatcher wants whole tokens, and its Matcher with regular expressions is too slow for thousands of stems on
a long message. Here a phrase is a small graph, found by its first word, so a text costs about the same however many
phrases are known, and alternatives cost as much memory as they have letters.

A phrase is written as words:
    wort      exactly this word, also with Arabic clitics in front (بالمدرسه for مدرسه) or "ue" for "ü"
    stem*     a word that begins so          *stem*   a word that has it inside (German compounds)
    {n}       a number, in digits or words   ...      up to three words, not across the end of a clause
    *         any one word                   (a|b|)   alternatives, the empty one too
    ^ and $   beginning and end of a clause
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from nlu.text.normalise import fold
from nlu.text.numbers import number_at
from nlu.text.words import Word, words

LONGEST_GAP = 3
SHORTEST_STEM = 2
LONGEST_WORD = 40
NUMBER, ANY, GAP, BEGIN, END = "{n}", "*", "...", "^", "$"
SPECIAL = frozenset({NUMBER, ANY, GAP, BEGIN, END})
BETWEEN = frozenset({GAP, BEGIN, END})
"""What stands for no single word."""

CLITICS = re.compile(r"^(?:و|ف)?(?:ال|بال|لل|عال|هال|كال|ب|ل|ع)?(?=[\u0621-\u064a]{3})")
UMLAUT = re.compile(r"(?<=[b-df-hj-np-rt-z])[aou]e|^[aou]e(?=[b-df-hj-np-tv-z])")

T = TypeVar("T")
_End = tuple[T, int, tuple[int, ...]]
"""Payload, index after the last token, indices of the tokens that gaps skipped."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or the words of one number, with every form under which it may be found."""

    forms: frozenset[str]
    start: int
    end: int
    number: int | None
    ends_clause: bool
    after_comma: bool


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase in a text: payload, the tokens it covers [first, last), those its gaps skipped, value of its {n}."""

    payload: T
    first: int
    last: int
    skipped: tuple[int, ...]
    number: int | None


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """The word itself, without apostrophes, without Arabic clitics, and with "ue" for "ü" undone."""
    plain = word.replace("'", "").replace("’", "")
    found = {word, plain}
    if "\u0621" <= plain[:1] <= "\u064a":
        rest = plain
        for _ in range(2):  # و + بال
            found.add(rest)
            rest = rest[1:] if rest[:1] in "وف" and len(rest) > 3 else rest
        found.update({rest, CLITICS.sub("", rest), CLITICS.sub("", plain)})
        found.update(form.removeprefix("ال") for form in tuple(found) if len(form) > 4)
    else:
        found.add(UMLAUT.sub(lambda match: match.group()[0], plain))
    return frozenset(found)


def tokens(folded: str, languages: frozenset[str] = frozenset()) -> list[Token]:
    """Words of a folded text with numbers put together, as these languages (or, for none, all) write numbers."""
    found = words(folded)
    texts = [word.text for word in found]
    result, position = [], 0
    while position < len(found):
        number = number_at(texts, position, languages)
        length = number[1] if number else 1
        result.append(_token(found[position : position + length], number[0] if number else None))
        position += length
    return result


def _token(covered: Sequence[Word], number: int | None) -> Token:
    first = covered[0]
    text = " ".join(word.text for word in covered)
    return Token(forms(text[:LONGEST_WORD]), first.start, covered[-1].end, number, first.ends_clause, first.after_comma)


@dataclass(frozen=True, slots=True)
class _Words:
    """What one word of a text may be at some place of a phrase: any of these words, stems and pieces, or a number."""

    exact: frozenset[str]
    stems: frozenset[str]
    stem_lengths: tuple[int, ...]
    inside: tuple[str, ...]
    number: bool
    anything: bool

    @classmethod
    def of(cls, elements: frozenset[str]) -> _Words:
        """Sort the elements by how they are matched. Raises ValueError for a stem too short to mean anything."""
        bare = {element: element.strip("*") for element in elements if element not in SPECIAL}
        short = [element for element, stem in bare.items() if "*" in element and len(stem) < SHORTEST_STEM]
        if short:
            raise ValueError(f"a stem this short means anything: {short[0]}")
        stems = frozenset(bare[e] for e in bare if e.endswith("*") and not e.startswith("*"))
        return cls(
            exact=frozenset(stem for element, stem in bare.items() if "*" not in element),
            stems=stems,
            stem_lengths=tuple(sorted({len(stem) for stem in stems})),
            inside=tuple(bare[element] for element in bare if element.startswith("*")),
            number=NUMBER in elements,
            anything=ANY in elements,
        )

    def match(self, token: Token) -> bool:
        """Whether the token is one of them."""
        return (
            self.anything
            or (self.number and token.number is not None)
            or not self.exact.isdisjoint(token.forms)
            or any(form[:length] in self.stems for length in self.stem_lengths for form in token.forms)
            or any(piece in form for piece in self.inside for form in token.forms)
        )


@lru_cache(maxsize=100_000)
def _words_of(elements: frozenset[str]) -> _Words:
    return _Words.of(elements)


@dataclass(slots=True, eq=False)
class _Node(Generic[T]):
    """A place in a phrase: what may come next, and what ends here. Phrases are graphs: ways part and meet again."""

    edges: list[tuple[_Words, _Node[T]]] = field(default_factory=list)
    special: list[tuple[str, _Node[T]]] = field(default_factory=list)
    payloads: list[T] = field(default_factory=list)


class _Beginnings(Generic[T]):
    """What the first word of a text may begin, found without trying every phrase."""

    def __init__(self) -> None:
        self._exact: dict[str, list[_Node[T]]] = {}
        self._stems: dict[str, list[_Node[T]]] = {}
        self._inside: dict[str, list[_Node[T]]] = {}
        self._number: list[_Node[T]] = []
        self._anything: list[_Node[T]] = []
        self._stem_lengths: set[int] = set()
        self._inside_lengths: set[int] = set()
        # Most words begin no phrase; remembering that is what keeps a long message cheap.
        self.of = lru_cache(maxsize=20_000)(self._uncached)

    def add(self, words: _Words, node: _Node[T]) -> None:
        """A phrase goes on at this node after one of these words."""
        for word in words.exact:
            self._exact.setdefault(word, []).append(node)
        for stem in words.stems:
            self._stems.setdefault(stem, []).append(node)
        for piece in words.inside:
            self._inside.setdefault(piece, []).append(node)
        self._stem_lengths.update(words.stem_lengths)
        self._inside_lengths.update(map(len, words.inside))
        if words.number:
            self._number.append(node)
        if words.anything:
            self._anything.append(node)

    def _uncached(self, forms_of_token: frozenset[str], is_number: bool) -> tuple[_Node[T], ...]:
        found = [*self._anything, *(self._number if is_number else ())]
        for form in forms_of_token:
            found += self._exact.get(form, ())
            for length in self._stem_lengths:
                found += self._stems.get(form[:length], ()) if len(form) >= length else ()
            for length in self._inside_lengths:
                for start in range(len(form) - length + 1):
                    found += self._inside.get(form[start : start + length], ())
        return tuple({id(node): node for node in found}.values())


class Phrases(Generic[T]):
    """A set of phrases with a payload each, compiled once into graphs that share their beginnings."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Compile; raises ValueError for a phrase that begins with a gap or has a stem too short to mean anything."""
        self._beginnings: _Beginnings[T] = _Beginnings()
        self._clauses: _Node[T] = _Node()
        for phrase, payload in entries:
            self._add(phrase, payload)

    def _add(self, phrase: str, payload: T) -> None:
        root: _Node[T] = _Node()
        ends = [root]
        try:
            for chunk in _chunks(phrase):
                ends = _extend(ends, expand(chunk))
        except ValueError as error:
            raise ValueError(f"{error}, in the phrase: {phrase}") from error
        if root in ends:
            raise ValueError(f"a phrase needs a word that must be there: {phrase}")
        for end in ends:
            end.payloads.append(payload)
        for name, node in root.special:
            if name != BEGIN:
                raise ValueError(f"a phrase cannot begin with {name}: {phrase}")
            self._clauses.edges += node.edges
            self._clauses.special += node.special
            self._clauses.payloads += node.payloads
        for first, node in root.edges:
            self._beginnings.add(first, node)

    def find(self, found: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase in the text, in the order of its first word; phrases may overlap."""
        for position in range(len(found)):
            for payload, end, skipped in dict.fromkeys(self._from(found, position)):
                number = next((token.number for token in found[position:end] if token.number is not None), None)
                yield Found(payload, position, end, skipped, number)

    def _from(self, found: Sequence[Token], position: int) -> Iterator[_End[T]]:
        token = found[position]
        if position == 0 or found[position - 1].ends_clause:
            yield from self._walk(self._clauses, found, position, ())
        if not token.ends_clause:
            for node in self._beginnings.of(token.forms, token.number is not None):
                yield from self._walk(node, found, position + 1, ())

    def _walk(
        self, node: _Node[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        """Payloads that end behind this node. The depth is that of the phrases, whatever the text."""
        for payload in node.payloads:
            yield payload, position, skipped
        closed = position >= len(found) or found[position].ends_clause
        for name, following in node.special:
            if name == GAP:
                yield from self._over_gap(following, found, position, skipped)
            elif name == END and closed:
                yield from self._walk(following, found, position, skipped)
        if not closed:
            for words, following in node.edges:
                if words.match(found[position]):
                    yield from self._walk(following, found, position + 1, skipped)

    def _over_gap(
        self, node: _Node[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        for end in range(position, position + LONGEST_GAP + 1):
            yield from self._walk(node, found, end, (*skipped, *range(position, end)))
            if end >= len(found) or found[end].ends_clause:
                return


def _extend(starts: list[_Node[T]], readings: list[tuple[str, ...]]) -> list[_Node[T]]:
    """Go on from each of these places by each of these readings, which meet again; an empty reading stays there."""
    meeting: _Node[T] = _Node()
    lone = frozenset(reading[0] for reading in readings if len(reading) == 1 and reading[0] not in BETWEEN)
    for start in starts:
        if lone:
            start.edges.append((_words_of(lone), meeting))
        for reading in readings:
            if len(reading) > 1 or (reading and reading[0] in BETWEEN):
                _path(start, reading, meeting)
    return [*(starts if () in readings else ()), *([meeting] if any(readings) else ())]


def _path(start: _Node[T], reading: tuple[str, ...], meeting: _Node[T]) -> None:
    node = start
    for position, element in enumerate(reading):
        following = meeting if position == len(reading) - 1 else _Node[T]()
        if element in BETWEEN:
            node.special.append((element, following))
        else:
            node.edges.append((_words_of(frozenset({element})), following))
        node = following


def _chunks(phrase: str) -> list[str]:
    """A phrase cut at the blanks that are outside of all parentheses."""
    chunks, depth, current = [], 0, ""
    for character in phrase:
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            chunks.append(current)
            current = ""
        else:
            current += character
    return [chunk for chunk in [*chunks, current] if chunk]


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

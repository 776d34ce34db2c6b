"""Phrases with stems, numbers and gaps, matched on the words of a folded text.

spaCy's PhraseMatcher wants whole tokens, and its Matcher with regular expressions is too slow for thousands of stems on
a long message. Here all phrases stand in one trie, so a text costs about the same however many phrases are known.

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

CLITICS = re.compile(r"^(?:و|ف)?(?:ال|بال|لل|عال|هال|كال|ب|ل|ع)?(?=[\u0621-\u064a]{3})")
ALTERNATIVES = re.compile(r"\(([^()]*)\)")
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


def tokens(folded: str) -> list[Token]:
    """Words of a folded text with numbers put together."""
    found = words(folded)
    texts = [word.text for word in found]
    result, position = [], 0
    while position < len(found):
        number = number_at(texts, position)
        length = number[1] if number else 1
        result.append(_token(found[position : position + length], number[0] if number else None))
        position += length
    return result


def _token(covered: Sequence[Word], number: int | None) -> Token:
    first = covered[0]
    text = " ".join(word.text for word in covered)
    return Token(forms(text[:LONGEST_WORD]), first.start, covered[-1].end, number, first.ends_clause, first.after_comma)


@dataclass(slots=True)
class _Node(Generic[T]):
    """A place in the trie of all phrases: what may come next, and what ends here."""

    exact: dict[str, _Node[T]] = field(default_factory=dict)
    stems: dict[str, _Node[T]] = field(default_factory=dict)
    inside: dict[str, _Node[T]] = field(default_factory=dict)
    special: dict[str, _Node[T]] = field(default_factory=dict)
    payloads: list[T] = field(default_factory=list)
    stem_lengths: tuple[int, ...] = ()
    inside_lengths: tuple[int, ...] = ()

    def child(self, element: str) -> _Node[T]:
        """The node after this element, made when it is new."""
        if element in SPECIAL:
            return self.special.setdefault(element, _Node())
        stem = element.strip("*")
        if element == stem:
            return self.exact.setdefault(stem, _Node())
        if len(stem) < SHORTEST_STEM:
            raise ValueError(f"a stem this short means anything: {element}")
        if element.startswith("*"):
            self.inside_lengths = tuple(sorted({*self.inside_lengths, len(stem)}))
            return self.inside.setdefault(stem, _Node())
        self.stem_lengths = tuple(sorted({*self.stem_lengths, len(stem)}))
        return self.stems.setdefault(stem, _Node())

    def after(self, token: Token) -> Iterator[_Node[T]]:
        """The nodes that this token leads to, each once."""
        found = [self.exact[form] for form in token.forms if form in self.exact]
        for length in self.stem_lengths:
            found += [self.stems[form[:length]] for form in token.forms if form[:length] in self.stems]
        found += [self.inside[piece] for piece in self._pieces(token) if piece in self.inside]
        if token.number is not None and NUMBER in self.special:
            found.append(self.special[NUMBER])
        if ANY in self.special:
            found.append(self.special[ANY])
        return iter({id(node): node for node in found}.values())

    def _pieces(self, token: Token) -> Iterator[str]:
        """Every piece of the token that is as long as some stem: cheaper than trying thousands of stems."""
        for length in self.inside_lengths:
            for form in token.forms:
                yield from (form[start : start + length] for start in range(len(form) - length + 1))


class Phrases(Generic[T]):
    """A set of phrases with a payload each, kept as a trie."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Compile; raises ValueError for a phrase that begins with a gap or has a stem too short to mean anything."""
        self._root: _Node[T] = _Node()
        # Most words begin no phrase; remembering that is what keeps a long message cheap.
        self._begins = lru_cache(maxsize=20_000)(self._uncached_begins)
        for phrase, payload in entries:
            for elements in expand(phrase):
                if not elements or elements[0] == GAP:
                    raise ValueError(f"a phrase cannot begin with a gap: {phrase}")
                node = self._root
                for element in elements:
                    node = node.child(element)
                node.payloads.append(payload)

    def find(self, found: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase in the text, in the order of its first word; phrases may overlap."""
        for position in range(len(found)):
            for payload, end, skipped in dict.fromkeys(self._from(found, position)):
                number = next((token.number for token in found[position:end] if token.number is not None), None)
                yield Found(payload, position, end, skipped, number)

    def _from(self, found: Sequence[Token], position: int) -> Iterator[_End[T]]:
        token = found[position]
        if BEGIN in self._root.special and (position == 0 or found[position - 1].ends_clause):
            yield from self._walk(self._root.special[BEGIN], found, position, ())
        if not token.ends_clause:
            for node in self._begins(token.forms, token.number):
                yield from self._walk(node, found, position + 1, ())

    def _uncached_begins(self, forms_of_token: frozenset[str], number: int | None) -> tuple[_Node[T], ...]:
        return tuple(self._root.after(Token(forms_of_token, 0, 0, number, ends_clause=False, after_comma=False)))

    def _walk(
        self, node: _Node[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        """Payloads that end behind this node. The depth is that of the phrases, whatever the text."""
        for payload in node.payloads:
            yield payload, position, skipped
        closed = position >= len(found) or found[position].ends_clause
        if END in node.special and closed:
            yield from self._walk(node.special[END], found, position, skipped)
        if GAP in node.special:
            yield from self._over_gap(node.special[GAP], found, position, skipped)
        if not closed:
            for following in node.after(found[position]):
                yield from self._walk(following, found, position + 1, skipped)

    def _over_gap(
        self, node: _Node[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        for end in range(position, position + LONGEST_GAP + 1):
            yield from self._walk(node, found, end, (*skipped, *range(position, end)))
            if end >= len(found) or found[end].ends_clause:
                return


def expand(phrase: str) -> list[tuple[str, ...]]:
    """All ways to read a phrase with alternatives (which may nest), each as folded elements."""
    readings, written = {phrase}, set[str]()
    while readings:
        reading = readings.pop()
        innermost = ALTERNATIVES.search(reading)
        if innermost is None:
            written.add(reading)
            continue
        before, after = reading[: innermost.start()], reading[innermost.end() :]
        readings.update(f"{before}{choice}{after}" for choice in innermost[1].split("|"))
    return sorted(tuple(_element(word) for word in reading.split()) for reading in written)


@lru_cache(maxsize=20_000)
def _element(word: str) -> str:
    return word if word in SPECIAL else fold(word).text

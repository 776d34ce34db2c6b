"""Phrases found in a text, however many there are.

spaCy's PhraseMatcher wants whole tokens, and its Matcher with regular expressions is too slow for thousands of stems on
a long message. Here all phrases together are one graph, and alternatives meet again, so that they cost as much memory
as they have letters. A text is followed through the graph on all ways at once: the places where the phrases now stand
are taken as one, with one index of what may come next, built when a text first gets there. So a word costs about the
same whether five phrases go on with it or five hundred. How phrases are written: `nlu.text.notation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Generic, TypeVar

from nlu.text.notation import BEGIN, BETWEEN, END, GAP, Choice, choice, chunks, expand
from nlu.text.tokens import Token

LONGEST_GAP = 3
REMEMBERED = 50_000

T = TypeVar("T")
_End = tuple[T, int, tuple[int, ...]]
"""Payload, index after the last token, indices of the tokens that gaps skipped."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase in a text: payload, the tokens it covers [first, last), those its gaps skipped, value of its {n}."""

    payload: T
    first: int
    last: int
    skipped: tuple[int, ...]
    number: int | None


@dataclass(slots=True, eq=False)
class _Node(Generic[T]):
    """A place in a phrase: what may come next, and what ends here. Phrases are graphs: ways part and meet again."""

    edges: list[tuple[Choice, _Node[T]]] = field(default_factory=list)
    special: list[tuple[str, _Node[T]]] = field(default_factory=list)
    payloads: list[T] = field(default_factory=list)

    def take(self, other: _Node[T]) -> None:
        """Go on from here as from the other, too."""
        self.edges += other.edges
        self.special += other.special
        self.payloads += other.payloads


class _Place(Generic[T]):
    """Where all phrases that fit a text so far stand: some nodes, taken as one."""

    def __init__(self, nodes: Iterable[_Node[T]]) -> None:
        self._nodes = tuple(nodes)
        self.payloads = tuple(dict.fromkeys(payload for node in self._nodes for payload in node.payloads))

    @cached_property
    def over_gap(self) -> _Place[T] | None:
        """Where they go on after a gap."""
        return self._behind(GAP)

    @cached_property
    def at_end(self) -> _Place[T] | None:
        """Where they go on at the end of a clause."""
        return self._behind(END)

    def _behind(self, name: str) -> _Place[T] | None:
        following = dict.fromkeys(node for own in self._nodes for each, node in own.special if each == name)
        return _Place(following) if following else None

    @cached_property
    def _next(self) -> _Next[T]:
        return _Next(edge for node in self._nodes for edge in node.edges)

    def after(self, forms: frozenset[str], is_number: bool) -> _Place[T] | None:
        """Where they stand after this word; None where no phrase goes on with it."""
        following = dict.fromkeys(self._next.nodes(forms, is_number))
        return _Place(following) if following else None


class _Next(Generic[T]):
    """What words may come next and where they lead, found without trying every phrase."""

    def __init__(self, edges: Iterable[tuple[Choice, _Node[T]]]) -> None:
        self._exact: dict[str, list[_Node[T]]] = {}
        self._stems: dict[str, list[_Node[T]]] = {}
        self._inside: dict[str, list[_Node[T]]] = {}
        self._number: list[_Node[T]] = []
        self._anything: list[_Node[T]] = []
        for words, node in edges:
            self._add(words, node)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._inside_lengths = sorted({len(piece) for piece in self._inside})

    def _add(self, words: Choice, node: _Node[T]) -> None:
        for word in words.exact:
            self._exact.setdefault(word, []).append(node)
        for stem in words.stems:
            self._stems.setdefault(stem, []).append(node)
        for piece in words.inside:
            self._inside.setdefault(piece, []).append(node)
        if words.number:
            self._number.append(node)
        if words.anything:
            self._anything.append(node)

    def nodes(self, forms: frozenset[str], is_number: bool) -> Iterator[_Node[T]]:
        """Where a word with these forms leads; a node may come more than once."""
        yield from self._anything
        if is_number:
            yield from self._number
        for form in forms:
            yield from self._exact.get(form, ())
            for length in self._stem_lengths:
                yield from self._stems.get(form[:length], ()) if len(form) >= length else ()
            for length in self._inside_lengths:
                for start in range(len(form) - length + 1):
                    yield from self._inside.get(form[start : start + length], ())


class Phrases(Generic[T]):
    """A set of phrases with a payload each, compiled once."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Compile; raises ValueError for a phrase that begins with a gap or has a stem too short to mean anything."""
        anywhere, at_clauses = _Node[T](), _Node[T]()
        for phrase, payload in entries:
            root = _graph(phrase, payload)
            for _, node in root.special:
                at_clauses.take(node)
            anywhere.edges += root.edges
        self._anywhere, self._at_clauses = _Place([anywhere]), _Place([at_clauses])
        # Most words go on with no phrase, and messages are alike: remembering that keeps a long message cheap.
        self._after = lru_cache(maxsize=REMEMBERED)(_Place[T].after)

    def find(self, found: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase in the text, in the order of its first word; phrases may overlap."""
        begins_clause = True
        for position, token in enumerate(found):
            following = self._over(self._anywhere, token)
            if following or (begins_clause and not token.ends_clause):
                yield from self._from(found, position, following, begins_clause)
            begins_clause = token.ends_clause

    def _from(
        self, found: Sequence[Token], first: int, following: _Place[T] | None, begins_clause: bool
    ) -> Iterator[Found[T]]:
        anywhere = self._walk(following, found, first + 1, ()) if following else ()
        at_clause = self._walk(self._at_clauses, found, first, ()) if begins_clause else ()
        for payload, end, skipped in dict.fromkeys(chain(at_clause, anywhere)):
            number = next((token.number for token in found[first:end] if token.number is not None), None)
            yield Found(payload, first, end, skipped, number)

    def _walk(
        self, place: _Place[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        """Payloads that end at or behind this place. The depth is that of the phrases, whatever the text."""
        for payload in place.payloads:
            yield payload, position, skipped
        if place.over_gap:
            yield from self._over_gap(place.over_gap, found, position, skipped)
        if place.at_end and _closed(found, position):
            yield from self._walk(place.at_end, found, position, skipped)
        following = self._over(place, found[position]) if position < len(found) else None
        if following:
            yield from self._walk(following, found, position + 1, skipped)

    def _over(self, place: _Place[T], token: Token) -> _Place[T] | None:
        return None if token.ends_clause else self._after(place, token.forms, token.number is not None)

    def _over_gap(
        self, place: _Place[T], found: Sequence[Token], position: int, skipped: tuple[int, ...]
    ) -> Iterator[_End[T]]:
        for end in range(position, position + LONGEST_GAP + 1):
            yield from self._walk(place, found, end, (*skipped, *range(position, end)))
            if _closed(found, end):
                return


def _closed(found: Sequence[Token], position: int) -> bool:
    return position >= len(found) or found[position].ends_clause


def _graph(phrase: str, payload: T) -> _Node[T]:
    """Where a phrase begins."""
    root: _Node[T] = _Node()
    ends = [root]
    try:
        for chunk in chunks(phrase):
            ends = _extend(ends, expand(chunk))
    except ValueError as error:
        raise ValueError(f"{error}, in the phrase: {phrase}") from error
    if root in ends:
        raise ValueError(f"a phrase needs a word that must be there: {phrase}")
    for name, _ in root.special:
        if name != BEGIN:
            raise ValueError(f"a phrase cannot begin with {name}: {phrase}")
    for end in ends:
        end.payloads.append(payload)
    return root


def _extend(starts: list[_Node[T]], readings: list[tuple[str, ...]]) -> list[_Node[T]]:
    """Go on from each of these places by each of these readings, which meet again; an empty reading stays there."""
    meeting: _Node[T] = _Node()
    lone = frozenset(reading[0] for reading in readings if len(reading) == 1 and reading[0] not in BETWEEN)
    for start in starts:
        if lone:
            start.edges.append((choice(lone), meeting))
        for reading in readings:
            if len(reading) > 1 or (reading and reading[0] in BETWEEN):
                _path(start, reading, meeting)
    return [*(starts if () in readings else ()), *([meeting] if any(readings) else ())]


def _path(start: _Node[T], reading: tuple[str, ...], meeting: _Node[T]) -> None:
    node = start
    for position, element in enumerate(reading):
        following = meeting if position == len(reading) - 1 else _Node()
        if element in BETWEEN:
            node.special.append((element, following))
        else:
            node.edges.append((choice(frozenset({element})), following))
        node = following

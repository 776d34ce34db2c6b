"""Names with a fixed meaning, found with spaCy's PhraseMatcher: titles, benefits, services, languages, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import spacy
import tomllib
from babel import Locale
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.util import filter_spans

from nlu.entities.entity import Span
from nlu.text.normalise import Mapped, fold

DATA = Path(__file__).parent / "data"
FILES = ("residence_title", "benefit", "case_management", "language")
LANGUAGES = ("de", "en", "ar", "uk", "tr", "fa", "ru", "fr", "ro", "bg", "pl", "es")
ARABIC_CLITICS = ("", "ال", "ب", "ل", "و", "بال", "لل", "وال", "عال", "من")
NEGATABLE = frozenset({"residence_title", "benefit", "case_management"})
MEANS_NONE = frozenset({"none", "none_undocumented"})
REACH_OF_NEGATION = 3  # words before the name
REACH_OF_WISH = 4  # words before the name, and two after it
SEPARATORS = str.maketrans("-/_", "   ")  # of equal length, so that offsets stay


class Gazetteer:
    """Reads names; the data files hold every spelling under the code it means."""

    def __init__(self, places: Mapping[str, Sequence[str]]) -> None:
        """Build the matcher from data/*.toml, CLDR's names of languages, and the given places."""
        self._nlp = spacy.blank("xx")
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._values: dict[int, tuple[str, str]] = {}
        for kind in FILES:
            for value, names in _load(kind).items():
                self._add(kind, value, names)
        for code in LANGUAGES:
            self._add("language", code, _language_names(code))
        for key, aliases in places.items():
            self._add("place", key, aliases)
        rules = _load("context")
        self._rules = {name: frozenset(fold(word).text for word in words) for name, words in rules.items()}

    def _add(self, kind: str, value: str, names: Iterable[str]) -> None:
        label = self._nlp.vocab.strings.add(f"{kind}:{value}")
        self._values[label] = (kind, value)
        surfaces = {surface for name in names for surface in _surfaces(name)}
        self._matcher.add(f"{kind}:{value}", [self._nlp.make_doc(surface) for surface in sorted(surfaces)])

    def read(self, folded: Mapped) -> Iterator[Span]:
        """The longest names in the text, without those that are denied ("keine Duldung")."""
        doc = self._nlp.make_doc(folded.text.translate(SEPARATORS))
        for found in filter_spans(self._matcher(doc, as_spans=True)):
            kind, value = self._values[found.label]
            before = [token.text for token in doc[max(0, found.start - REACH_OF_NEGATION) : found.start]]
            if kind in NEGATABLE and value not in MEANS_NONE and self._rules["negators"].intersection(before):
                continue
            if kind == "residence_title" and value not in MEANS_NONE and self._is_wish(doc, found):
                continue
            if kind == "place" and not self._is_place(folded, doc, found.start, found.text):
                continue
            yield Span(kind, value, found.start_char, found.end_char)

    def _is_place(self, folded: Mapped, doc: Doc, position: int, name: str) -> bool:
        """A town with the name of a common word counts only written as a name and after "in"."""
        if name not in self._rules["places_that_are_words"]:
            return True
        start, _ = folded.span(doc[position].idx, doc[position].idx + 1)
        return (
            folded.original[start].isupper() and position > 0 and doc[position - 1].text in self._rules["prepositions"]
        )

    def _is_wish(self, doc: Doc, name: SpacySpan) -> bool:
        """ "How do I get a settlement permit?" is no statement about one's own."""
        before = {token.text for token in doc[max(0, name.start - REACH_OF_WISH) : name.start]}
        after = {token.text for token in doc[name.end : name.end + 2]}
        wished = before & self._rules["wishes_before"] or after & self._rules["wishes_after"]
        return bool(wished) and not before & self._rules["having"]


def _load(name: str) -> dict[str, list[str]]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _language_names(code: str) -> set[str]:
    own = Locale.parse(code)
    names = (Locale.parse(speaker).languages.get(code) for speaker in ("de", "en", "ar", code))
    return {name for name in chain(names, [own.get_display_name()]) if name}


def _surfaces(name: str) -> set[str]:
    """How a name can look in a folded text: as it is, and with Arabic clitics in front of an Arabic name."""
    folded = fold(name).text.translate(SEPARATORS)
    folded = " ".join(folded.split())
    if not "\u0621" <= folded[:1] <= "\u064a":
        return {folded}
    bare = folded.removeprefix("ال")
    return {folded, *(clitic + bare for clitic in ARABIC_CLITICS)}

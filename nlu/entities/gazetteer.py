"""Names with a fixed meaning: titles, benefits, offices, papers, people, jobs, countries, languages, places.

Plain names run through spaCy's PhraseMatcher. Names with endings or gaps ("Сири*", "(blauer|blauen) Pass") are phrases
of `nlu.text.notation`, because the matcher wants whole words and languages with cases have dozens of them for a name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import spacy
from spacy.matcher import PhraseMatcher

from nlu.entities import tables
from nlu.entities.countries import country_phrases, language_phrases
from nlu.entities.entity import Span, without_overlaps
from nlu.text.lexicon import ALL, Languages, Lexicon
from nlu.text.normalise import Mapped, fold
from nlu.text.tokens import Token

KINDS = ("residence_title", "benefit", "case_management", "organisation", "document", "relation", "job", "german_level")
ARABIC_CLITICS = ("", "ال", "ب", "ل", "و", "بال", "لل", "وال", "عال", "من")
NEGATABLE = frozenset({"residence_title", "benefit", "case_management"})
MEANS_NONE = frozenset({"none", "none_undocumented"})
ASKED_ABOUT = frozenset({"german_citizen"})
"""What is mostly asked about, also where no word of wishing is near: it counts where somebody says to have it."""

REACH_OF_NEGATION = 3  # words before the name
REACH_OF_WISH = 4  # words before the name, and two after it
REACH_OF_SPEAKING = 2  # words before and after the name of a language that is also a people's
BARE_ANSWER = 3  # words; "Jobcenter" alone answers what somebody lives on
DRAWN = "benefits_drawn"
SEPARATORS = str.maketrans("-/_", "   ")  # of equal length, so that offsets stay
NOTATION = re.compile(r"[*|(){}^$]|\.\.\.")
LEVEL = re.compile(r"(?<![\w.])([abc][12])(?:[./-][12])?(?![\w])")
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
ANY_LANGUAGE = "*"
NRW = tables.DATA / "nrw_municipalities.csv"

_Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name found in the text, with what stands around it (folded words)."""

    kind: str
    value: str
    start: int
    end: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class Gazetteer:
    """Reads names; the data of each language holds every spelling under the code it means."""

    def __init__(self, places: Mapping[str, Sequence[str]]) -> None:
        """Build the matchers from data/*.toml, CLDR's names, the municipalities of the Land, and the given places."""
        self._nlp = spacy.blank("xx")
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._meanings: dict[int, tuple[str, _Meaning]] = {}
        self._plain: dict[tuple[str, _Meaning], set[str]] = {}
        phrases: dict[str, list[tuple[str, tuple[str, _Meaning]]]] = {}
        for language, meaning, phrase in _names(places):
            if NOTATION.search(phrase):
                phrases.setdefault(language, []).append((phrase, (language, meaning)))
            else:
                self._plain.setdefault((language, meaning), set()).update(_surfaces(phrase))
        self._phrases = Lexicon(phrases)
        self._teach()
        lists = ("negators", "wishes_before", "wishes_after", "having", "prepositions", "speaking", "belonging")
        self._context = {name: tables.words("context", name) for name in lists}
        self._paying = Lexicon(tables.phrases("context", "paying"))
        self._own_words = tables.words("context", "own_words")
        self._words_too = tables.words("context", "places_that_are_words").of(ALL)

    def _teach(self) -> None:
        for (language, (kind, value)), spellings in self._plain.items():
            label = f"{language}:{kind}:{value}"
            self._meanings[self._nlp.vocab.strings.add(label)] = (language, (kind, value))
            self._matcher.add(label, [self._nlp.make_doc(surface) for surface in sorted(spellings) if surface])

    def read(self, folded: Mapped, found: Sequence[Token], languages: Languages) -> Iterator[Span]:
        """Of each kind the longest names in the text, without those that are denied ("keine Duldung").

        Besides, as `benefits_drawn`, the benefits that somebody is said to get: those that are not only wished for.
        """
        context = {name: words.of(languages) for name, words in self._context.items()}
        every = sorted(self._found(folded, found, languages), key=lambda name: (name.start - name.end, name.start))
        names = [name for name in every if not _is_only_status(name, every)]
        if not self._tells_of_money(found, languages):
            names = [name for name in names if not _is_only_office(name, every)]
        kept = [name for name in names if self._holds(folded, name, context)]
        for kind in dict.fromkeys(name.kind for name in kept):
            same = [name for name in kept if name.kind == kind]
            if kind == "country":
                same = [name for name in same if not _is_language(name, kept, context["speaking"])]
            if kind == "language":
                same = [name for name in same if not _is_people(name, every, context)]
            yield from without_overlaps(Span(kind, name.value, name.start, name.end) for name in same)
        drawn = [name for name in kept if name.kind == "benefit" and not _is_wish(name, context)]
        yield from without_overlaps(Span(DRAWN, name.value, name.start, name.end) for name in drawn)
        yield from (Span("german_level", m[1].upper(), m.start(), m.end()) for m in LEVEL.finditer(folded.text))

    def _tells_of_money(self, found: Sequence[Token], languages: Languages) -> bool:
        words = [token for token in found if not token.ends_clause]
        return len(words) <= BARE_ANSWER or bool(self._paying.find(found, languages))

    def _found(self, folded: Mapped, found: Sequence[Token], languages: Languages) -> Iterator[_Name]:
        doc = self._nlp.make_doc(folded.text.translate(SEPARATORS))
        for name in self._matcher(doc, as_spans=True):
            language, meaning = self._meanings[name.label]
            known = not languages or language in languages or language == ANY_LANGUAGE
            if known and not self._means_something_else(name.text, language, languages):
                before = tuple(token.text for token in doc[max(0, name.start - REACH_OF_WISH) : name.start])
                after = tuple(token.text for token in doc[name.end : name.end + 2])
                yield _Name(*meaning, name.start_char, name.end_char, before, after)
        for match in self._phrases.find(found, languages):
            first, last = found[match.first], found[match.last - 1]
            language, meaning = match.payload
            if self._means_something_else(folded.text[first.start : last.end], language, languages):
                continue
            before = tuple(_text(folded, token) for token in found[max(0, match.first - REACH_OF_WISH) : match.first])
            after = tuple(_text(folded, token) for token in found[match.last : match.last + 2])
            yield _Name(*meaning, first.start, last.end, before, after)

    def _means_something_else(self, text: str, language: str, languages: Languages) -> bool:
        """An English or German name that is a common word of the language the message is in ("son" in French)."""
        return bool(languages) and text in self._own_words.of(languages - {language})

    def _holds(self, folded: Mapped, name: _Name, context: Mapping[str, frozenset[str]]) -> bool:
        certain = name.value not in MEANS_NONE
        near = name.before[-REACH_OF_NEGATION:]
        if name.kind in NEGATABLE and certain and context["negators"].intersection(near):
            return False
        if name.kind == "residence_title" and certain and _is_wish(name, context):
            return False
        if name.value in ASKED_ABOUT and not context["having"].intersection(name.before):
            return False
        return name.kind != "place" or self._is_place(folded, name, context["prepositions"])

    def _is_place(self, folded: Mapped, name: _Name, prepositions: frozenset[str]) -> bool:
        """A town with the name of a common word counts only written as a name and after "in"."""
        if folded.text[name.start : name.end] not in self._words_too:
            return True
        start, _ = folded.span(name.start, name.start + 1)
        return folded.original[start].isupper() and bool(prepositions.intersection(name.before[-1:]))


def _is_wish(name: _Name, context: Mapping[str, frozenset[str]]) -> bool:
    """ "How do I get a settlement permit?" is no statement about one's own."""
    before, after = set(name.before), set(name.after)
    wished = before & context["wishes_before"] or after & context["wishes_after"]
    return bool(wished) and not before & context["having"]


def _is_only_office(name: _Name, names: Iterable[_Name]) -> bool:
    """ "The Jobcenter wrote to me" names an office, "the Jobcenter pays" also what somebody lives on."""
    return name.kind == "benefit" and any(
        other.kind == "organisation" and other.start <= name.start and name.end <= other.end for other in names
    )


def _is_only_status(name: _Name, names: Iterable[_Name]) -> bool:
    """A Duldung is a status; only "residence permit" without more is called by its paper."""
    return (name.kind, name.value) == ("document", "residence_card") and any(
        other.kind == "residence_title" and other.value != "unknown" and _overlap(other, name) for other in names
    )


def _is_language(country: _Name, names: Iterable[_Name], speaking: frozenset[str]) -> bool:
    """ "I speak Turkish" names a language, "I am Turkish" a people: the word is the same in many languages."""
    return any(name.kind == "language" and _overlap(name, country) and _beside(name, speaking) for name in names)


def _is_people(language: _Name, names: Iterable[_Name], context: Mapping[str, frozenset[str]]) -> bool:
    """ "A German passport", "to become German"; and "from Poland" where the country has the same name (z Polski)."""
    if _beside(language, context["speaking"]):
        return False
    if _beside(language, context["belonging"]):
        return True
    over = {name.kind for name in names if _overlap(name, language)}
    from_there = bool(context["prepositions"].intersection(language.before[-1:]))
    return "residence_title" in over or ("country" in over and from_there)


def _beside(name: _Name, words: frozenset[str]) -> bool:
    return not words.isdisjoint((*name.before[-REACH_OF_SPEAKING:], *name.after[:REACH_OF_SPEAKING]))


def _overlap(one: _Name, other: _Name) -> bool:
    return one.start < other.end and other.start < one.end


def _text(folded: Mapped, token: Token) -> str:
    return folded.text[token.start : token.end]


def _names(places: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, _Meaning, str]]:
    """(language, meaning, phrase) of everything that has a name."""
    for language in tables.languages():
        for kind in KINDS:
            found = tables.by_language(kind)[language]
            yield from ((language, (kind, value), phrase) for value, phrase in found)
        yield from ((language, ("country", code), phrase) for code, phrase in country_phrases(language))
        yield from ((language, ("language", code), phrase) for code, phrase in language_phrases(language))
        for name, phrase in tables.by_language("place")[language]:
            yield language, ("place", _key_of(name, places)), phrase
    yield from ((ANY_LANGUAGE, ("place", key), name) for key, name in _place_names(places))


def _key_of(name: str, places: Mapping[str, Sequence[str]]) -> str:
    """The configured towns go by their key; the others of the Land by their official name."""
    folded = fold(name).text
    return next((key for key, names in places.items() if names and fold(names[0]).text == folded), name)


def _place_names(places: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for key, names in places.items():
        yield from ((key, name) for name in names)
    for name in municipalities():
        key = _key_of(name, places)
        yield from ((key, spelling) for spelling in (name, *_short_forms(name)))


def municipalities() -> list[str]:
    """The 396 municipalities of North Rhine-Westphalia (annex of the MietNEinV, BGBl. I 2021 p. 3739)."""
    with NRW.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def _short_forms(name: str) -> Iterator[str]:
    """ "Halle (Westf.)", "Mülheim an der Ruhr", "Horn-Bad Meinberg" as people say them."""
    plain = re.split(r" \(| an der | am | a\.d\.|, ", name)[0]
    if plain != name:
        yield plain
    if any(umlaut in name.lower() for umlaut in UMLAUTS):
        yield "".join(UMLAUTS.get(letter, letter) for letter in plain.lower())


def _surfaces(name: str) -> set[str]:
    """How a name can look in a folded text: as it is, and with Arabic clitics in front of an Arabic name."""
    folded = fold(name).text.translate(SEPARATORS)
    folded = " ".join(folded.split())
    if not "\u0621" <= folded[:1] <= "\u064a":
        return {folded}
    bare = folded.removeprefix("ال")
    return {folded, *(clitic + bare for clitic in ARABIC_CLITICS)}

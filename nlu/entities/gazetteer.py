"""Names with a fixed meaning: titles, benefits, offices, papers, people, jobs, countries, languages, places.

Plain names run through spaCy's PhraseMatcher. Names with endings or gaps ("Сири*", "(blauer|blauen) Pass") are phrases
of `nlu.text.notation`, because the matcher wants whole words and languages with cases have dozens of them for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import spacy
from spacy.matcher import PhraseMatcher

from nlu.entities import tables
from nlu.entities.entity import Span, without_overlaps
from nlu.entities.mentions import REACH_AFTER, REACH_BEFORE, Context, Mention, is_wish
from nlu.entities.names import ANY_LANGUAGE, SEPARATORS, Meaning, Places, names, surfaces
from nlu.text.lexicon import Languages, Lexicon
from nlu.text.normalise import Mapped
from nlu.text.tokens import Token

BARE_ANSWER = 3  # words; "Jobcenter" alone answers what somebody lives on
DRAWN = "benefits_drawn"
NOTATION = re.compile(r"[*|(){}^$]|\.\.\.")
LEVEL = re.compile(r"(?<![\w.])([abc][12])(?:[./-][12])?(?![\w])")


class Gazetteer:
    """Reads names; the data of each language holds every spelling under the code it means."""

    def __init__(self, places: Places) -> None:
        """Build the matchers from all names, and the given places."""
        self._nlp = spacy.blank("xx")
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._meanings: dict[int, tuple[str, Meaning]] = {}
        self._plain: dict[tuple[str, Meaning], set[str]] = {}
        phrases: dict[str, list[tuple[str, tuple[str, Meaning]]]] = {}
        for language, meaning, phrase in names(places):
            if NOTATION.search(phrase):
                phrases.setdefault(language, []).append((phrase, (language, meaning)))
            else:
                self._plain.setdefault((language, meaning), set()).update(surfaces(phrase))
        self._phrases = Lexicon(phrases)
        self._teach()
        self._context = Context()
        self._paying = Lexicon(tables.phrases("context", "paying"))
        self._own_words = tables.words("context", "own_words")

    def _teach(self) -> None:
        for (language, (kind, value)), spellings in self._plain.items():
            label = f"{language}:{kind}:{value}"
            self._meanings[self._nlp.vocab.strings.add(label)] = (language, (kind, value))
            self._matcher.add(label, [self._nlp.make_doc(surface) for surface in sorted(spellings) if surface])

    def read(self, folded: Mapped, found: Sequence[Token], languages: Languages) -> Iterator[Span]:
        """Of each kind the longest names in the text, without those that are denied ("keine Duldung").

        Besides, as `benefits_drawn`, the benefits that somebody is said to get: those that are not only wished for.
        """
        every = sorted(self._found(folded, found, languages), key=lambda name: (name.start - name.end, name.start))
        money = self._tells_of_money(found, languages)
        kept = self._context.holding(folded, every, languages, money=money)
        around = self._context.around(languages)
        for kind in dict.fromkeys(name.kind for name in kept):
            yield from without_overlaps(
                Span(kind, name.value, name.start, name.end) for name in kept if name.kind == kind
            )
        drawn = [name for name in kept if name.kind == "benefit" and not is_wish(name, around)]
        yield from without_overlaps(Span(DRAWN, name.value, name.start, name.end) for name in drawn)
        yield from (Span("german_level", m[1].upper(), m.start(), m.end()) for m in LEVEL.finditer(folded.text))

    def _tells_of_money(self, found: Sequence[Token], languages: Languages) -> bool:
        words = [token for token in found if not token.ends_clause]
        return len(words) <= BARE_ANSWER or bool(self._paying.find(found, languages))

    def _found(self, folded: Mapped, found: Sequence[Token], languages: Languages) -> Iterator[Mention]:
        doc = self._nlp.make_doc(folded.text.translate(SEPARATORS))
        for name in self._matcher(doc, as_spans=True):
            language, meaning = self._meanings[name.label]
            known = not languages or language in languages or language == ANY_LANGUAGE
            if known and not self._means_something_else(name.text, language, languages):
                before = tuple(token.text for token in doc[max(0, name.start - REACH_BEFORE) : name.start])
                after = tuple(token.text for token in doc[name.end : name.end + REACH_AFTER])
                yield Mention(*meaning, name.start_char, name.end_char, before, after)
        for match in self._phrases.find(found, languages):
            first, last = found[match.first], found[match.last - 1]
            language, meaning = match.payload
            if self._means_something_else(folded.text[first.start : last.end], language, languages):
                continue
            before = tuple(_text(folded, token) for token in found[max(0, match.first - REACH_BEFORE) : match.first])
            after = tuple(_text(folded, token) for token in found[match.last : match.last + REACH_AFTER])
            yield Mention(*meaning, first.start, last.end, before, after)

    def _means_something_else(self, text: str, language: str, languages: Languages) -> bool:
        """An English or German name that is a common word of the language the message is in ("son" in French)."""
        return bool(languages) and text in self._own_words.of(languages - {language})


def _text(folded: Mapped, token: Token) -> str:
    return folded.text[token.start : token.end]

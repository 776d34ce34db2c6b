"""The page docs/languages.md: which languages there are, how complete and how readable, and who has read them."""

from collections.abc import Iterator
from pathlib import Path

from locales import glossary, languages, pofiles
from locales.languages import Language
from locales.pofiles import Entry
from locales.readability import readability

HEAD = """# Languages

Written by `python -m locales table`; do not edit. Which texts there are and how they are kept:
[locales](../locales/README.md).

A language is offered only when it is complete. "Machine-written": no speaker of the language has reviewed the texts;
another machine has read every one a second time against the German, and what it found was mended. Terms: agreed words,
the same everywhere (`locales/glossary`). Sentence: words in a sentence on average, without buttons and labels. LIX:
those plus the percentage of words of more than six letters, below 30 easy, above 50 heavy; it was made for Latin
letters, punishes the compounds of German, and is not given for Arabic and Persian.

| Language | Own name | Texts | Missing | Offered | Review | Terms | Voice | Sentence | LIX |
|---|---|---:|---:|---|---|---:|---|---:|---:|
"""
SHORTEST_TEXT = 40  # characters; below are buttons and labels


def page(folder: Path) -> str:
    """The whole page."""
    return HEAD + "".join(f"{row}\n" for row in _rows(folder))


def _rows(folder: Path) -> Iterator[str]:
    for language in languages.read(folder):
        entries = list(pofiles.entries(pofiles.read(folder, language, "messages")))
        yield f"| {' | '.join(_cells(language, entries))} |"


def _cells(language: Language, entries: list[Entry]) -> Iterator[str]:
    missing = sum(not entry.complete or entry.fuzzy for entry in entries)
    review = f"by {language.reviewed_by} on {language.reviewed_on}" if language.reviewed_by else language.review
    words = glossary.of(language.code)
    texts = [form for entry in entries for form in entry.forms if len(form) >= SHORTEST_TEXT]
    yield from (f"{language.english} (`{language.code}`)", language.name, str(len(entries)), str(missing))
    yield from ("yes" if language.offered else "no", review)
    yield str(len(words.agreed) if words else len(glossary.terms()))
    yield language.voice or "–"
    if not texts:
        yield from ("–", "–")
        return
    read = readability(texts, language)
    yield from (f"{read.sentence:.1f}", "–" if read.lix is None else f"{read.lix:.0f}")

"""The texts of the directory, held against each other: typical offers, answers, and what is to be brought.

They stand in ``data`` beside their facts and in no catalog, and most of their languages nobody in the team reads. The
gates are those of the catalogs (``locales.gates``); here every number counts, not only telephone numbers.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.offers.articles import MOST_LETTERS as ANSWER
from backend.offers.schemas import MOST_LETTERS as OFFER
from locales import gates, glossary, languages
from locales.check import Problem
from locales.languages import SOURCE, Language

KEYWORDS = "keywords"
_ITSELF = ""  # the field of an entry that is nothing but one text


class UnreadableTexts(Exception):
    """A file that is not there or is no TOML; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Part:
    """One part of the directory."""

    #: Where the languages are, a file for each.
    folder: str
    #: The fields of an entry.
    most_letters: Mapping[str, int]
    #: Those too short for the official German name beside the translation.
    labels: frozenset[str]
    #: Where the facts are, and the name of their table.
    facts: str = ""
    table: str = ""
    #: German stands among the facts and has no file of its own.
    german_in_facts: bool = False


PARTS = (
    Part("templates/texts", OFFER, frozenset({"name"}), "templates/[0-9]*.toml", "template", german_in_facts=True),
    Part("articles/texts", ANSWER, frozenset({"title", "question"}), "articles/articles.toml", "article"),
    Part("documents", {_ITSELF: OFFER["name"]}, frozenset({_ITSELF})),
)


@dataclass(frozen=True)
class Entry:
    """An entry in one language: where it stands, its name, and what it says, by field."""

    file: str
    name: str
    fields: Mapping[str, Any]

    def problem(self, field: str, hint: str) -> Problem:
        return Problem(self.file, f"{self.name}.{field}" if field else self.name, hint)


type Entries = dict[str, Entry]


def check(data: Path, spoken: Iterable[Language] | None = None) -> list[Problem]:
    """Every problem of the texts in ``data``, with file, entry and field; empty is good.

    ``spoken``: the languages that have to have every text; all offered ones if not given.
    """
    others = [one for one in (languages.offered() if spoken is None else spoken) if one.code != SOURCE]
    return sorted({problem for part in PARTS for problem in _problems(data, part, others)})


def _problems(data: Path, part: Part, others: Iterable[Language]) -> Iterator[Problem]:
    try:
        facts = _facts(data, part)
        german = facts if part.german_in_facts else _entries(data, part, SOURCE)
    except UnreadableTexts as error:
        yield error.problem
        return
    for entry in german.values():
        yield from _german(entry, part)
    if part.facts:
        yield from _same_entries(facts, german, _file(data, part, SOURCE))
    yield from _unknown_languages(data, part)
    for language in others:
        yield from _language(data, part, language, german)


def _language(data: Path, part: Part, language: Language, german: Entries) -> Iterator[Problem]:
    try:
        own = _entries(data, part, language.code)
    except UnreadableTexts as error:
        yield error.problem
        return
    yield from _same_entries(german, own, _file(data, part, language.code))
    for name in german.keys() & own.keys():
        yield from _translation(own[name], german[name], part, language)


def _file(data: Path, part: Part, code: str) -> str:
    return _name(data, data / part.folder / f"{code}.toml")


def _name(data: Path, path: Path) -> str:
    return path.relative_to(data.parents[2]).as_posix()  # from the project's folder


def _read(data: Path, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableTexts(Problem(_name(data, path), "-", f"cannot be read: {error}")) from error


def _facts(data: Path, part: Part) -> Entries:
    """Each entry that there is; with its German texts, where they stand there. One without a name is refused by who
    reads the facts."""
    if not part.facts:
        return {}
    rows = ((path, row) for path in sorted(data.glob(part.facts)) for row in _read(data, path).get(part.table, ()))
    named = ((path, row["id"], row) for path, row in rows if "id" in row)
    return {name: _entry(_name(data, path), name, row, part.most_letters) for path, name, row in named}


def _entries(data: Path, part: Part, code: str) -> Entries:
    path = data / part.folder / f"{code}.toml"
    return {name: _entry(_name(data, path), name, row) for name, row in _read(data, path).items()}


def _entry(file: str, name: str, row: object, only: Iterable[str] | None = None) -> Entry:
    """What is empty counts as not there, as it does for people: they are shown the German then."""
    fields = row if isinstance(row, dict) else {_ITSELF: row}
    return Entry(file, name, {key: said for key, said in fields.items() if said and (only is None or key in only)})


def _unknown_languages(data: Path, part: Part) -> Iterator[Problem]:
    for path in (data / part.folder).glob("*.toml"):
        if not languages.is_known(path.stem):
            yield Problem(_name(data, path), "-", "no such language in languages.toml")


def _same_entries(wanted: Entries, own: Entries, file: str) -> Iterator[Problem]:
    for name in wanted.keys() - own.keys():
        yield Problem(file, name, "missing: write it")
    for name in own.keys() - wanted.keys():
        yield Problem(file, name, "there is no such entry: delete it, or correct its name")


def _german(entry: Entry, part: Part) -> Iterator[Problem]:
    source = languages.find(SOURCE)
    for field, said in entry.fields.items():
        if field == KEYWORDS:
            hints: Iterable[str] = _keywords(said, source)
        elif field not in part.most_letters:
            hints = ["there is no such field"]
        else:
            hints = _text(said, part.most_letters[field], source)
        yield from (entry.problem(field, hint) for hint in hints)


def _translation(entry: Entry, german: Entry, part: Part, language: Language) -> Iterator[Problem]:
    for field in german.fields.keys() - entry.fields.keys():
        yield entry.problem(field, "missing: translate it")
    for field in entry.fields.keys() - german.fields.keys():
        yield entry.problem(field, "the German entry has no such field")
    for field in entry.fields.keys() & german.fields.keys():
        said, source = entry.fields[field], german.fields[field]
        if field == KEYWORDS:
            hints = _keywords(said, language)
        else:
            hints = _text(said, part.most_letters.get(field, 0), language)
        yield from (entry.problem(field, hint) for hint in hints)
        if isinstance(said, str) and isinstance(source, str):
            told = _beside(said, source, language, label=field in part.labels)
            yield from (entry.problem(field, hint) for hint in told)


def _text(said: object, most_letters: int, language: Language) -> Iterator[str]:
    """Faults of a text by itself."""
    if not isinstance(said, str):
        yield "not a text"
        return
    yield from gates.said_well(said, language)
    if set("{}").intersection(said):
        yield "a brace: nothing is put into these texts"
    if len(said) > most_letters:
        yield f"{len(said)} characters, but only {most_letters} fit"


def _beside(said: str, german: str, language: Language, *, label: bool) -> Iterator[str]:
    """Faults of a translation beside its German text."""
    if words := glossary.of(language.code):
        yield from words.faults(german, said, label=label)
    yield from gates.not_translated(said, (german,), language)
    yield from gates.same_links(said, german)
    yield from gates.same_figures(said, german, language)


def _keywords(said: object, language: Language) -> Iterator[str]:
    """Faults of the words that people ask with; German ones stand among them in every language."""
    if not isinstance(said, list) or not all(isinstance(word, str) and word.strip() for word in said):
        yield "not a list of words"
        return
    if len({word.casefold() for word in said}) < len(said):
        yield "a word stands there twice"
    yield from gates.not_translated(" ".join(said), (), language)

"""The agreed words: what shows a term in a German text (``glossary/de.toml``), and what each language calls it.

A text is held against it: where the German text has a term, the translation has the agreed word, and beside it the
official German name, which people have to recognise on letters and doors.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from locales.errors import CatalogError
from locales.languages import FOLDER, SOURCE

GLOSSARIES = FOLDER / "glossary"


@dataclass(frozen=True)
class Term:
    """A German term: how it is cited, what shows that a text has it and what does not, though it holds a part of it
    (lower case), and its official name."""

    id: str
    german: str
    parts: tuple[str, ...]
    apart: tuple[str, ...]
    official: str | None

    def stands_in(self, german: str) -> bool:
        """Whether this German text speaks of it."""
        text = f" {german.lower()} "
        for word in self.apart:
            text = text.replace(word, " ")
        return any(part in text for part in self.parts)


@dataclass(frozen=True)
class Agreed:
    """The word that a language uses for a term: how it is cited, and the parts of which a text must have one."""

    use: str
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """The words of one language: form of address, what is never said, and the agreed word of each term."""

    code: str
    address: str
    avoid: tuple[str, ...]
    agreed: dict[str, Agreed]

    def faults(self, german: str, text: str, *, label: bool) -> Iterator[str]:
        """What a translation says otherwise. ``label``: too short a text for the German name beside the word."""
        lower = text.lower()
        for term in terms():
            if not term.stands_in(german):
                continue
            agreed = self.agreed[term.id]
            if not any(stem in lower for stem in agreed.stems):
                yield f"{term.german} is called {agreed.use} here"
            if term.official and not label and term.official in german and term.official not in text:
                yield f"people have to recognise the name {term.official}: it stands beside the translation"
        for word in self.avoid:
            if word in lower:
                yield f'"{word}" is not said here'


@cache
def terms() -> tuple[Term, ...]:
    """Every term. Raises CatalogError."""
    return tuple(
        Term(key, row["german"], tuple(row["in"]), tuple(row.get("apart", ())), row.get("official"))
        for key, row in _read(GLOSSARIES / f"{SOURCE}.toml")["terms"].items()
    )


@cache
def official_names() -> tuple[str, ...]:
    """The German names that people have to recognise, the longest first."""
    return tuple(sorted({term.official for term in terms() if term.official}, key=lambda name: (-len(name), name)))


@cache
def of(code: str) -> Glossary | None:
    """The glossary of a language; None for German, and where there is none yet. Raises CatalogError."""
    path = GLOSSARIES / f"{code}.toml"
    if code == SOURCE or not path.exists():
        return None
    table = _read(path)
    agreed = {key: Agreed(row["use"], tuple(row["stems"])) for key, row in table["terms"].items()}
    if missing := [term.id for term in terms() if term.id not in agreed]:
        raise CatalogError(f"{path}: no word for {', '.join(missing)}")
    return Glossary(code, table["address"], tuple(table.get("avoid", ())), agreed)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{path}: {error}") from error

"""Holds keys in use, German texts and translations against each other, over the whole project."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from locales import extract, gates, languages, plurals, pofiles
from locales.errors import WordingError
from locales.languages import Language
from locales.pofiles import DOMAINS, Domain, Entry, PoCatalog


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to repair: where, in which text, and how."""

    file: str
    key: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.hint}"


def check(root: Path, folder: Path) -> list[Problem]:
    """Every problem of the catalogs in ``folder`` and of their use in the packages below ``root``; empty is good."""
    try:
        return sorted(set(_problems(root, folder)))
    except WordingError as error:
        return [Problem(str(folder), "-", str(error))]


def _problems(root: Path, folder: Path) -> Iterator[Problem]:
    source, *others = languages.read(folder)
    german: dict[str, Entry] = {}
    for domain in DOMAINS:
        catalog = pofiles.read(folder, source, domain)
        found = {entry.key: entry for entry in pofiles.entries(catalog)}
        german |= found
        yield from _german(catalog, found, domain, _name(folder, source, domain))
        for language in others:
            if language.offered and domain in pofiles.domains_of(language):
                yield from _language(folder, language, domain, found)
    yield from _usage(extract.find_used(root), german, folder, source)


def _german(catalog: PoCatalog, found: dict[str, Entry], domain: Domain, file: str) -> Iterator[Problem]:
    yield from _twice(catalog, file)
    for entry in found.values():
        yield from (Problem(file, entry.key, hint) for hint in gates.german(entry))
        if pofiles.domain_of(entry.key) != domain:
            yield Problem(file, entry.key, f"belongs into {pofiles.domain_of(entry.key)}.po")


def _language(folder: Path, language: Language, domain: Domain, german: dict[str, Entry]) -> Iterator[Problem]:
    file, catalog = _name(folder, language, domain), pofiles.read(folder, language, domain)
    found = {entry.key: entry for entry in pofiles.entries(catalog)}
    yield from _twice(catalog, file)
    if found and not plurals.agree(catalog, language):
        yield Problem(file, "Plural-Forms", "not the CLDR plural rule of this language: run python -m locales update")
    for key in german.keys() - found.keys():
        yield Problem(file, key, "missing: run python -m locales update, then translate it")
    for key in found.keys() - german.keys():
        yield Problem(file, key, "no German text has this key any more: run python -m locales update")
    for key in german.keys() & found.keys():
        yield from (Problem(file, key, hint) for hint in gates.translation(found[key], german[key], language))


def _twice(catalog: PoCatalog, file: str) -> Iterator[Problem]:
    keys = Counter(entry.key for entry in pofiles.entries(catalog)) + Counter(catalog.twice)
    yield from (Problem(file, key, "stands here twice: keep one") for key, times in keys.items() if times > 1)


def _usage(uses: list[extract.Use], german: dict[str, Entry], folder: Path, source: Language) -> Iterator[Problem]:
    patterns = {use.key for use in uses if "*" in use.key}
    named = {use.key for use in uses}
    for use in uses:
        known = any(fnmatchcase(key, use.key) for key in german) if "*" in use.key else use.key in german
        if not known:
            yield Problem(f"{use.file}:{use.line}", use.key, "no German text: add it to the German catalog")
    for key in german.keys() - named:
        if not any(fnmatchcase(key, pattern) for pattern in patterns):
            file = _name(folder, source, pofiles.domain_of(key))
            yield Problem(file, key, "used nowhere: delete it, or name it by Wording, Wording.of, t or a field ..._key")


def _name(folder: Path, language: Language, domain: Domain) -> str:
    return pofiles.path_of(folder, language, domain).relative_to(folder.parent).as_posix()

"""Carries the German source into the other catalogs: the same input gives the same bytes, no dates, no wrapping."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import generate_po

from locales import languages, plurals, pofiles
from locales.languages import Language
from locales.pofiles import Domain, Entry, PoCatalog

_NO_WRAPPING = 1_000_000  # Babel wraps comments even where the width is "none"


def update(folder: Path) -> list[Path]:
    """Bring every other catalog up to the German ones; returns the files that changed. Raises CatalogError."""
    source, *others = languages.read(folder)
    changed = []
    for language in others:
        for domain in pofiles.domains_of(language):
            german = [entry for entry in pofiles.entries(pofiles.read(folder, source, domain)) if entry.complete]
            path, text = pofiles.path_of(folder, language, domain), _merged(folder, language, domain, german)
            if not path.exists() or path.read_text("utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
                changed.append(path)
    return changed


def _merged(folder: Path, language: Language, domain: Domain, german: list[Entry]) -> str:
    template = Catalog()
    for entry in german:
        template.add(_id(entry), context=entry.key, auto_comments=entry.notes)
    present = pofiles.read(folder, language, domain)
    catalog = _follow_keys(present, {entry.key: entry for entry in german}, language)
    catalog.update(template, no_fuzzy_matching=True)
    head = (
        'msgid ""',
        'msgstr ""',
        f'"Language: {language.locale.language}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {plurals.header(present, language)}\\n"',
    )
    return "\n".join([*head, "", "".join(_body(catalog)).rstrip("\n")]).rstrip("\n") + "\n"


def _follow_keys(present: PoCatalog, german: dict[str, Entry], language: Language) -> PoCatalog:
    """The present translations under the current German texts, fuzzy where those have changed.

    Babel would look for the most similar German text, whatever its key; here the key tells which one it was.
    """
    catalog = PoCatalog(language, present.domain or "")
    for message in present:
        entry = german.get(message.context or "")
        if not message.id or entry is None:
            continue
        changed = (message.id if isinstance(message.id, str) else tuple(message.id)) != _id(entry)
        string = _shape(message, len(entry.forms) > 1, len(plurals.tags_of(language)))
        flags = {*message.flags, "fuzzy"} if changed and any(string) else message.flags
        catalog.add(_id(entry), string, flags=flags, user_comments=message.user_comments, context=entry.key)
    return catalog


def _shape(message: Message, plural: bool, places: int) -> str | tuple[str, ...]:
    """The translation as one text or as plural forms, as the German text now is."""
    forms = [message.string] if isinstance(message.string, str) else [text or "" for text in message.string or ()]
    return tuple([*forms, *[""] * places][:places]) if plural else next(iter(forms), "")


def _id(entry: Entry) -> str | tuple[str, ...]:
    return entry.forms if len(entry.forms) > 1 else entry.forms[0]


def _body(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        message.flags.discard("python-format")  # Babel takes "50 % der" for one
    return iter(generate_po(catalog, omit_header=True, no_location=True, ignore_obsolete=True, width=_NO_WRAPPING))

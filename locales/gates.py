"""What makes a text unfit for people. Each gate looks at one text and yields hints; it knows no files.

A wrong phone number or a lost placeholder in a language nobody in the team reads is found by no eye, so it is found
here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from locales import easy, glossary, typography
from locales.languages import EASY_GERMAN, Language
from locales.pofiles import Entry, domain_of
from locales.render import PLACEHOLDER

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+")
BUTTONS, BUTTON_WIDTH = "choice.", 40  # choices are always buttons; other keys give their limit as "max:"
IN_BROWSER = "ui."
MOST_IN_WORDS = 12  # German writes numbers up to this one in words, Leichte Sprache in digits

LEFTOVER = re.compile(r"\b(?:und|nicht|oder|für|bitte|Sie|werden|haben|können|wenn|eine|einen|auf|dem|wir|ist)\b")
"""Frequent German words that no other language here writes so."""

_QUOTED = re.compile(r"\([^()]*\)|[„“«‚‘][^„“”«»‚‘’]*[“”»‘’]")
_LINK = re.compile(r"(?:https?://|www\.|tel:|mailto:|[\w.+-]+@)[^\s<>„“”\"]*[^\s<>„“”\".,;:!?)،؟؛]")
_FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_NUMBER = re.compile(r"\+?\d(?:[ \u00a0\u202f/.,()-]?\d){2,}")  # three digits or more, as 110 has


def german(entry: Entry) -> Iterator[str]:
    """Faults of a German text, the source of all others."""
    if not KEY.fullmatch(entry.key):
        yield "a key looks like topic.detail: small letters, digits, underscores, at least one dot"
    if not entry.complete:
        yield "no German text: fill every msgstr"
    if entry.fuzzy:
        yield "German is the source and cannot be fuzzy: delete the mark"
    if all(note.startswith("max:") for note in entry.notes):
        yield 'no comment for translators: add a line "#.": who says this, where, and what the placeholders are'
    if any('"' in form for form in entry.forms):
        yield "straight quotation marks: write „so“"
    if len(entry.forms) > 1:
        yield from _plural(entry)
    for form in entry.forms:
        yield from _same_placeholders(form, entry)
    yield from _braces(entry)
    yield from _too_long(entry, entry)


def _plural(entry: Entry) -> Iterator[str]:
    if entry.key.startswith(IN_BROWSER):
        yield "texts of the page have no plural forms: the browser gets them as they are"
    if "{n}" not in entry.forms[-1]:
        yield "the plural form must show the number {n}"


def translation(entry: Entry, source: Entry, language: Language) -> Iterator[str]:
    """Faults of a translation beside the current German ``source``."""
    if entry.german != source.forms:
        yield "made from an older German text: run python -m locales update, then correct the translation"
    if entry.fuzzy:
        yield 'the German text has changed: correct the translation, then delete "fuzzy"'
    if not entry.complete:
        yield "not translated: fill every msgstr"
    yield from _braces(entry)
    for form in filter(None, entry.forms):
        yield from said_well(form, language)
        yield from _agreed_words(form, source, language)
        yield from _same_placeholders(form, source)
        yield from same_links(form, source.forms[-1])
        yield from _same_numbers(form, source.forms[-1])
        if source.note("name") is None:
            for hint in not_translated(form, source.forms, language):
                yield f'{hint}, or mark the German one "#. name: why" if it is a name'
    yield from _too_long(entry, source)


def said_well(text: str, language: Language) -> Iterator[str]:
    """Faults of a text by itself, wherever it stands: punctuation, what is too hard, and German left over."""
    if rules := typography.of(language.code):
        yield from rules.faults(text)
    if language.code == EASY_GERMAN:
        yield from easy.faults(text)
    if not language.is_german and (left := LEFTOVER.findall(_without_quoted_german(text))):
        yield f"German left over: {', '.join(left)}"


def _agreed_words(form: str, source: Entry, language: Language) -> Iterator[str]:
    words = glossary.of(language.code)
    if words and source.note("name") is None and domain_of(source.key) == "messages":
        yield from words.faults(source.forms[-1], form, label=_limit(source) is not None)


def _without_quoted_german(form: str) -> str:
    """Without what may be German in any language: in brackets, between quotation marks, and names of offices."""
    for term in glossary.terms():
        form = form.replace(term.official or "\0", "")
    return _QUOTED.sub("", form)


def _limit(source: Entry) -> str | None:
    return source.note("max") or (str(BUTTON_WIDTH) if source.key.startswith(BUTTONS) else None)


def _too_long(entry: Entry, source: Entry) -> Iterator[str]:
    """Labels that would not fit their button."""
    limit = _limit(source)
    if limit is None:
        return
    if not limit.isdecimal():
        yield f'"max: {limit}" is not a number'
    elif (longest := max(map(len, entry.forms))) > int(limit):
        yield f"{longest} characters, but only {limit} fit"


def _braces(entry: Entry) -> Iterator[str]:
    if any(set("{}") & set(PLACEHOLDER.sub("", form)) for form in entry.forms):
        yield "a brace that belongs to no placeholder such as {service}"


def _same_placeholders(form: str, source: Entry) -> Iterator[str]:
    """Each form needs the source's placeholders; only ``{n}`` may be in words (Arabic has forms for one and two)."""
    wanted = set(PLACEHOLDER.findall("".join(source.forms)))
    found = set(PLACEHOLDER.findall(form))
    spoken = {"n"} if len(source.forms) > 1 else set()
    if lost := wanted - found - spoken:
        yield f"placeholder lost: {_names(lost)}"
    if new := found - wanted:
        yield f"placeholder unknown to the German text: {_names(new)}"


def _names(placeholders: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders))


def same_links(text: str, german: str) -> Iterator[str]:
    """Links, addresses and telephone links that a translation lost, changed or has beyond its German text."""
    if _links(text) != _links(german):
        yield f"links changed: German has {_links(german) or 'none'}, this has {_links(text) or 'none'}"


def _same_numbers(text: str, german: str) -> Iterator[str]:
    german_numbers, numbers = _numbers(german), _numbers(text)
    if numbers != german_numbers:
        yield f"numbers changed: German has {german_numbers or 'none'}, this has {numbers or 'none'}"


def same_figures(text: str, german: str, language: Language) -> Iterator[str]:
    """Numbers of any length that a translation lost, changed or has beyond its German text; digits must be ASCII.

    Leichte Sprache explains what it names and writes small numbers in digits: there each number of the German has to
    be found, as often as it likes, and only small ones may come in.
    """
    wanted, found = _figures(german), _figures(text)
    if language.code == EASY_GERMAN:
        small = {str(number) for number in range(1, MOST_IN_WORDS + 1)}
        wanted, found = Counter(set(wanted)), Counter(set(found) - (small - set(wanted)))
    if wanted != found:
        lost, new = sorted((wanted - found).elements()), sorted((found - wanted).elements())
        yield f"figures changed: lost {', '.join(lost) or 'none'}, new {', '.join(new) or 'none'}"


def _links(text: str) -> list[str]:
    return sorted(_LINK.findall(text))


def _numbers(text: str) -> list[str]:
    """Phone numbers (and every other number of three digits or more) without their spacing; digits must be ASCII."""
    found = _NUMBER.findall(_LINK.sub(" ", text))
    return sorted(Counter(re.sub(r"[^+\d]", "", number) for number in found).elements())


def _figures(text: str) -> Counter[str]:
    return Counter(re.sub(r"[.,\u00a0\u202f ]", "", figure) for figure in _FIGURE.findall(_LINK.sub(" ", text)))


def not_translated(text: str, german: tuple[str, ...], language: Language) -> Iterator[str]:
    """Whether a text is in another script than the language's, or is one of its German texts still."""
    letters = _letters(text)
    if letters and not any(unicodedata.name(letter, "").startswith(language.script_name) for letter in letters):
        yield f"no letter in the script of {language.english}: translate it"
    if text in german and letters and not language.is_german:
        yield "still the German text: translate it"


def _letters(text: str) -> list[str]:
    return [letter for letter in PLACEHOLDER.sub("", _LINK.sub("", text)) if letter.isalpha()]

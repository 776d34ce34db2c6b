"""Names of countries and languages: CLDR's in every language, and the inflected and everyday forms of our own data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from babel import Locale

from nlu.entities import tables
from nlu.text.normalise import fold

EU = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""The EU without Germany, the EEA, and Switzerland: Freizügigkeit (FreizügG/EU § 1; agreement with Switzerland)."""

HOME = "DE"
NO_COUNTRY = frozenset({HOME, "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"})
SPOKEN = (
    "ar", "de", "en", "uk", "tr", "fa", "ru", "fr", "ro", "bg", "pl", "es", "ku", "ckb", "ps", "ti", "am", "so", "sq",
    "sr", "hr", "bs", "mk", "rom", "ur", "hi", "bn", "ta", "pa", "it", "pt", "el", "hu", "cs", "sk", "sl", "nl", "vi",
    "zh", "ja", "ko", "ka", "hy", "az", "kk", "uz", "tg", "tk", "sw", "ha", "yo", "ig", "wo", "ff", "ln", "om", "be",
    "lt", "lv", "he", "th", "id", "ne", "mn",
)  # fmt: skip
"""Languages that are recognised by name."""

WORDS_TOO = {
    "uk": {"TG", "ML"}, "ru": {"TG", "ML"}, "bg": {"TG", "ML"}, "fr": {"RE"}, "fa": {"ML"}, "ar": {"ML", "PE"},
    "tr": {"ML", "GN", "QA"}, "en": {"GE", "JO"}, "pl": {"KM"}, "es": {"RE"},
}  # fmt: skip
"""Countries whose name in a language is a frequent word ("того", "мали", "réunion") or a name; ours may add them."""

SHORTEST_STEM = 6
VOWELS = "aeiouyаеиоуяюієїыэ"
WITH_CASES = {"uk": 1, "ru": 1, "bg": 1, "pl": 1, "ro": 1, "tr": 0}
"""Languages that put endings on the names of countries -> letters that the ending replaces, if they are vowels."""


def country_phrases(language: str) -> Iterator[tuple[str, str]]:
    """(ISO 3166 alpha-2, phrase) of one language, notation of `nlu.text.notation`."""
    for code, name in Locale.parse(language).territories.items():
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY | WORDS_TOO.get(language, set()):
            yield from ((code, phrase) for phrase in _forms(language, _plain(str(name))))
    own: Mapping[str, list[str]] = tables.languages().get(language, {}).get("country", {})
    for code, phrases in own.items():
        if code != HOME:
            yield from ((code, phrase) for phrase in phrases)


def language_phrases(language: str) -> Iterator[tuple[str, str]]:
    """(ISO 639 code, phrase): what the speakers of one language call the languages that people here speak."""
    names = Locale.parse(language).languages
    for code in SPOKEN:
        if code in names:
            yield code, _plain(str(names[code]))
    own = Locale.parse(language).get_display_name()
    if own:
        yield language, _plain(own)
    for code, phrases in tables.languages().get(language, {}).get("language", {}).items():
        yield from ((code, phrase) for phrase in phrases)


def _forms(language: str, name: str) -> Iterator[str]:
    yield name
    if language not in WITH_CASES or " " in name:
        return
    folded = fold(name).text
    stem = folded[: -WITH_CASES[language]] if WITH_CASES[language] and folded[-1] in VOWELS else folded
    if len(stem) >= SHORTEST_STEM - 1 and len(folded) >= SHORTEST_STEM:
        yield f"{stem}*"


def _plain(name: str) -> str:
    """A name of CLDR without what our notation would read: "Myanmar (Birma)", "Kongo-Kinshasa"."""
    return " ".join(name.split("(")[0].replace("|", " ").replace("-", " ").replace("*", "").split())

"""Which language a message is in, and whether that is certain enough to ask about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

SUPPORTED = ("de", "en", "ar")
LETTERS_FOR_CERTAINTY = 20
WORDS_FOR_CERTAINTY = 4
PROBABILITY_FOR_CERTAINTY = 0.95
SAMPLE = 400  # characters; more adds nothing but time
ARABIC_ONLY = frozenset("ةىأإؤئ")
PERSIAN_ONLY = frozenset("پچژگیک")
GERMAN_ONLY = frozenset("äöüß")


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is one of SUPPORTED, or None for none of them; `certain` only for long and clear messages."""

    code: str | None
    certain: bool


UNKNOWN = Language(None, certain=False)


def detect(text: str) -> Language:
    """Name the language of a tidied text. A short message is never certain: "ok" and "Duldung" belong to everybody."""
    sample = text[:SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if not letters:
        return UNKNOWN
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters) / len(letters)
    latin = sum(letter < "\u0250" for letter in letters) / len(letters)
    long_enough = len(letters) >= LETTERS_FOR_CERTAINTY and len(sample.split()) >= WORDS_FOR_CERTAINTY
    if arabic > 0.6:
        return _in_arabic_script(sample, letters, long_enough, pure=arabic > 0.9)
    if latin > 0.6:
        return _in_latin_script(sample, letters, long_enough)
    return UNKNOWN


def _in_arabic_script(sample: str, letters: list[str], long_enough: bool, pure: bool) -> Language:
    persian = sum(letter in PERSIAN_ONLY for letter in letters)
    arabic = sum(letter in ARABIC_ONLY for letter in letters)
    if persian > arabic:
        return UNKNOWN
    code, _ = _classify(sample)
    return Language("ar", certain=long_enough and pure and not persian and code == "ar")


def _in_latin_script(sample: str, letters: list[str], long_enough: bool) -> Language:
    code, probability = _classify(sample)
    if code not in SUPPORTED:
        # One or two words are too little to call a message foreign; the answer then is "not known" all the same.
        return UNKNOWN
    if code != "de" and GERMAN_ONLY.intersection(sample.lower()):
        return Language("de", certain=False)
    return Language(code, certain=long_enough and probability >= PROBABILITY_FOR_CERTAINTY)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    load: Callable[..., LanguageIdentifier] = LanguageIdentifier.from_model_file
    return load(MODEL_DIR / MODEL_FILE, norm_probs=True)


def _classify(sample: str) -> tuple[str, float]:
    """Among all languages that the identifier knows, lest Kurmanji or Albanian be pressed into a supported one."""
    classify: Callable[[str], tuple[str, float]] = _identifier().classify
    code, probability = classify(sample)
    return str(code), float(probability) if math.isfinite(probability) else 0.0

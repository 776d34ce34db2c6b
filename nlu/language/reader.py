"""Names the language of a message: three witnesses and the script it is written in.

Lingua, restricted to our languages, is right about nearly every sentence and never says "none of these". py3langid
knows far more languages, and so knows Kurmanji, Pashto and Sorani as foreign. Our own model has learnt the short,
misspelt and transliterated sentences that newcomers write. Together they are better than any of them alone
(docs/understanding.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder
from lingua import Language as LinguaLanguage
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from nlu.language.scripts import FOREIGN_SCRIPTS, LANGUAGES_OF, foreign_letters, script
from nlu.learning.grams import letter_grams
from nlu.learning.linear import LinearModel
from nlu.text.normalise import tidy

SUPPORTED = ("de", "en", "ar", "uk", "tr", "fa", "ru", "fr", "ro", "bg", "pl", "es")
IN_LATIN = "-Latn"
"""Ending of the labels of the learnt model for a language that is written in Latin letters as a makeshift."""

OTHER = "other-"
"""Beginning of the labels of the learnt model for a language that is not supported."""

SAMPLE = 300  # characters; more adds nothing but time
LETTERS_FOR_CERTAINTY = 14
WORDS_FOR_CERTAINTY = 3
CERTAIN = 0.9
FOREIGN = 0.5
FOREIGN_ALONE = 0.8
SURELY_FOREIGN = 0.9
"""Chances of an unsupported language: where py3langid says so too, by the learnt model alone, and without it."""

#: Varieties that people who write them call by the name of the language beside them.
SAME_AS = {
    "arz": "ar",
    "ary": "ar",
    "apc": "ar",
    "ajp": "ar",
    "prs": "fa",
    "pes": "fa",
    "lb": "de",
    "gsw": "de",
    "als": "de",
}


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is one of SUPPORTED or None; `certain` only for long and clear messages.

    `foreign` is the code (ISO 639) of a language that is not supported, if the message is clearly in one: then `code`
    is None. `transliterated` says that the language is written in Latin letters instead of its own. `possible` are the
    languages that the message may be in: those of its script, where it is not certain and the script has few.
    """

    code: str | None
    certain: bool
    foreign: str | None = None
    transliterated: bool = False
    possible: tuple[str, ...] = ()


UNKNOWN = Language(None, certain=False)


class LanguageReader:
    """Reads the language; build it once per process."""

    def __init__(self, learnt: LinearModel | None) -> None:
        """Without the learnt model the other two decide, and no transliteration is known."""
        self._learnt = learnt
        self.read("warm the identifiers up, so that the first message does not wait for their models")

    def read(self, text: str) -> Language:
        """The language of one message by itself. "ok" and "Duldung" belong to everybody: short is never certain."""
        sample = tidy(text[:SAMPLE]).text.lower()
        letters = [letter for letter in sample if letter.isalpha()]
        written = script(letters)
        if written is None:
            return UNKNOWN
        long_enough = len(letters) >= LETTERS_FOR_CERTAINTY and len(sample.split()) >= WORDS_FOR_CERTAINTY
        if written in FOREIGN_SCRIPTS:
            return Language(None, certain=False, foreign=FOREIGN_SCRIPTS[written](letters))
        if written not in LANGUAGES_OF:
            return UNKNOWN
        by_letter = foreign_letters(written, letters)
        if by_letter:
            return Language(None, certain=False, foreign=by_letter)
        return self._weigh(sample, written, long_enough)

    def _weigh(self, sample: str, written: str, long_enough: bool) -> Language:
        candidates = LANGUAGES_OF[written]
        lingua = _lingua(sample)
        own = self._own(sample)
        chances = {code: _chance(code, own, lingua) for code in candidates}
        best = max(chances, key=lambda code: chances[code])
        makeshift = max(own, key=lambda label: own[label], default="")
        if makeshift.endswith(IN_LATIN) and own[makeshift] >= FOREIGN:
            code = makeshift.removesuffix(IN_LATIN)
            return Language(code, certain=False, transliterated=True, possible=(code, best))
        possible = (best,) if written == "LATIN" else candidates
        if not long_enough:
            return Language(best, certain=False, possible=possible)
        foreign = self._foreign(sample, own)
        if foreign:
            return Language(None, certain=False, foreign=foreign)
        contradicted = _classify(sample)[0] not in SUPPORTED
        certain = chances[best] >= CERTAIN and not contradicted
        return Language(best, certain=certain, possible=(best,) if certain else possible)

    @staticmethod
    def _foreign(sample: str, own: Mapping[str, float]) -> str | None:
        """The language that is none of ours, if it is clear that it is one."""
        code, probability = _classify(sample)
        others = {label.removeprefix(OTHER): chance for label, chance in own.items() if label.startswith(OTHER)}
        likeliest, chance = max(others, key=lambda label: others[label], default=code), sum(others.values())
        if code in SUPPORTED:
            return likeliest if chance >= FOREIGN_ALONE else None
        if chance >= FOREIGN:
            return likeliest if others[likeliest] >= FOREIGN else code
        return code if not own and probability >= SURELY_FOREIGN else None

    def _own(self, sample: str) -> Mapping[str, float]:
        return self._learnt.probabilities(letter_grams(sample)) if self._learnt else {}


def _chance(code: str, own: Mapping[str, float], lingua: Mapping[str, float]) -> float:
    """The mean of the two that know our languages; Lingua alone where nothing was learnt."""
    return (own.get(code, 0.0) + lingua.get(code, 0.0)) / 2 if own else lingua.get(code, 0.0)


@cache
def _detector() -> LanguageDetector:
    codes = [IsoCode639_1.from_str(code.upper()) for code in SUPPORTED]
    languages = [LinguaLanguage.from_iso_code_639_1(code) for code in codes]
    return LanguageDetectorBuilder.from_languages(*languages).with_preloaded_language_models().build()


def _lingua(sample: str) -> dict[str, float]:
    values = _detector().compute_language_confidence_values(sample)
    return {value.language.iso_code_639_1.name.lower(): value.value for value in values}


@cache
def _identifier() -> LanguageIdentifier:
    load: Callable[..., LanguageIdentifier] = LanguageIdentifier.from_model_file
    return load(MODEL_DIR / MODEL_FILE, norm_probs=True)


def _classify(sample: str) -> tuple[str, float]:
    """Among all languages that py3langid knows, lest Kurmanji or Albanian be pressed into a supported one."""
    classify: Callable[[str], tuple[str, float]] = _identifier().classify
    code, probability = classify(sample)
    return SAME_AS.get(code, str(code)), float(probability) if math.isfinite(probability) else 0.0

"""Words without their endings, so that "Wohnung", "Wohnungen" and a typo-free inflection of it are one feature.

Snowball has rules for ten of our languages, and simplemma a small dictionary of Bulgarian and Ukrainian. Dictionaries
for all of them would cost 0.9 GB of memory in every process (docs/decisions/0013).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Protocol, cast

import simplemma
import snowballstemmer

from nlu.text.normalise import fold

SNOWBALL = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fa": "persian", "fr": "french", "pl": "polish",
    "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip
DICTIONARY = ("bg", "uk")
LONGEST = 40


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - Snowball's own name


@cache
def _snowball(language: str) -> _Stemmer:
    return cast("_Stemmer", snowballstemmer.stemmer(SNOWBALL[language]))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str | None) -> str:
    """The folded stem of a word in lower case; the folded word itself where the language is not known."""
    word = word[:LONGEST]
    if language in SNOWBALL:
        return fold(_snowball(language).stemWord(word)).text
    if language in DICTIONARY:
        return fold(simplemma.lemmatize(word, lang=language)).text
    return fold(word).text

"""How long the sentences of a language's texts are, and how hard they are to read.

LIX (Björnsson 1968): words in a sentence plus the percentage of words longer than six letters. It was made for
languages in Latin letters; below 30 reads easily, above 50 is heavy. No such measure is agreed on for Arabic or
Persian, so none is given there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from locales.languages import Language
from locales.render import PLACEHOLDER

LONG_WORD = 6  # letters; longer ones count
MEASURED_SCRIPTS = frozenset({"Latn", "Cyrl"})
_SENTENCE = re.compile(r"[.!?؟…]+(?:\s|$)|\n+|[:;؛](?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*")


@dataclass(frozen=True)
class Readability:
    """Words in a sentence on average, and LIX where it means something."""

    sentence: float
    lix: float | None


def readability(texts: Iterable[str], language: Language) -> Readability:
    """Of running texts; labels of one or two words say nothing about sentences and should be left out."""
    found = [words for text in texts for words in sentences(text) if words]
    words = [word for sentence in found for word in sentence]
    mean = len(words) / len(found)
    long = 100 * sum(len(word.replace("·", "")) > LONG_WORD for word in words) / len(words)
    return Readability(mean, mean + long if language.script in MEASURED_SCRIPTS else None)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence, without what stands in brackets."""
    plain = PLACEHOLDER.sub("x", re.sub(r"\([^()]*\)", "", text))
    return [_WORD.findall(part) for part in _SENTENCE.split(plain)]

"""What the letters alone say: a script belongs to few languages, and some letters to none of ours."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

SHARE = 0.6
"""Part of the letters that must be of one script; a message in Arabic with a German word in it is Arabic."""

LANGUAGES_OF = {
    "LATIN": ("de", "en", "tr", "fr", "ro", "pl", "es"),
    "CYRILLIC": ("uk", "ru", "bg"),
    "ARABIC": ("ar", "fa"),
}
"""Unicode's name of a script -> the supported languages that are written in it."""

TIGRINYA = frozenset("ኣቐቑቒቓቔቕቖኸኹኺኻኼኽኾዀ")

FOREIGN_LETTERS = {
    "ARABIC": {"ps": frozenset("ټډړږښځڅۍ"), "ckb": frozenset("ێۆڵڕ"), "ur": frozenset("ٹڈڑںے")},
    "CYRILLIC": {
        "sr": frozenset("ђјљњћџ"), "mk": frozenset("ѓќѕ"), "be": frozenset("ў"), "kk": frozenset("әғқңөұүһ"),
        "tg": frozenset("ӣӯҷҳ"),
    },
}  # fmt: skip
"""Letters that none of our languages of the same script has. Kazakh stands for Kyrgyz, Mongolian and Tatar too."""

FEWEST_FOREIGN = 2


def script(letters: Sequence[str]) -> str | None:
    """Unicode's name of the script that most letters have, or None if there is none or none prevails."""
    counts = Counter(name for letter in letters if (name := _script_of(letter)))
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return name if count >= SHARE * sum(counts.values()) else None


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str | None:
    return unicodedata.name(letter, "").split(" ")[0] or None


def foreign_letters(written: str, letters: Sequence[str]) -> str | None:
    """The language that the letters give away, if it is none of ours."""
    for code, own in FOREIGN_LETTERS.get(written, {}).items():
        if sum(letter in own for letter in letters) >= FEWEST_FOREIGN:
            return code
    return None


def _ethiopic(letters: Sequence[str]) -> str:
    return "ti" if TIGRINYA.intersection(letters) else "am"


def _always(code: str) -> Callable[[Sequence[str]], str]:
    return lambda _letters: code


FOREIGN_SCRIPTS: dict[str, Callable[[Sequence[str]], str]] = {
    "ETHIOPIC": _ethiopic,
    **{
        name: _always(code)
        for name, code in {
            "GEORGIAN": "ka", "ARMENIAN": "hy", "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn",
            "TAMIL": "ta", "GURMUKHI": "pa", "GUJARATI": "gu", "SINHALA": "si", "THAI": "th", "CJK": "zh",
            "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "MYANMAR": "my", "KHMER": "km", "LAO": "lo",
            "TIBETAN": "bo", "MALAYALAM": "ml", "TELUGU": "te", "KANNADA": "kn", "SYRIAC": "syr", "THAANA": "dv",
        }.items()
    },
}  # fmt: skip
"""Scripts in which no supported language is written; Devanagari may be Nepali too: the most frequent is named."""

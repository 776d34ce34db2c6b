"""The consonants of a word, the same in every script: "работа" and "rabota", "شغل" and "shoghl" become one.

Newcomers write their languages in Latin letters in many private ways, which differ above all in the vowels. So what was
learnt from sentences in the language's own script helps to understand those in Latin letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST = 2
LONGEST = 30

_DIGRAPHS = (
    ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("shch", "S"), ("sht", "St"), ("ph", "f"), ("zh", "Z"), ("sz", "S"), ("cz", "C"),
    ("sh", "S"), ("kh", "H"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ts", "c"), ("tz", "c"), ("ch", "C"), ("ck", "k"),
)  # fmt: skip
_LETTERS = {
    **dict(zip("bdfglmnprstvz", "bdfglmnprstvz", strict=True)),
    "k": "k", "q": "k", "c": "k", "h": "H", "x": "H", "j": "j", "š": "S", "ş": "S", "ș": "S", "ś": "S", "č": "C", "ç": "C", "ć": "C",
    "ž": "Z", "ż": "Z", "ź": "z", "ğ": "g", "ţ": "c", "ț": "c", "ł": "l", "ñ": "n", "ń": "n", "ß": "s",
    "5": "H", "7": "H", "4": "C", "6": "S", "8": "k", "9": "k",
    "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ж": "Z", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n", "п": "p", "р": "r",
    "с": "s", "т": "t", "ф": "f", "х": "H", "ц": "c", "ч": "C", "ш": "S", "щ": "S",
    "ب": "b", "پ": "p", "ت": "t", "ث": "t", "ج": "j", "چ": "C", "ح": "H", "خ": "H", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "ژ": "Z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ک": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n", "ه": "H",
}  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str | None:
    """The consonants of a tidied word in lower case, or None where fewer than two are left."""
    word = word[:LONGEST].removeprefix("ال")
    for written, sound in _DIGRAPHS:
        word = word.replace(written, sound)
    sounds = "".join(letter if letter.isupper() else _LETTERS.get(letter, "") for letter in word)
    bare = _REPEATED.sub(r"\1", sounds)
    bare = bare.removesuffix("H") if len(bare) > SHORTEST else bare
    return bare if len(bare) >= SHORTEST else None

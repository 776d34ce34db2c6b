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
    ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("sht", "St"), ("ph", "f"), ("zh", "Z"), ("sz", "S"), ("cz", "C"),
    ("sh", "S"), ("kh", "H"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ts", "c"), ("tz", "c"), ("ch", "C"), ("ck", "k"),
)  # fmt: skip
_LETTERS = dict([
    *zip("bdfglmnprstvzjkqchx", "bdfglmnprstvzjkkkHH", strict=True),
    *zip("šşșśčçćžżźğţțłñńß", "SSSSCCCZZzgcclnns", strict=True),
    *zip("574689", "HHCSkk", strict=True),  # digits for sounds: Arabizi, shlyokavitsa
    *zip("бвгґджзклмнпрстфхцчшщ", "bvggdZzklmnprstfHcCSS", strict=True),
    *zip("بپتثجچحخدذرزژسشصضطظغفقكکگلمنه", "bpttjCHHddrzZsSsdtzgfkkkglmnH", strict=True),
])  # fmt: skip
"""What a letter sounds like, written in one alphabet for all scripts; capitals are the sounds that Latin lacks."""

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

"""How a sentence may look when typed in a hurry: a letter missing, doubled or swapped; letters of another keyboard.

Only what people do: nothing is invented that changes the meaning. Diacritics need no variants, because every model
reads folded text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

SHORTEST_WORD = 5
SHORTEST_TEXT = 8
IN_OTHER_LETTERS = 0.5
CYRILLIC = {
    **dict(zip("абвгґдеёзиіклмнопрстуфхъыэ", "abvggdeeziiklmnoprstufhaye", strict=True)),
    "є": "ie", "ж": "zh", "ї": "yi", "й": "y", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ь": "", "ю": "yu",
    "я": "ya", "’": "", "'": "",
}  # fmt: skip
UKRAINIAN = {"и": "y", "г": "h"}
RUSSIAN = {"ъ": ""}
TABLES = {"bg": CYRILLIC, "ru": CYRILLIC | RUSSIAN, "uk": CYRILLIC | UKRAINIAN}


def variants(text: str, language: str, chance: random.Random) -> Iterator[str]:
    """One misspelling of the text, and of every second text in Cyrillic one in Latin letters."""
    if len(text) >= SHORTEST_TEXT:
        yield _misspelt(text, chance)
    if language in TABLES and chance.random() < IN_OTHER_LETTERS:
        yield "".join(TABLES[language].get(letter, letter) for letter in text.lower())


def _misspelt(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    long = [position for position, word in enumerate(words) if len(word) >= SHORTEST_WORD and word.isalpha()]
    if not long:
        return text.lower()
    position = chance.choice(long)
    words[position] = chance.choice((_without, _doubled, _swapped))(words[position], chance)
    return " ".join(words).lower()


def _without(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

"""What of a text is compared when something is looked for: stems, and what they mean in every language alike."""

from __future__ import annotations

from collections.abc import Iterable

#: Kinds of features that say what a text is about, and the letter by which their words begin in an index.
ABOUT = {
    "need": "n",
    "concept": "c",
    "stem": "s",
    "organisation": "o",
    "document": "d",
    "benefit": "b",
    "residence_title": "t",
}
SHORTEST_STEM = 2


def index_words(features: Iterable[str]) -> list[str]:
    """The words of a text for an index, letters and digits alone, in the order of its features."""
    found = []
    for feature in features:
        kind, colon, value = feature.partition(":")
        letters = "".join(char for char in value if char.isalnum())
        if colon and kind in ABOUT and len(letters) >= SHORTEST_STEM:
            found.append(ABOUT[kind] + letters)
    return found

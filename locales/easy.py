"""What Leichte Sprache does not say: of its rules (``glossary.md``) those that a machine can hold.

One text in, hints out.
"""

import re
from collections.abc import Iterator

from locales.readability import sentences

MOST_WORDS = 12
_NEVER = {
    "subjunctive": re.compile(r"\b(?:würd|könnt|hätt|wär|sollt)e(?:n|st|t)?\b", re.IGNORECASE),
    "genitive": re.compile(r"\b(?:des|dessen|deren)\b", re.IGNORECASE),
    "passive": re.compile(r"\b(?:wurden?|worden)\b", re.IGNORECASE),
    "subordinate clause": re.compile(r"\b(?:weil|obwohl|falls|während|nachdem|sodass|indem|sofern)\b", re.IGNORECASE),
}
"""What shows each of them and nothing else: "wird" may be a future, "damit" may mean "with it"."""


def faults(text: str) -> Iterator[str]:
    """What is too hard in the text."""
    for words in sentences(text):
        if len(words) > MOST_WORDS:
            yield f"a sentence of {len(words)} words, more than {MOST_WORDS}: {' '.join(words[:4])} ..."
    for name, pattern in _NEVER.items():
        if found := pattern.search(text):
            yield f"{name}: {found.group()}"

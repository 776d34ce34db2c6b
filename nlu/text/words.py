"""Words of a folded text with their places: what the lexicons match on."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*|[.!?;؛؟]+|§+")
SENTENCE_END = frozenset(".!?;؛؟")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the folded text, or a mark that ends a clause (`text` then is that mark)."""

    text: str
    start: int
    end: int
    after_comma: bool = False

    @property
    def ends_clause(self) -> bool:
        """Negation does not reach across such a mark."""
        return self.text[0] in SENTENCE_END


def words(folded: str) -> list[Word]:
    """Split a folded text; apostrophes stay inside words ("don't"), decimals stay whole ("1,80" holds no 80)."""
    found, end = [], 0
    for match in WORD.finditer(folded):
        between = folded[end : match.start()]
        found.append(Word(match.group(), match.start(), match.end(), "," in between or "،" in between))
        end = match.end()
    return found

"""What every language says alike about a message: concepts instead of words. They let the languages help each other.

"Wohnung", "квартира" and "شقة" are three words and one need; a Ukrainian sentence teaches the model what `need:housing`
means for a Romanian one. The same function serves training and use, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from nlu.entities import Entity
from nlu.intents.concepts import Concepts
from nlu.text.normalise import tidy
from nlu.text.skeleton import skeleton
from nlu.text.stems import stem
from nlu.text.words import words

VALUE_TELLS = frozenset(
    {"organisation", "document", "relation", "benefit", "residence_title", "case_management", "german_level"}
)
"""Types of which the value says something about the intent; of an age or a place only that there is one."""

LEXICON = ("need:", "first:", "flag")
MOST_WORDS = 60
QUESTION = frozenset("?؟;")
LENGTHS = (2, 4, 7, 12, 20, 40)


def features(
    text: str,
    language: str | None,
    needs: Iterable[str],
    urgency: Iterable[str],
    entities: Iterable[Entity],
    concepts: Concepts,
) -> list[str]:
    """Names of what is in the message, in a fixed order and each once.

    Args:
        text: as written.
        language: of the message, for stems and concepts; None leaves the words as they are.
        needs: what the lexicon found.
        urgency: flags that the lexicon found.
        entities: what the readers found.
        concepts: the dictionary.
    """
    spoken = [word.text for word in words(tidy(text).text.lower()) if not word.ends_clause][:MOST_WORDS]
    meant = [*_findings(needs, urgency, entities), *_together([concepts.of(word, language) for word in spoken])]
    return list(dict.fromkeys([*meant, *_shape(text), *_words(spoken, language)]))


def without_lexicon(seen: Iterable[str]) -> list[str]:
    """The features but for what the lexicon of needs and dangers found.

    A model that is taught with these findings believes nothing else: on its own sentences they are always right.
    """
    return [name for name in seen if not name.startswith(LEXICON)]


def _findings(needs: Iterable[str], urgency: Iterable[str], entities: Iterable[Entity]) -> Iterator[str]:
    needs = list(needs)
    yield from (f"need:{need}" for need in needs)
    if needs:
        yield f"first:{needs[0]}"
    for flag in urgency:
        yield f"flag:{flag}"
        yield "flag"
    for entity in entities:
        yield entity.type
        if entity.type in VALUE_TELLS:
            yield f"{entity.type}:{entity.value}"


def _together(concepts: list[tuple[str, ...]]) -> Iterator[str]:
    """Each concept, and each with the one after it: "find" and "doctor" mean more than either."""
    yield from (f"concept:{concept}" for meant in concepts for concept in meant)
    known = [meant[0] for meant in concepts if meant]
    yield from (f"then:{one}>{other}" for one, other in pairwise(known))


def _shape(text: str) -> Iterator[str]:
    length = len(text.split())
    yield f"words<={next((most for most in LENGTHS if length <= most), 'more')}"
    if QUESTION.intersection(text):
        yield "question"
    if any(character.isdigit() for character in text):
        yield "digit"


def _words(spoken: Iterable[str], language: str | None) -> Iterator[str]:
    for word in spoken:
        yield f"stem:{stem(word, language)}"
        consonants = skeleton(word)
        if consonants:
            yield f"sound:{consonants}"

"""What a message says, before any dialogue: language, needs, urgency, entities. Runs once, in the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from nlu.entities import Entity, EntityReader
from nlu.entities.reader import Places
from nlu.language import UNKNOWN, Language, detect
from nlu.needs import NeedsReader
from nlu.text import fold, tidy
from nlu.text.patterns import tokens

BETWEEN_WORDS = 1
LONGEST_READ = 4000
"""Characters that are read; the gateway refuses longer messages, so this only bounds the time of a careless caller."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one message. Offsets of entities point into the text as it was written.

    `urgency` holds flags of responsibility.md section 2 in the order of the safety rules, `needs` the needs of its
    section 3 in the order of mention.
    """

    language: str | None
    language_certain: bool
    needs: tuple[str, ...]
    urgency: tuple[str, ...]
    entities: tuple[Entity, ...]

    def to_json(self) -> dict[str, Any]:
        """The form in which it travels to Rasa as message metadata."""
        return {
            "language": self.language,
            "language_certain": self.language_certain,
            "needs": list(self.needs),
            "urgency": list(self.urgency),
            "entities": [entity.to_json() for entity in self.entities],
        }


class Understander:
    """Reads messages. Build it once per process (seconds); it is stateless and safe to share between threads."""

    def __init__(self, places: Places) -> None:
        """Load lexicons and gazetteers.

        Args:
            places: key of each municipality of the configured Kreis -> its names and aliases in any script.
        """
        self._entities = EntityReader(places)
        self._needs = NeedsReader()
        detect("warm the language identifier up, so that the first message does not wait for its model")

    def understand(self, text: str, language: str | None = None, today: date | None = None) -> Understanding:
        """Read any Unicode text; never raises.

        Args:
            text: the message as written.
            language: the conversation's language; it stands in where the text does not say which one it is in.
            today: day from which "yesterday" and a date without a year are counted; without it both stay unread.
        """
        read = text[:LONGEST_READ]
        folded = fold(read)
        found = tokens(folded.text)
        entities = self._entities.read(folded, found, today)
        titles = [entity for entity in entities if entity.type == "residence_title"]
        reading = self._needs.read(found, lambda start, end: _inside(titles, *folded.span(start, end)))
        spoken = _language(read, language)
        return Understanding(
            language=spoken.code,
            language_certain=spoken.certain,
            needs=reading.needs,
            urgency=reading.urgency,
            entities=tuple(entities),
        )


def _inside(entities: Iterable[Entity], start: int, end: int) -> bool:
    """Inside an entity, or the word right before it ("a residence permit as a refugee")."""
    return any(entity.start <= end + BETWEEN_WORDS and end <= entity.end for entity in entities if start <= entity.end)


def _language(text: str, conversation: str | None) -> Language:
    detected = detect(tidy(text).text)
    if detected == UNKNOWN or (not detected.certain and conversation is not None):
        return Language(conversation, certain=False)
    return detected

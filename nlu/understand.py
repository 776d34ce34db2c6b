"""What a message says, before any dialogue: language, needs, urgency, entities. Runs once, in the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from nlu.entities import Entity, EntityReader
from nlu.entities.names import Places
from nlu.intents.concepts import Concepts
from nlu.intents.features import features
from nlu.language import Language, LanguageReader
from nlu.learning.store import NOTHING_LEARNT, Learnt
from nlu.needs import NeedsReader, Reading
from nlu.needs.judgement import Judge
from nlu.subjects import Subject, SubjectReader
from nlu.text import fold
from nlu.text.lexicon import may_be_in
from nlu.text.tokens import tokens

BETWEEN_WORDS = 1
LONGEST_READ = 4000
"""Characters that are read; the gateway refuses longer messages, so this only bounds the time of a careless caller."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one message. Offsets of entities point into the text as it was written.

    `urgency` holds flags of responsibility.md section 2 in the order of the safety rules, `needs` the needs of its
    section 3 in the order of mention, `urgency_to_check` flags that are possible but not said: they are asked about.
    `foreign` is the code of a language that is not supported. `features` are what the intent model sees. `subjects` are
    the articles and kinds of offers that it asks for, the likeliest first.
    """

    language: str | None
    language_certain: bool
    foreign: str | None
    needs: tuple[str, ...]
    urgency: tuple[str, ...]
    urgency_to_check: tuple[str, ...]
    entities: tuple[Entity, ...]
    features: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form in which it travels to Rasa as message metadata."""
        return {
            "language": self.language,
            "language_certain": self.language_certain,
            "foreign": self.foreign,
            "needs": list(self.needs),
            "urgency": list(self.urgency),
            "urgency_to_check": list(self.urgency_to_check),
            "entities": [entity.to_json() for entity in self.entities],
            "features": list(self.features),
            "subjects": [[subject.kind, subject.key] for subject in self.subjects],
        }


class Understander:
    """Reads messages. Build it once per process (seconds); it is stateless and safe to share between threads."""

    def __init__(self, places: Places, learnt: Learnt = NOTHING_LEARNT) -> None:
        """Load lexicons and gazetteers.

        Args:
            places: key of each municipality of the configured Kreis -> its names and aliases in any script.
            learnt: models learnt from the training sentences; without them the lexicons decide alone.
        """
        self._entities = EntityReader(places)
        self._needs = NeedsReader()
        self._concepts = Concepts()
        self._languages = LanguageReader(learnt.languages)
        self._judge = Judge(learnt)
        self._subjects = SubjectReader(learnt.subjects)

    def understand(self, text: str, language: str | None = None, today: date | None = None) -> Understanding:
        """Read any Unicode text; never raises.

        Args:
            text: the message as written.
            language: the conversation's language; it stands in where the text does not say which one it is in.
            today: day from which "yesterday" and a date without a year are counted; without it both stay unread.
        """
        read = text[:LONGEST_READ]
        folded = fold(read)
        alone = self._languages.read(read)
        spoken = _language(alone, language)
        languages = may_be_in(language, *alone.possible)
        found = tokens(folded.text, languages)
        entities = self._entities.read(folded, found, today, languages)
        titles = [entity for entity in entities if entity.type == "residence_title"]
        said = self._needs.read(found, lambda start, end: _inside(titles, *folded.span(start, end)), languages)
        seen = features(read, spoken.code, said.needs, said.urgency, entities, self._concepts)
        meant = self._judge.reading(said, folded.text, seen)
        return Understanding(
            language=spoken.code,
            language_certain=spoken.certain,
            foreign=spoken.foreign,
            needs=meant.needs,
            urgency=meant.urgency,
            urgency_to_check=meant.to_check,
            entities=tuple(entities),
            features=tuple(seen),
            subjects=self._subjects.read(folded.text, seen),
        )

    def language(self, text: str) -> Language:
        """The language of a text by itself, whatever the conversation's is."""
        return self._languages.read(text[:LONGEST_READ])

    def lexical(self, text: str, language: str) -> Reading:
        """What the lexicons alone say of a text: what the learnt model is taught beside the examples' own labels."""
        languages = may_be_in(language)
        return self._needs.read(tokens(fold(text).text, languages), languages=languages)


def _inside(entities: Iterable[Entity], start: int, end: int) -> bool:
    """Inside an entity, or the word right before it ("a residence permit as a refugee")."""
    return any(entity.start <= end + BETWEEN_WORDS and end <= entity.end for entity in entities if start <= entity.end)


def _language(read: Language, conversation: str | None) -> Language:
    """A short, unclear or transliterated message is in the language of the conversation."""
    if read.foreign or conversation is None or read.certain:
        return read
    return Language(conversation, certain=False)

"""What the dialogue heard in one message, as an action sees it."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.interfaces import Tracker

from backend.responsibility.loading import rulebook
from backend.transcripts.schemas import Do

#: Intents that name a need. ``ask_other_need`` is none of them: it stands for several, and the lexicon has found which.
NEED_OF_INTENT = {
    "ask_language_course": "language",
    "ask_work": "work",
    "ask_training": "training",
    "ask_housing": "housing",
    "ask_school_child": "school",
    "ask_kindergarten": "kindergarten",
    "ask_residence_permit": "residence_permit",
    "ask_asylum_procedure": "asylum_procedure",
    "ask_benefits": "benefits",
    "ask_health": "health_general",
    "ask_recognition": "recognition",
    "ask_family_reunification": "family_reunification",
    "ask_everyday": "everyday",
    "ask_naturalisation": "naturalisation",
}


#: Attributes of which an entity knows more values than the rules: Kindergeld is drawn, and not what somebody lives on.
KNOWS_MORE = frozenset({"benefits_drawn", "case_management"})
#: What several services call somebody of theirs (R10): who that is has to be asked.
MEANS_SEVERAL = "integration_manager"
ACCOMPANIED = "case_management"
#: Intents that can be offered as "did you mean", each with a label of its own (``meant.*``).
MEANT = frozenset({
    *NEED_OF_INTENT, "ask_legal_help", "ask_appointment", "ask_human", "ask_privacy", "delete_my_data", "have_letter",
    "have_reference", "ask_status_of_my_case", "change_language", "start_help", "emergency_violence",
    "emergency_homeless", "emergency_suicide", "emergency_other",
})  # fmt: skip
LIKELY_ENOUGH = 0.08


@dataclass(frozen=True)
class Heard:
    """A message with its intent, the choice it took, and the gateway's understanding of it."""

    conversation_id: uuid.UUID
    message_id: uuid.UUID
    epoch: int
    intent: str
    do: Do | None = None
    understanding: Mapping[str, Any] = field(default_factory=dict)
    #: The intents that the message may have had, the likeliest first, where none was clear enough.
    readings: tuple[str, ...] = ()
    #: How often this action was called before for the same message.
    ordinal: int = 0

    @classmethod
    def from_tracker(cls, tracker: Tracker, action: str) -> "Heard":
        """Read the gateway's metadata. Raises ``KeyError`` or ``ValueError`` for calls that are not the gateway's."""
        message = tracker.latest_message
        metadata = message["metadata"]
        choice = metadata.get("choice")
        return cls(
            conversation_id=uuid.UUID(metadata["conversation_id"]),
            message_id=uuid.UUID(metadata["message_id"]),
            epoch=int(metadata["epoch"]),
            intent=message["intent"]["name"] or "nlu_fallback",
            do=Do.model_validate(choice["do"]) if choice else None,
            understanding=metadata.get("understanding") or {},
            readings=_readings(message),
            ordinal=_calls_since_message(tracker, action),
        )

    @property
    def needs(self) -> list[str]:
        """All needs in the message: what the lexicon found, and what the intent means."""
        found = dict.fromkeys(self.understanding.get("needs", []))
        by_intent = NEED_OF_INTENT.get(self.intent)
        if by_intent:
            found[by_intent] = None
        return list(found)

    def entities(self, kind: str) -> Iterator[Any]:
        """The normalised values of one kind, in the order of the text, as far as they can become a fact."""
        found = (entity["value"] for entity in self.understanding.get("entities", []) if entity["type"] == kind)
        if kind not in KNOWS_MORE:
            return found
        known = rulebook().attributes[kind].values
        return (value for value in found if value in known)

    def entity(self, kind: str) -> Any:
        """The last value of one kind: who corrects themselves in one sentence means the last."""
        return next(iter(reversed(list(self.entities(kind)))), None)

    @property
    def helper_unclear(self) -> bool:
        """Whether somebody helps who could belong to several services, and the message does not say to which."""
        named = [entity["value"] for entity in self.understanding.get("entities", []) if entity["type"] == ACCOMPANIED]
        return MEANS_SEVERAL in named and self.entity(ACCOMPANIED) is None


def _readings(message: Mapping[str, Any]) -> tuple[str, ...]:
    """Only where the dialogue itself was in doubt: what was understood is not questioned."""
    if message["intent"]["name"] != "nlu_fallback":
        return ()
    ranking = message.get("intent_ranking") or []
    return tuple(item["name"] for item in ranking if item["confidence"] >= LIKELY_ENOUGH and item["name"] in MEANT)[:2]


def _calls_since_message(tracker: Tracker, action: str) -> int:
    calls = 0
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        calls += event["event"] == "action" and event["name"] == action
    return calls

"""Brings what the gateway already understood into Rasa's parse of the same message.

The gateway reads language, entities, needs and urgency once, before Rasa, so that danger is answered also while Rasa is
down. Here the reading only has to reach the tracker, and to overrule the classifier where it knows better. Runs in
Rasa's Python 3.10 environment: nothing but Rasa and the standard library.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.verdict import decide

METADATA = "metadata"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class UnderstandingReader(GraphComponent):
    """Reads `metadata["understanding"]`; without it the classifier's verdict stands (training, `rasa shell`)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Confidences below which the classifier alone may not raise an alarm, or contradict a lone entity."""
        return {"alarm_threshold": 0.7, "sure": 0.6}

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the thresholds; the component learns nothing."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnderstandingReader:
        """Build the component as Rasa's graph wants it."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set entities and, where the gateway's reading is stronger, the intent of each message."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        understanding = (message.get(METADATA) or {}).get("understanding") or {}
        entities = understanding.get("entities") or []
        ranking = message.get(INTENT_RANKING_KEY) or []
        verdict = decide(
            ranking,
            understanding,
            words=len((message.get(TEXT) or "").split()),
            alarm_threshold=self._config["alarm_threshold"],
            sure=self._config["sure"],
        )
        message.set(ENTITIES, [_as_rasa_entity(entity) for entity in entities], add_to_output=True)
        message.set(INTENT_RANKING_KEY, verdict, add_to_output=True)
        message.set(INTENT, verdict[0] if verdict else {"name": None, "confidence": 0.0}, add_to_output=True)


def _as_rasa_entity(entity: dict[str, Any]) -> dict[str, Any]:
    """Offsets stay those of the text as the person wrote it, which is what a fact's source points at."""
    return {
        "entity": entity["type"],
        "value": entity["value"],
        "start": entity["start"],
        "end": entity["end"],
        "extractor": "UnderstandingReader",
    }

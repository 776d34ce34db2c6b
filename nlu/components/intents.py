"""The intent model as a part of Rasa's pipeline: it takes the model that was learnt and ranks the intents of a message.

The concepts of a message come with it, from the gateway (metadata); its letters are read here. Runs in Rasa's
Python 3.10.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.verdict import ONLY_BY_BUTTON
from nlu.learning.grams import letter_grams, telling_grams
from nlu.learning.linear import FAMILIAR, LinearModel
from nlu.text.normalise import fold

LEARNT = "LOTSE_INTENT_MODEL"
"""Environment variable with the path of the learnt model (nlu.learning.fit); only training needs it."""

MODEL = "intents.npz"
UNFAMILIAR = 0.25
"""What is left of the confidence in a message of words that look like none that were learnt."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """One model for all languages (nlu/learning), over letters and over concepts that no language has for itself."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: LinearModel | None = None) -> None:
        """Keep what is needed to learn, or what was learnt."""
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Build the component to be trained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Build the component from what was learnt."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LinearModel.load(folder / MODEL))

    def train(self, training_data: TrainingData) -> Resource:
        """Take over the model that was learnt before, from the same sentences: the gateway weighs dangers with it too.

        Raises:
            KeyError: no model is named; `lotse train` learns it before Rasa is started.
            ValueError: the model does not know an intent of the training data.
        """
        self._model = LinearModel.load(Path(os.environ[LEARNT]))
        told = {message.get(INTENT) for message in training_data.intent_examples if message.get(TEXT)}
        missing = told - {*self._model.labels, ONLY_BY_BUTTON}
        if missing:
            raise ValueError(f"the model knows nothing of {sorted(missing)}: learn it anew")
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / MODEL)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message."""
        for message in messages:
            self._rank(message)
        return messages

    def _rank(self, message: Message) -> None:
        if self._model is None or not message.get(TEXT):
            return
        understanding = (message.get("metadata") or {}).get("understanding") or {}
        folded = fold(message.get(TEXT)).text
        chances = self._model.probabilities(letter_grams(folded), understanding.get("features") or ())
        if self._model.familiar(telling_grams(folded)) < FAMILIAR and not understanding.get("entities"):
            chances = {name: chance * UNFAMILIAR for name, chance in chances.items()}
        ranking = [{"name": name, "confidence": chances[name]} for name in sorted(chances, key=lambda n: -chances[n])]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

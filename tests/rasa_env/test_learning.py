"""Learning from rows, and the component that ranks intents in Rasa's pipeline."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.intents import LEARNT, IntentClassifier
from nlu.learning.fit import fit
from nlu.learning.grams import letter_grams
from nlu.learning.linear import LinearModel

SAID = {
    "ask_housing": ["suche wohnung", "wohnung gesucht", "brauche eine wohnung", "neue wohnung", "wohnung mieten"],
    "ask_work": ["suche arbeit", "arbeit gesucht", "brauche arbeit", "neue arbeit", "arbeit finden"],
    "greet": ["hallo", "guten tag", "hallo du", "guten morgen", "hallo zusammen"],
}


def rows(labels: str = "one") -> list[dict]:
    found = [
        {"of": f"{text} {turn}", "groups": [list(letter_grams(text)), [f"concept:{intent}"]], "labels": [intent]}
        for intent, texts in SAID.items()
        for text in texts
        for turn in range(4)
    ]
    return found if labels == "one" else [*found, *({**row, "labels": []} for row in found[:3])]


def best(model: LinearModel, text: str, *concepts: str) -> str:
    chances = model.probabilities(letter_grams(text), concepts)
    return max(chances, key=lambda label: chances[label])


def test_what_was_learnt_is_known_again_in_other_words() -> None:
    model = fit(rows(), exclusive=True)
    assert best(model, "wohnungen") == "ask_housing"
    assert best(model, "arbeiten") == "ask_work"


def test_a_concept_says_what_the_letters_do_not() -> None:
    model = fit(rows(), exclusive=True)
    assert best(model, "квартира", "concept:ask_housing") == "ask_housing"


def test_the_chances_of_exclusive_labels_add_up_to_one() -> None:
    chances = fit(rows(), exclusive=True).probabilities(letter_grams("suche wohnung"), ())
    assert sum(chances.values()) == pytest.approx(1)


def test_labels_that_are_not_exclusive_stand_by_themselves() -> None:
    chances = fit(rows("many"), exclusive=False).probabilities(letter_grams("xyz"), ())
    assert all(0 <= chance <= 1 for chance in chances.values())
    assert sum(chances.values()) < 1


def test_a_model_is_the_same_after_it_was_stored() -> None:
    model = fit(rows(), exclusive=True)
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    again = LinearModel.load(file)
    assert again.probabilities(["ar", "rb"], ["x"]) == pytest.approx(model.probabilities(["ar", "rb"], ["x"]))


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def trained(storage: LocalModelStorage, resource: Resource, intents: set[str]) -> Resource:
    component = IntentClassifier.create({}, storage, resource, None)  # type: ignore[arg-type]  # it looks at none of it
    messages = [Message(data={"text": intent, "intent": intent}) for intent in intents]
    return component.train(TrainingData(messages))


def test_the_component_takes_over_what_was_learnt_and_ranks(
    storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit(rows(), exclusive=True).save(tmp_path / "learnt.npz")
    monkeypatch.setenv(LEARNT, str(tmp_path / "learnt.npz"))
    resource = Resource("intents")
    trained(storage, resource, set(SAID))
    component = IntentClassifier.load({}, storage, resource, None)  # type: ignore[arg-type]
    (message,) = component.process([Message(data={"text": "Wohnungen!", "metadata": None})])
    assert message.get("intent")["name"] == "ask_housing"
    assert message.get("intent_ranking")[0]["name"] == "ask_housing"
    spoken = {"text": "квартира", "metadata": {"understanding": {"features": ["concept:ask_work"]}}}
    (message,) = component.process([Message(data=spoken)])
    assert message.get("intent")["name"] == "ask_work"


def test_a_model_that_lacks_an_intent_of_the_sentences_is_refused(
    storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit(rows(), exclusive=True).save(tmp_path / "learnt.npz")
    monkeypatch.setenv(LEARNT, str(tmp_path / "learnt.npz"))
    with pytest.raises(ValueError, match="ask_health"):
        trained(storage, Resource("intents"), {*SAID, "ask_health"})

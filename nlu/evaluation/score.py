"""Scores a trained model on the evaluation sentences of each language.

The gateway's reading comes from `.venv`, the intent from Rasa's `.venv-rasa`. So it is run twice:

    .venv/bin/python -m nlu.evaluation.score read > READINGS
    .venv-rasa/bin/python -m nlu.evaluation.score intents MODEL READINGS
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def sentences(path: Path) -> list[tuple[str, str]]:
    """(intent, sentence) pairs of one file in Rasa's training format."""
    import yaml

    found: list[tuple[str, str]] = []
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        found += [(block["intent"], line[2:]) for line in block["examples"].splitlines()]
    return found


def read() -> list[dict[str, Any]]:
    """Every evaluation sentence with what the gateway would send along."""
    from nlu.text import dialogue_text
    from nlu.understand import Understander

    understander = Understander({"kreuzhausen": ["Kreuzhausen", "كرويتسهاوزن"]})
    return [
        {
            "language": path.stem,
            "intent": intent,
            "text": dialogue_text(sentence),
            "understanding": understander.understand(sentence, path.stem).to_json(),
        }
        for path in sorted(HERE.glob("*.yml"))
        for intent, sentence in sentences(path)
    ]


async def predictions(model: str, readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rasa's parse of each sentence, with the same metadata as in a conversation."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)
    return [
        await agent.processor.parse_message(
            UserMessage(reading["text"], metadata={"understanding": reading["understanding"]})
        )
        for reading in readings
    ]


def report(readings: list[dict[str, Any]], parsed: list[dict[str, Any]]) -> str:
    """Accuracy, fallbacks and confusions by language."""
    lines = []
    for language in sorted({reading["language"] for reading in readings}):
        pairs = [
            (reading, result["intent"])
            for reading, result in zip(readings, parsed, strict=True)
            if reading["language"] == language
        ]
        wrong = [(reading, intent) for reading, intent in pairs if reading["intent"] != intent["name"]]
        unsure = sum(intent["name"] == "nlu_fallback" for _, intent in wrong)
        lines.append(
            f"{language}: {1 - len(wrong) / len(pairs):.3f} of {len(pairs)} right, "
            f"{unsure} not understood, {len(wrong) - unsure} misunderstood"
        )
        confusions = Counter(f"{reading['intent']} -> {intent['name']}: {reading['text']}" for reading, intent in wrong)
        lines += [f"    {confusion}" for confusion in sorted(confusions)]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run one of the two steps."""
    if arguments[:1] == ["read"]:
        sys.stdout.write(json.dumps(read(), ensure_ascii=False))
        return
    _, model, path = arguments
    readings = json.loads(Path(path).read_text(encoding="utf-8"))
    sys.stdout.write(report(readings, asyncio.run(predictions(model, readings))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Parses many messages with a trained model, as in a conversation. Runs in Rasa's environment:

    python -m nlu.components.batch MODEL.tar.gz < LINES > LINES

A line is {"text": ..., "understanding": ...}; the answer is {"intent": ..., "confidence": ..., "ranking": [[name,
confidence], ...]}.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY

MOST_RANKED = 5


async def parse_all(model: str) -> None:
    """Read lines from standard input, write answers to standard output and the time per message to standard error."""
    agent = Agent.load(model)
    began, count = time.perf_counter(), 0
    for line in sys.stdin:
        message = json.loads(line)
        parsed = await agent.processor.parse_message(
            UserMessage(message["text"], metadata={"understanding": message["understanding"]})
        )
        sys.stdout.write(json.dumps(_answer(parsed)) + "\n")
        count += 1
    sys.stderr.write(f"rate {count / (time.perf_counter() - began):.0f}\n")


def _answer(parsed: dict[str, Any]) -> dict[str, Any]:
    ranking = [[item["name"], item["confidence"]] for item in parsed.get(INTENT_RANKING_KEY, [])[:MOST_RANKED]]
    return {"intent": parsed[INTENT]["name"], "confidence": parsed[INTENT]["confidence"], "ranking": ranking}


def main(arguments: Sequence[str]) -> None:
    """Parse with the model that is named."""
    (model,) = arguments
    asyncio.run(parse_all(model))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Understands a file of messages as gateway and dialogue would together, for measuring and for a look inside."""

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.engine.places import Places, rasa_environment
from nlu.evaluation.figures import Read
from nlu.evaluation.sentences import Sentence
from nlu.text import dialogue_text
from nlu.understand import Understander

SHOWN = ("language", "language_certain", "needs", "urgency", "urgency_to_check", "foreign", "entities")


class BadLine(Exception):
    """A line that is no message; the text says which and why."""


class NoIntents(Exception):
    """Rasa could not parse; the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the file."""

    text: str
    language: str | None


def lines(source: Iterable[str]) -> Iterator[Line]:
    """The messages of a file in JSON lines; empty lines are passed over. Raises BadLine."""
    for number, written in enumerate(source, start=1):
        if not written.strip():
            continue
        try:
            found = json.loads(written)
        except json.JSONDecodeError as error:
            raise BadLine(f"Line {number} is no JSON: {error.msg}.") from error
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            raise BadLine(f'Line {number} needs a "text".')
        language = found.get("language")
        if language is not None and not isinstance(language, str):
            raise BadLine(f'Line {number}: "language" is a code such as "uk", or is left out.')
        yield Line(found["text"], language)


def read_all(understander: Understander, messages: Iterable[Line], today: date) -> tuple[list[dict[str, Any]], float]:
    """What the gateway understands of each message, and how many messages it read in a second."""
    began = time.perf_counter()
    found = [understander.understand(line.text, line.language, today).to_json() for line in messages]
    return found, len(found) / max(time.perf_counter() - began, 1e-9)


def with_intents(
    places: Places, model: Path, messages: Iterable[Line], readings: Iterable[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], float]:
    """Rasa's intent of each message, in the order given, and how many it parsed in a second. Raises NoIntents."""
    asked = "".join(
        json.dumps({"text": dialogue_text(line.text), "understanding": reading}) + "\n"
        for line, reading in zip(messages, readings, strict=True)
    )
    done = subprocess.run(  # noqa: S603 - our own program; the messages go to its standard input
        [str(places.rasa_python), "-m", "nlu.components.batch", str(model)],
        input=asked,
        capture_output=True,
        text=True,
        env=rasa_environment(places),
        cwd=places.scratch,
    )
    if done.returncode:
        raise NoIntents(f"Rasa could not read the messages: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return answers, float(done.stderr.rpartition("rate ")[2].split()[0])


def measured(
    places: Places, model: Path, understander: Understander, sentences: Sequence[Sentence], today: date
) -> tuple[list[Read], float, float]:
    """Every evaluation sentence with what is understood of it, and how many were read and parsed in a second.

    A sentence is read within a conversation in its language; which language it is in is asked of the sentence alone.
    Raises NoIntents.
    """
    messages = [Line(sentence.text, sentence.language) for sentence in sentences]
    readings, rate = read_all(understander, messages, today)
    answers, parse_rate = with_intents(places, model, messages, readings)
    pairs = []
    for sentence, reading, answer in zip(sentences, readings, answers, strict=True):
        alone = understander.language(sentence.text)
        language = {"language": alone.code, "language_certain": alone.certain, "foreign": alone.foreign}
        pairs.append(Read(sentence, {**reading, **language, **answer}))
    return pairs, rate, parse_rate


def shown(reading: Mapping[str, Any], answer: Mapping[str, Any] | None) -> dict[str, Any]:
    """The line that is written for one message."""
    intent = {"intent": answer["intent"], "confidence": round(answer["confidence"], 4)} if answer else {}
    return {
        **{name: reading[name] for name in ("language", "language_certain")},
        **intent,
        **{n: reading[n] for n in SHOWN[2:]},
    }

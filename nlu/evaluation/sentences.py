"""The sentences to measure with: written apart from the training sentences, with everything a reader would mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
RELEASE = HERE / "release"
"""A second set by other people, scored once per release, so that nobody tunes to it."""

MEASURED_AS_OF = date(2026, 11, 20)
"""The day from which "tomorrow" is counted in the sentences."""

CROSSED = HERE / "crossvalidation.json"
"""What `lotse crossvalidate` counted last."""

OF_LANGUAGES = HERE / "languages.yml"
"""Sentences by which only the language is measured: foreign ones, and such as do not tell theirs."""

GROUPS = ("messages", "dangers", "harmless", "hopes", "several", "mixed", "transliterated", "entities", "collisions")


@dataclass(frozen=True, slots=True)
class Marked:
    """An entity as a reader marks it; `start` and `end` are where its text stands first."""

    type: str
    value: str | int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message and what it means."""

    text: str
    language: str
    group: str
    intent: str
    needs: frozenset[str]
    urgency: frozenset[str]
    entities: tuple[Marked, ...]


def load(folder: Path = HERE) -> list[Sentence]:
    """Every sentence of a folder with a file for each language."""
    paths = (path for path in sorted(folder.glob("*.yml")) if path != OF_LANGUAGES)
    return [sentence for path in paths for sentence in _read(path)]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of which the language is asked: `kind` is `foreign`, `doubtful` (it must change nothing) or `switch`.

    `conversation` is the language of the conversation it stands in, `language` the one it is in, where it tells.
    """

    text: str
    kind: str
    language: str | None
    conversation: str | None


def load_spoken() -> list[Spoken]:
    """The sentences of `OF_LANGUAGES`."""
    return [
        Spoken(item["text"], kind, item.get("language"), item.get("conversation"))
        for kind, items in _yaml(OF_LANGUAGES).items()
        for item in items
    ]


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - one of two safe loaders


def _read(path: Path) -> Iterator[Sentence]:
    content = _yaml(path)
    for group in GROUPS:
        yield from (_sentence(item, path.stem, group) for item in content.get(group) or ())


def _sentence(item: Mapping[str, Any], language: str, group: str) -> Sentence:
    text = item["text"]
    return Sentence(
        text=text,
        language=language,
        group=group,
        intent=item["intent"],
        needs=frozenset(item.get("needs") or ()),
        urgency=frozenset(item.get("urgency") or ()),
        entities=tuple(_marked(text, entity) for entity in item.get("entities") or ()),
    )


def _marked(text: str, entity: Mapping[str, Any]) -> Marked:
    start = text.index(entity["text"])
    value = entity["value"]
    return Marked(entity["type"], value if isinstance(value, int) else str(value), start, start + len(entity["text"]))

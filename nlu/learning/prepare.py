"""Makes of the training sentences what the models are learnt from. Runs where the gateway runs (`.venv`).

    python -m nlu.learning.prepare FOLDER

writes FOLDER/intents.jsonl, needs.jsonl and languages.jsonl: rows for `nlu.learning.fit`. The same code reads a
sentence here and in a conversation, so the models are taught what they will see.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.components.verdict import INTENT_OF_NEED, OTHER_NEED
from nlu.intents.features import without_lexicon
from nlu.language.reader import IN_LATIN, OTHER
from nlu.language.scripts import LANGUAGES_OF, script
from nlu.learning.augment import variants
from nlu.learning.grams import letter_grams
from nlu.learning.store import INTENTS, LANGUAGES, NEEDS, ROWS
from nlu.text import fold, tidy
from nlu.understand import Understander

NLU = Path(__file__).resolve().parents[1]
SENTENCES = NLU / "data"
EXAMPLES = NLU / "needs" / "examples"
FOREIGN = NLU / "language" / "foreign"

NEED_OF_INTENT = {intent: need for need, intent in INTENT_OF_NEED.items() if intent != OTHER_NEED}

FLAG_OF_INTENT = {
    "emergency_violence": ("violence_partner",),
    "emergency_suicide": ("suicide_thoughts",),
    "emergency_homeless": ("homeless_tonight",),
}
"""The flag of a danger of which the lexicon finds no word."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A training sentence: what it means, and in which language it is."""

    text: str
    language: str
    intent: str


def sentences(path: Path) -> list[tuple[str, str]]:
    """(intent, sentence) pairs of one file in Rasa's training format."""
    blocks = read_yaml(path)["nlu"]
    return [(block["intent"], line[2:]) for block in blocks for line in block["examples"].splitlines()]


def read_yaml(path: Path) -> Any:
    """A file's content. libyaml is ten times as fast as Python, and not everywhere."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - one of two safe loaders


def training_sentences() -> Iterator[Sentence]:
    """Every sentence of nlu/data, language by language."""
    for folder in sorted(path for path in SENTENCES.iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.yml")):
            for intent, text in sentences(path):
                yield Sentence(text, folder.name, intent)


def intent_rows(understander: Understander, found: Iterable[Sentence]) -> Iterator[Row]:
    """What the intent model learns from: every sentence, and how it may look misspelt."""
    chance = random.Random(0)  # noqa: S311 - the same misspellings at every training
    for sentence in found:
        for text in (sentence.text, *variants(sentence.text, sentence.language, chance)):
            seen = list(understander.understand(text, sentence.language).features)
            yield {
                "groups": [
                    list(letter_grams(fold(text).text)),
                    # The lexicons know these sentences too well; half of the time the model must do without them.
                    seen if text is sentence.text else without_lexicon(seen),
                ],
                "labels": [sentence.intent],
                "language": sentence.language,
                "text": text,
            }


def need_rows(understander: Understander, found: Iterable[Sentence]) -> Iterator[Row]:
    """What the model of needs and dangers learns from: sentences with what they are known to mean."""
    for sentence in found:
        said = understander.lexical(sentence.text, sentence.language)
        needs = {*said.needs, *([NEED_OF_INTENT[sentence.intent]] if sentence.intent in NEED_OF_INTENT else [])}
        danger = sentence.intent.startswith("emergency_")
        flags = (said.urgency or FLAG_OF_INTENT.get(sentence.intent, ())) if danger else ()
        if (flags or not danger) and (needs or sentence.intent != OTHER_NEED):
            yield _need_row(understander, sentence.text, sentence.language, [*needs, *flags])
    for path in sorted(EXAMPLES.glob("*.yml")):
        for text, labels in _examples(path):
            yield _need_row(understander, text, path.stem, labels)


def _examples(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    told = read_yaml(path)
    for group in ("urgency", "needs"):
        for label, texts in told[group].items():
            yield from ((text, [label]) for text in texts)
    yield from ((text, []) for text in told["harmless"])
    yield from ((item["text"], item["needs"]) for item in told["several"])


def _need_row(understander: Understander, text: str, language: str, labels: Iterable[str]) -> Row:
    understood = understander.understand(text, language)
    groups = [list(letter_grams(fold(text).text)), without_lexicon(understood.features)]
    return {"groups": groups, "labels": sorted(set(labels)), "language": language, "text": text}


def language_rows(found: Iterable[Sentence]) -> Iterator[Row]:
    """Sentences with their language; those in borrowed letters, and those in none of our languages, by themselves."""
    for sentence in found:
        written = tidy(sentence.text).text.lower()
        used = script([letter for letter in written if letter.isalpha()])
        own = any(sentence.language in languages and name == used for name, languages in LANGUAGES_OF.items())
        label = sentence.language if own else sentence.language + IN_LATIN
        if own or used == "LATIN":
            yield {"groups": [list(letter_grams(written))], "labels": [label]}
    for path in sorted(FOREIGN.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield {"groups": [list(letter_grams(tidy(line).text.lower()))], "labels": [OTHER]}


def prepare(folder: Path) -> None:
    """Write the rows of all models into a folder."""
    understander = Understander({})
    found = list(training_sentences())
    rows = {
        INTENTS: intent_rows(understander, found),
        NEEDS: need_rows(understander, found),
        LANGUAGES: language_rows(found),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in rows.items():
        with (folder / name).with_suffix(ROWS).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in made)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))

"""Makes of the training sentences what the models are learnt from. Runs where the gateway runs (`.venv`).

    python -m nlu.learning.prepare FOLDER

writes FOLDER/intents.jsonl, needs.jsonl, languages.jsonl and subjects.jsonl: rows for `nlu.learning.fit`. The same
code reads a sentence here and in a conversation, so the models are taught what they will see.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import yaml

from nlu.intents.features import without_lexicon
from nlu.intents.labels import DANGER, INTENT_OF_FLAG, INTENT_OF_NEED, OTHER_DANGER, OTHER_NEED
from nlu.language.reader import IN_LATIN, OTHER
from nlu.language.scripts import LANGUAGES_OF, script
from nlu.learning.augment import variants
from nlu.learning.grams import letter_grams
from nlu.learning.store import INTENTS, LANGUAGES, NEEDS, ROWS, SUBJECTS
from nlu.needs import FLAGS
from nlu.subjects import NOTHING, asked, titles
from nlu.subjects.reader import label as subject_label
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

ASKS_FOR_NOTHING = frozenset({"out_of_scope", "bot_challenge", "thank", "affirm", "inform_age"})
"""Intents of messages that no article and no offer answers."""

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


@dataclass(frozen=True, slots=True)
class Rows:
    """What the sentences of one language teach."""

    intents: list[Row]
    needs: list[Row]
    subjects: list[Row]


def rows_of(understander: Understander, language: str, found: Iterable[Sentence]) -> Rows:
    """Every sentence as it is, and how it may look misspelt; then the examples of needs and dangers."""
    chance = random.Random(language)  # noqa: S311 - the same misspellings at every training
    rows = Rows([], [], list(_subjects(understander, language)))
    for sentence in found:
        seen = list(understander.understand(sentence.text, language).features)
        rows.intents.append(_row(sentence.text, language, seen, [sentence.intent]))
        for text in variants(sentence.text, language, chance):
            # The lexicons know these sentences too well; half of the time the model must do without them.
            misspelt = without_lexicon(understander.understand(text, language).features)
            rows.intents.append({**_row(text, language, misspelt, [sentence.intent]), "of": sentence.text})
        labels = _needs_of(understander, sentence)
        if labels is not None:
            rows.needs.append(_row(sentence.text, language, without_lexicon(seen), _with_danger(labels)))
        if sentence.intent in ASKS_FOR_NOTHING:
            rows.subjects.append(_row(sentence.text, language, seen, [NOTHING]))
    for text, told in _examples(EXAMPLES / f"{language}.yml"):
        seen = without_lexicon(understander.understand(text, language).features)
        rows.needs.append({**_row(text, language, seen, _with_danger(told)), "example": True})
        intents = {_intent_of(label) for label in told}
        if len(intents) == 1:
            rows.intents.append(_row(text, language, seen, intents))
    return rows


def _subjects(understander: Understander, language: str) -> Iterator[Row]:
    """Every message for the directory; they were written with the mistakes that people make."""
    for kind, key, text in chain(asked(language), titles(language)):
        seen = list(understander.understand(text, language).features)
        yield _row(text, language, seen, [subject_label(kind, key)])


def _intent_of(label: str) -> str:
    return INTENT_OF_NEED[label] if label in INTENT_OF_NEED else INTENT_OF_FLAG.get(label, OTHER_DANGER)


def _with_danger(labels: Sequence[str]) -> list[str]:
    """That there is a danger at all is learnt better than which one: the examples of all of them teach it."""
    return [*labels, DANGER] if any(label in FLAGS for label in labels) else list(labels)


def _row(text: str, language: str, seen: list[str], labels: Iterable[str]) -> Row:
    groups = [list(letter_grams(fold(text).text)), seen]
    labels = sorted(set(labels))
    return {"of": text, "groups": groups, "labels": labels, "language": language, "text": text, "example": False}


def _needs_of(understander: Understander, sentence: Sentence) -> list[str] | None:
    """Needs and dangers that a training sentence is known to mean; None where that is not certain."""
    said = understander.lexical(sentence.text, sentence.language)
    needs = {*said.needs, *([NEED_OF_INTENT[sentence.intent]] if sentence.intent in NEED_OF_INTENT else [])}
    danger = sentence.intent.startswith("emergency_")
    flags = (said.urgency or FLAG_OF_INTENT.get(sentence.intent, ())) if danger else ()
    certain = (flags or not danger) and (needs or sentence.intent != OTHER_NEED)
    return [*needs, *flags] if certain else None


def _examples(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    told = read_yaml(path)
    for group in ("urgency", "needs"):
        for label, texts in told[group].items():
            yield from ((text, [label]) for text in texts)
    yield from ((text, []) for text in told["harmless"])
    yield from ((item["text"], item["needs"]) for item in told["several"])


def language_rows(found: Iterable[Sentence]) -> Iterator[Row]:
    """Sentences with their language; those in borrowed letters, and those in none of our languages, by themselves."""
    for sentence in found:
        written = tidy(sentence.text).text.lower()
        used = script([letter for letter in written if letter.isalpha()])
        own = any(sentence.language in languages and name == used for name, languages in LANGUAGES_OF.items())
        label = sentence.language if own else sentence.language + IN_LATIN
        if own or used == "LATIN":
            yield {"of": sentence.text, "groups": [list(letter_grams(written))], "labels": [label]}
    for path in sorted(FOREIGN.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                groups = [list(letter_grams(tidy(line).text.lower()))]
                yield {"of": line, "groups": groups, "labels": [OTHER + path.stem]}


def prepare(folder: Path) -> None:
    """Write the rows of all models into a folder. The languages are read side by side, on all cores."""
    found = list(training_sentences())
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / LANGUAGES, language_rows(found))
    by_language = {code: list(own) for code, own in groupby(found, key=lambda sentence: sentence.language)}
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_Reader.build) as pool:
        rows = list(pool.map(_Reader.rows, by_language, by_language.values()))
    _write(folder / INTENTS, chain.from_iterable(own.intents for own in rows))
    _write(folder / NEEDS, chain.from_iterable(own.needs for own in rows))
    _write(folder / SUBJECTS, chain.from_iterable(own.subjects for own in rows))


class _Reader:
    """The understander of one process; it takes seconds to build."""

    own: Understander

    @classmethod
    def build(cls) -> None:
        cls.own = Understander({})
        # Rows pile up and none is garbage: looking through all of them for some took a third of the time.
        gc.disable()

    @classmethod
    def rows(cls, language: str, found: Sequence[Sentence]) -> Rows:
        return rows_of(cls.own, language, found)


def _write(model: Path, rows: Iterable[Row]) -> None:
    with model.with_suffix(ROWS).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))

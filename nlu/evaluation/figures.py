"""What is measured: pure functions from pairs of what was meant and what was understood to numbers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.evaluation.sentences import Sentence

UNSURE = "nlu_fallback"
ALARMS = "emergency_"
SENTENCE = 4  # words from which a message counts as a sentence when languages are named
OWN_LANGUAGE = frozenset({"messages", "dangers", "harmless", "several", "entities"})
UNMARKED = frozenset({"hopes"})
"""Groups of which nobody marked needs and entities: what somebody hopes for is not what they ask for."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence and what was understood: the line that `lotse understand` writes."""

    sentence: Sentence
    found: Mapping[str, Any]

    @property
    def right(self) -> bool:
        """Whether the intent is the one that was meant."""
        return bool(self.found["intent"] == self.sentence.intent)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """0..1; nothing of nothing is 1."""
        return self.hits / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence (Wilson's score interval)."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, and what was found too much or missed."""

    hits: int
    too_much: int
    missed: int

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return Share(self.hits, self.hits + self.too_much).value

    @property
    def recall(self) -> float:
        """How much of what was meant was found."""
        return Share(self.hits, self.hits + self.missed).value

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.hits / (2 * self.hits + self.too_much + self.missed) if self.hits else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, self.too_much + other.too_much, self.missed + other.missed)


NOTHING = Score(0, 0, 0)


def count(pairs: Iterable[Read], holds: Callable[[Read], bool]) -> Share:
    """How many of the pairs a condition holds for."""
    found = [holds(pair) for pair in pairs]
    return Share(sum(found), len(found))


def of_groups(pairs: Iterable[Read], groups: Iterable[str]) -> list[Read]:
    """The pairs of some groups of sentences."""
    wanted = frozenset(groups)
    return [pair for pair in pairs if pair.sentence.group in wanted]


def _marked(pairs: Iterable[Read]) -> list[Read]:
    return [pair for pair in pairs if pair.sentence.group not in UNMARKED]


def accuracy(pairs: Iterable[Read]) -> Share:
    """Intents that are right, of all."""
    return count(pairs, lambda pair: pair.right)


def answered(pairs: Iterable[Read]) -> tuple[Share, Share]:
    """How often an intent was named at all (coverage), and how often it was right then (precision)."""
    pairs = list(pairs)
    given = [pair for pair in pairs if pair.found["intent"] != UNSURE]
    return Share(len(given), len(pairs)), accuracy(given)


def by_intent(pairs: Iterable[Read]) -> dict[str, Score]:
    """Precision and recall of each intent."""
    scores: defaultdict[str, Score] = defaultdict(lambda: NOTHING)
    for pair in pairs:
        meant, found = pair.sentence.intent, pair.found["intent"]
        scores[meant] += Score(int(pair.right), 0, int(not pair.right))
        if not pair.right and found != UNSURE:
            scores[found] += Score(0, 1, 0)
    return dict(scores)


def confusions(pairs: Iterable[Read]) -> Counter[tuple[str, str]]:
    """Meant and found intents of the wrong ones."""
    return Counter((pair.sentence.intent, pair.found["intent"]) for pair in pairs if not pair.right)


def by_need(pairs: Iterable[Read]) -> dict[str, Score]:
    """Precision and recall of each need, over messages with any number of them."""
    scores: defaultdict[str, Score] = defaultdict(lambda: NOTHING)
    for pair in _marked(pairs):
        meant, found = pair.sentence.needs, set(pair.found["needs"])
        for need in meant | found:
            scores[need] += Score(int(need in meant & found), int(need in found - meant), int(need in meant - found))
    return dict(scores)


def total(scores: Mapping[str, Score]) -> Score:
    """All of them together (micro)."""
    return sum(scores.values(), NOTHING)


def mean_f1(scores: Mapping[str, Score]) -> float:
    """Each label alike (macro), of those that were meant at least once."""
    meant = [score.f1 for score in scores.values() if score.hits + score.missed]
    return sum(meant) / len(meant) if meant else 1.0


def alarmed(pairs: Iterable[Read]) -> Share:
    """Dangers in which at least one flag was raised."""
    return count(pairs, lambda pair: bool(pair.found["urgency"]))


def rightly_alarmed(pairs: Iterable[Read]) -> Share:
    """Dangers in which a flag was raised that a counsellor would see."""
    return count(pairs, lambda pair: bool(pair.sentence.urgency & set(pair.found["urgency"])))


def alarmed_or_asked(pairs: Iterable[Read]) -> Share:
    """Dangers in which a flag was raised, or the person is asked whether they are in danger."""
    return count(pairs, lambda pair: bool(pair.found["urgency"]) or pair.found["intent"].startswith(ALARMS))


def by_type(pairs: Iterable[Read]) -> dict[str, Score]:
    """Precision and recall of each type of entity: type and value must agree, and the stretches overlap."""
    scores: defaultdict[str, Score] = defaultdict(lambda: NOTHING)
    pairs = _marked(pairs)
    types = {marked.type for pair in pairs for marked in pair.sentence.entities}
    for pair in pairs:
        open_ones = [entity for entity in pair.found["entities"] if entity["type"] in types]
        for marked in pair.sentence.entities:
            hit = next((entity for entity in open_ones if _same(marked, entity)), None)
            if hit is not None:
                open_ones.remove(hit)
            scores[marked.type] += Score(int(hit is not None), 0, int(hit is None))
        for entity in open_ones:
            scores[entity["type"]] += Score(0, 1, 0)
    return dict(scores)


def _same(marked: Any, entity: Mapping[str, Any]) -> bool:
    overlaps = bool(marked.start < entity["end"] and entity["start"] < marked.end)
    return overlaps and entity["type"] == marked.type and entity["value"] == marked.value


def languages(pairs: Iterable[Read]) -> tuple[Share, Share, Share]:
    """Of sentences in one language: named rightly; named with certainty; wrong among those that were certain."""
    own = [
        pair
        for pair in of_groups(pairs, OWN_LANGUAGE)
        if len(pair.sentence.text.split()) >= SENTENCE and not _in_latin_letters(pair.sentence)
    ]
    certain = [pair for pair in own if pair.found["language_certain"]]
    return (
        count(own, lambda pair: pair.found["language"] == pair.sentence.language),
        Share(len(certain), len(own)),
        count(certain, lambda pair: pair.found["language"] != pair.sentence.language),
    )


def _in_latin_letters(sentence: Sentence) -> bool:
    own_script = {"ar", "fa", "uk", "ru", "bg"}
    letters = [letter for letter in sentence.text if letter.isalpha()]
    latin = sum(letter < "\u0250" for letter in letters)
    return sentence.language in own_script and latin > len(letters) / 2


def by_language(pairs: Sequence[Read]) -> dict[str, list[Read]]:
    """The pairs of each language."""
    found: defaultdict[str, list[Read]] = defaultdict(list)
    for pair in pairs:
        found[pair.sentence.language].append(pair)
    return dict(sorted(found.items()))


def main_figures(pairs: Sequence[Read]) -> dict[str, float]:
    """What the gate holds: overall, and of the weakest language."""
    spoken = by_language(pairs)
    messages = {language: accuracy(of_groups(own, ["messages"])).value for language, own in spoken.items()}
    dangers = of_groups(pairs, ["dangers"])
    return {
        "intent accuracy": accuracy(of_groups(pairs, ["messages"])).value,
        "intent accuracy, weakest language": min(messages.values(), default=1.0),
        "danger recall": alarmed(dangers).value,
        "danger recall, weakest language": min(
            (alarmed(of_groups(own, ["dangers"])).value for own in spoken.values()), default=1.0
        ),
        "danger recall, with the question": alarmed_or_asked(dangers).value,
        "no false alarm, everyday messages": 1 - false_alarms(of_groups(pairs, ["messages"])).value,
        "no false alarm, look-alikes": 1 - false_alarms(of_groups(pairs, ["harmless"])).value,
        "no false alarm, hopes": 1 - false_alarms(of_groups(pairs, ["hopes"])).value,
        "no question in vain, hopes": 1 - asked_in_vain(of_groups(pairs, ["hopes"])).value,
        "no question in vain, everyday messages": 1 - asked_in_vain(of_groups(pairs, ["messages"])).value,
        "needs, micro F1": total(by_need(pairs)).f1,
        "entities, micro F1": total(by_type(pairs)).f1,
        "language of sentences": languages(pairs)[0].value,
    }


def asked_in_vain(pairs: Iterable[Read]) -> Share:
    """Messages without danger in which the person is asked about one, and no flag was raised."""
    calm = (pair for pair in pairs if not pair.sentence.urgency and not pair.sentence.intent.startswith(ALARMS))
    return count(calm, lambda pair: pair.found["intent"].startswith(ALARMS) and not pair.found["urgency"])


def false_alarms(pairs: Iterable[Read]) -> Share:
    """Messages without danger in which a flag was raised all the same."""
    return count((pair for pair in pairs if not pair.sentence.urgency), lambda pair: bool(pair.found["urgency"]))

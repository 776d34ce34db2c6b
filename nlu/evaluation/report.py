"""Puts the figures into docs/understanding.md, for people who decide whether to trust the system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from nlu.evaluation import directory, figures
from nlu.evaluation.directory import Looked
from nlu.evaluation.figures import Read, Score, Share
from nlu.evaluation.spoken import Told, by_foreign_language
from nlu.evaluation.spoken import figures as of_spoken

MOST_CONFUSIONS = 20
EXAMPLES_OF_EACH = 2
MOST_ERRORS = 40


def report(
    pairs: Sequence[Read],
    spoken: Sequence[Told],
    looked: Sequence[Looked],
    crossed: Mapping[str, Any] | None,
    today: date,
    notes: str,
) -> str:
    """The page.

    Args:
        pairs: all evaluation sentences with what was understood.
        spoken: the sentences by which only the language is measured.
        looked: questions to the directory with what was found for them.
        crossed: counts of the last cross-validation (`lotse crossvalidate`), if there was one.
        today: when it was measured.
        notes: Markdown that stands before the tables: how it was measured, what else was.
    """
    parts = [
        "# How well messages are understood",
        "Written by `make evaluate`; do not edit. What is measured and how: "
        "[nlu/evaluation](../nlu/evaluation/README.md).",
        f"Measured on {today.isoformat()} with {len(pairs)} sentences that no model has seen.",
        notes,
        *_main(pairs, spoken, looked),
        *_languages(pairs),
        *_foreign(spoken),
        *_groups(pairs),
        *_doubt(pairs),
        *_intents(pairs),
        *_needs(pairs),
        *_entities(pairs),
        *_directory(looked),
        *(_crossed(crossed) if crossed else ()),
        *_errors(pairs),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _main(pairs: Sequence[Read], spoken: Sequence[Told], looked: Sequence[Looked]) -> Iterator[str]:
    yield "## Main figures"
    found = {**figures.main_figures(pairs), **of_spoken(spoken), **directory.figures(looked)}
    rows = ([name, _percent(value)] for name, value in found.items())
    yield table(["figure", "%"], rows)


def _languages(pairs: Sequence[Read]) -> Iterator[str]:
    yield "## By language"
    yield (
        "Intent: share of right intents among the messages, with its 95 % interval. Danger: share of dangers that "
        "raise a flag, and a flag that a counsellor would see. Alarm: share of look-alikes, and of everyday messages, "
        "that raise a flag without danger. Language: share of sentences of four words and more that are named rightly."
    )
    rows = []
    for language, own in figures.by_language(pairs).items():
        dangers = figures.of_groups(own, ["dangers"])
        rows.append(
            [
                language,
                _with_interval(figures.accuracy(figures.of_groups(own, ["messages"]))),
                _percent(figures.alarmed(dangers).value),
                _percent(figures.rightly_alarmed(dangers).value),
                _percent(figures.false_alarms(figures.of_groups(own, ["harmless"])).value),
                _percent(figures.false_alarms(figures.of_groups(own, ["messages"])).value),
                _percent(figures.total(figures.by_need(own)).f1),
                _percent(figures.total(figures.by_type(own)).f1),
                _percent(figures.languages(own)[0].value),
            ]
        )
    head = ["", "intent", "danger", "right flag", "alarm, look-alike", "alarm, everyday", "needs F1", "entities F1"]
    yield table([*head, "language"], rows)
    named, certain, wrong = figures.languages(pairs)
    yield (
        f"Of all sentences {_percent(named.value)} % are named rightly; {_percent(certain.value)} % with certainty, of "
        f"which {_percent(wrong.value)} % are wrong."
    )


def _foreign(spoken: Sequence[Told]) -> Iterator[str]:
    yield "## Languages that are not spoken here"
    yield (
        "Recognised as a foreign one, named rightly (Serbian and Croatian count as two), and taken with certainty for "
        "one of ours."
    )
    rows = (
        [code, *(_percent(share.value) for share in shares)] for code, shares in by_foreign_language(spoken).items()
    )
    yield table(["", "recognised", "named", "misread"], rows)


def _crossed(counts: Mapping[str, Any]) -> Iterator[str]:
    yield "## By cross-validation"
    intents, needs, dangers = counts["intents"], counts["needs"], counts["dangers"]
    yield (
        f"`lotse crossvalidate`, {counts['measured']}: every training sentence judged by models that learnt the "
        f"others, in {counts['folds']} parts. By the models alone, without the rules that join them with the lexicon. "
        "The figures are lower than those above: the sentences were written to be unlike each other and without the "
        "word that one expects, many are two words long, and a part of them is missing for learning."
    )
    codes = [name.removesuffix(" of") for name in intents if name.endswith(" of")]
    shares = {code: Share(intents.get(f"{code} right", 0), intents[f"{code} of"]) for code in codes}
    every = Share(sum(share.hits for share in shares.values()), sum(share.of for share in shares.values()))
    yield table(["intents", *shares], [[_percent(every.value), *(_percent(share.value) for share in shares.values())]])
    score = Score(needs["hits"], needs["too much"], needs["missed"])
    yield (
        f"Needs and dangers as labels: micro F1 {_percent(score.f1)}. Dangers, by the log odds from which one is "
        "believed:"
    )
    kinds = ("dangers", "look-alikes", "others")
    steps = sorted({int(name.rpartition(" ")[2]) for name in dangers if " from " in name})
    rows = (
        [str(step), *(_percent(Share(dangers[f"{kind} from {step}"], dangers[f"{kind} of"]).value) for kind in kinds)]
        for step in steps
    )
    yield table(["from", "dangers found", "look-alikes alarmed", "others alarmed"], rows)


def _groups(pairs: Sequence[Read]) -> Iterator[str]:
    yield "## By kind of message"
    groups = dict.fromkeys(pair.sentence.group for pair in pairs if pair.sentence.group not in figures.UNMARKED)
    rows = []
    for group in groups:
        own = figures.of_groups(pairs, [group])
        needs = figures.total(figures.by_need(own))
        rows.append([group, str(len(own)), _with_interval(figures.accuracy(own)), _percent(needs.f1)])
    yield table(["kind", "sentences", "intent", "needs F1"], rows)


def _doubt(pairs: Sequence[Read]) -> Iterator[str]:
    yield "## Doubt"
    messages = figures.of_groups(pairs, ["messages"])
    coverage, precision = figures.answered(messages)
    yield (
        f"Where it is not sure, the assistant asks. It answers {_percent(coverage.value)} % of the messages by itself, "
        f"and is right in {_percent(precision.value)} % of these. The same, for other thresholds:"
    )
    rows = []
    for threshold in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        given = [p for p in messages if p.found["intent"] != figures.UNSURE and p.found["confidence"] >= threshold]
        share = Share(len(given), len(messages))
        rows.append([f"{threshold:.1f}", _percent(share.value), _percent(figures.accuracy(given).value)])
    yield table(["confidence from", "answered %", "right among these %"], rows)


def _intents(pairs: Sequence[Read]) -> Iterator[str]:
    messages = figures.of_groups(pairs, ["messages"])
    yield "## By intent"
    yield _scores("intent", figures.by_intent(messages))
    yield "F1 of each intent in each language:"
    spoken = figures.by_language(messages)
    by_language = {language: figures.by_intent(own) for language, own in spoken.items()}
    intents = sorted({pair.sentence.intent for pair in messages})
    rows = [[intent, *(_f1(by_language[language].get(intent)) for language in spoken)] for intent in intents]
    yield table(["intent", *spoken], rows)
    yield "Most frequent confusions:"
    found = figures.confusions(messages).most_common(MOST_CONFUSIONS)
    yield table(["meant", "understood", "times"], ([meant, other, str(times)] for (meant, other), times in found))


def _needs(pairs: Sequence[Read]) -> Iterator[str]:
    scores = figures.by_need(pairs)
    yield "## By need"
    together = figures.total(scores)
    yield (
        f"Over all messages, with any number of needs: micro F1 {_percent(together.f1)}, macro F1 "
        f"{_percent(figures.mean_f1(scores))}."
    )
    yield _scores("need", scores)


def _entities(pairs: Sequence[Read]) -> Iterator[str]:
    scores = figures.by_type(pairs)
    yield "## By entity"
    micro, macro = _percent(figures.total(scores).f1), _percent(figures.mean_f1(scores))
    yield f"Type and value must be right. Micro F1 {micro}, macro F1 {macro}."
    yield _scores("type", scores)


def _directory(looked: Sequence[Looked]) -> Iterator[str]:
    yield "## Articles and offers"
    yield (
        "Questions written from scenarios by somebody who had seen neither the texts nor the messages that are learnt: "
        f"share for which a right article or offer is among the first {directory.AMONG}, and of those that nothing "
        "answers the share for which nothing is shown."
    )
    shares = {
        language: (directory.with_answer(own), directory.without_answer(own))
        for language, own in {**directory.by_language(looked), "all": looked}.items()
    }
    rows = (
        [language, _with_interval(found), str(found.of), _percent(none.value), str(none.of)]
        for language, (found, none) in shares.items()
    )
    yield table(["", "right answer shown", "of", "nothing shown", "of"], rows)
    yield "Not found:"
    missed = ([each.question.language, each.question.text.replace("|", "/")] for each in looked if not each.right)
    yield table(["", "question"], missed)


def _errors(pairs: Sequence[Read]) -> Iterator[str]:
    yield "## Examples of errors"
    seen: dict[tuple[str, str], int] = {}
    rows: list[list[str]] = []
    for pair in figures.of_groups(pairs, ["messages", "dangers", "harmless"]):
        key = (pair.sentence.intent, pair.found["intent"])
        if pair.right or seen.get(key, 0) >= EXAMPLES_OF_EACH or len(rows) >= MOST_ERRORS:
            continue
        seen[key] = seen.get(key, 0) + 1
        rows.append([pair.sentence.language, *key, pair.sentence.text.replace("|", "/")])
    yield table(["", "meant", "understood", "message"], rows)


def _scores(name: str, scores: Mapping[str, Score]) -> str:
    rows = (
        [label, _percent(score.precision), _percent(score.recall), _percent(score.f1), str(score.hits + score.missed)]
        for label, score in sorted(scores.items())
    )
    return table([name, "precision", "recall", "F1", "meant"], rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _with_interval(share: Share) -> str:
    low, high = share.interval
    return f"{_percent(share.value)} ({100 * low:.0f}–{100 * high:.0f})"


def _f1(score: Score | None) -> str:
    return f"{100 * score.f1:.0f}" if score else "–"

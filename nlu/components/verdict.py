"""Who is right about a message: Rasa's classifier or the gateway's reading. Pure, so that every case has a test."""

from __future__ import annotations

from typing import Any

from nlu.intents.labels import DANGERS, INTENT_OF_FLAG, INTENT_OF_NEED, OTHER_DANGER, OTHER_NEED, OTHER_NEEDS

Ranking = list[dict[str, Any]]

FALLBACK = "nlu_fallback"
ONLY_BY_BUTTON = "answer"
LONGEST_BARE_ANSWER = 6  # words; "ich bin jetzt 27 Jahre alt" is one, a story with an age in it is not
WORDS_AROUND_ENTITY = 3
LONGEST_HINT = 2  # words; "police" alone is a cry for help, "the police was here yesterday" is a story
HINT = 0.2
PLAIN = 0.8

# What a guess below `sure` gives way for a need that the words name. A letter, an alarm or a wish about data does not.
GUESSES = frozenset({
    *INTENT_OF_NEED.values(), "inform", "inform_age", "inform_title", "out_of_scope", "start_help", "start_question",
    "greet", "goodbye", "thank", "affirm", "deny", "skip", "back", "repeat", "why", "bot_challenge",
    "correct", "change_language", "ask_status_of_my_case",
})  # fmt: skip
WAYS_IN = frozenset({"start_help", "start_question"})
ANOTHER_LANGUAGE, LANGUAGE_COURSE = "change_language", "language"
COURTESIES = frozenset({"greet", "goodbye", "thank", "repeat"})
"""What a message may be besides, but not instead, when it names a need ("Thank you, and I need a flat")."""

INTENT_OF_ENTITY = {
    "age": "inform_age",
    "birth_date": "inform_age",
    "residence_title": "inform_title",
    "place": "inform",
    "benefits_drawn": "inform",
    "case_management": "inform",
    "lives_in": "inform",
    "writing_for": "inform",
    "unaccompanied": "inform",
    "eu_status": "inform",
    "responsibility_unclear": "inform",
    "phone": "inform",
    "email": "inform",
    "time": "inform",
}


def decide(ranking: Ranking, understanding: dict[str, Any], words: int, alarm_threshold: float, sure: float) -> Ranking:
    """Put the intent to act on first.

    Args:
        ranking: the classifier's intents with their confidence (0..1), best first; `nlu_fallback` first when unsure.
        understanding: the gateway's reading of the same message; empty where there is none.
        words: number of words of the message.
        alarm_threshold: an `emergency_*` intent that the gateway's lexicon did not see needs at least this confidence.
        sure: from this confidence on the classifier stands against a lone entity, and against a need of the lexicon.
    """
    allowed = [item for item in ranking if item["name"] != ONLY_BY_BUTTON]
    winner = _danger(allowed, understanding)
    if winner is None and understanding:
        allowed = _without_weak_alarm(allowed, alarm_threshold)
        winner = (
            _hint(allowed, understanding, words)
            or _bare_answer(allowed, understanding, words, sure)
            or _own_words(allowed, understanding, sure)
            or _known_need(allowed, understanding, sure)
        )
    if winner is None:
        return allowed
    return [{"name": winner, "confidence": 1.0}, *(item for item in allowed if item["name"] != winner)]


def _danger(ranking: Ranking, understanding: dict[str, Any]) -> str | None:
    """Of several dangers the one that the classifier means, or else the first: by the order of the safety rules."""
    intents = [INTENT_OF_FLAG.get(flag, OTHER_DANGER) for flag in understanding.get("urgency") or []]
    return next((item["name"] for item in ranking[:1] if item["name"] in intents), intents[0] if intents else None)


def _hint(ranking: Ranking, understanding: dict[str, Any], words: int) -> str | None:
    """A danger that is possible and not said: it is asked about, with the numbers beside, unless something else is
    plainly meant."""
    if not understanding.get("urgency_to_check"):
        return None
    alarm = sum(item["confidence"] for item in ranking if item["name"] in DANGERS)
    return OTHER_DANGER if words <= LONGEST_HINT or alarm >= HINT else None


def _without_weak_alarm(ranking: Ranking, threshold: float) -> Ranking:
    """A helpline for somebody who only told of the police costs trust: a weak guess becomes "not understood"."""
    if not ranking or not ranking[0]["name"].startswith("emergency_") or ranking[0]["confidence"] >= threshold:
        return ranking
    return [{"name": FALLBACK, "confidence": threshold}, *ranking]


def _bare_answer(ranking: Ranking, understanding: dict[str, Any], words: int, sure: float) -> str | None:
    entities = understanding.get("entities") or []
    known = [entity for entity in entities if entity["type"] in INTENT_OF_ENTITY]
    inside = sum(len(entity["text"].split()) for entity in known)
    if not known or words > LONGEST_BARE_ANSWER or words - inside > WORDS_AROUND_ENTITY:
        return None
    if ranking and ranking[0]["name"] != FALLBACK and ranking[0]["confidence"] >= sure:
        return None
    intents = {INTENT_OF_ENTITY[entity["type"]] for entity in known}
    return intents.pop() if len(intents) == 1 else "inform"


def _own_words(ranking: Ranking, understanding: dict[str, Any], sure: float) -> str | None:
    """Where any words answer the question, a weak guess is no reason to take them for something else."""
    unsure = not ranking or ranking[0]["confidence"] < sure or ranking[0]["name"] in {FALLBACK, "out_of_scope"}
    return "inform" if understanding.get("own_words") and unsure else None


def _known_need(ranking: Ranking, understanding: dict[str, Any], sure: float) -> str | None:
    needs = [need for need in understanding.get("needs") or [] if need in INTENT_OF_NEED]
    first = INTENT_OF_NEED[needs[0]] if needs else None
    top = ranking[0] if ranking else {"name": FALLBACK, "confidence": 0.0}
    if top["name"] == FALLBACK or (top["name"] in COURTESIES and top["confidence"] < PLAIN):
        return first
    if top["name"] in WAYS_IN and top["confidence"] < PLAIN and first:
        return first  # "I need help with forms" says more than "I need help"
    if top["name"] == ANOTHER_LANGUAGE and top["confidence"] < sure and LANGUAGE_COURSE in needs:
        return first  # "what German courses are there" must not turn the whole conversation into German
    if top["name"] == OTHER_NEED and not OTHER_NEEDS.intersection(needs):
        return first or FALLBACK  # which need it is, nobody knows
    guessed = top["name"] in GUESSES and top["confidence"] < sure
    confirmed = any(INTENT_OF_NEED[need] == top["name"] for need in needs)
    return OTHER_NEED if guessed and not confirmed and OTHER_NEEDS.intersection(needs) else None

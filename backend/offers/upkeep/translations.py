"""How far an offer is translated, and whether its translations are of the German that is there now. Pure.

Each translation keeps a fingerprint of the German that it was made from, from the moment on at which that German
changes.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from backend.offers.schemas import Words
from locales.languages import SOURCE, all_languages

#: The texts of an offer, in the order in which they are shown.
PARTS = ("name", "summary", "who", "register_", "cost_note")
#: ``stale``: the German has changed since.
type State = Literal["complete", "incomplete", "missing", "stale"]
type Texts = Mapping[str, Words]

_NOTHING = Words()


def others() -> tuple[str, ...]:
    """The languages that German is translated into."""
    return tuple(language.code for language in all_languages() if language.code != SOURCE)


def fingerprint(german: Words) -> str:
    """Changes with every letter of the German texts."""
    return hashlib.sha256("\0".join(getattr(german, part) for part in PARTS).encode()).hexdigest()[:16]


def state(texts: Texts, language: str) -> State:
    """How far one language is. What is empty in German needs no translation."""
    german, own = texts.get(SOURCE, _NOTHING), texts.get(language, _NOTHING)
    done = [bool(getattr(own, part).strip()) for part in PARTS if getattr(german, part).strip()]
    if not any(done):
        return "missing"
    if own.translated_from not in ("", fingerprint(german)):
        return "stale"
    return "complete" if all(done) else "incomplete"


def completeness(texts: Texts) -> dict[str, State]:
    """The state of every language."""
    return {language: state(texts, language) for language in others()}


def with_german(texts: Texts, german: Words) -> dict[str, Words]:
    """The texts with another German; translations remember which German they were made from."""
    old = texts.get(SOURCE, _NOTHING)
    if fingerprint(old) == fingerprint(german):
        return dict(texts)
    made_from = fingerprint(old)
    kept = {
        language: words.model_copy(update={"translated_from": words.translated_from or made_from})
        for language, words in texts.items()
        if language != SOURCE
    }
    return {SOURCE: german, **kept}


def with_translation(texts: Texts, language: str, words: Words) -> dict[str, Words]:
    """The texts with the translation of one language, made from the German that is there; an empty one is taken out."""
    rest = {code: told for code, told in texts.items() if code != language}
    if not any(getattr(words, part).strip() for part in PARTS):
        return rest
    current = fingerprint(texts.get(SOURCE, _NOTHING))
    return {**rest, language: words.model_copy(update={"translated_from": current})}

"""What is said about the language of a message: one polite question, or that this language is not spoken here."""

from collections.abc import Mapping
from typing import Any

from backend.transcripts.schemas import Choice, Do, Utterance
from locales.languages import find, is_offered, offered
from locales.wording import Wording

ASKED = "language.switch"
UNSPOKEN = "language.foreign"

NAMED_AS = {"kmr": "ku"}
"""Languages for which CLDR has no name -> the one by which they are called."""

PERSON = Choice(id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"), icon="person")


def foreign_language(understanding: Mapping[str, Any]) -> str | None:
    """The language of a message that nobody here can read: not understood, or understood but without any texts."""
    foreign = understanding.get("foreign")
    return NAMED_AS.get(foreign, str(foreign)) if foreign else None


def language_to_offer(understanding: Mapping[str, Any], conversation: str) -> str | None:
    """The language in which a message certainly is, if it is another one than the conversation's."""
    written = understanding.get("language")
    if not understanding.get("language_certain") or written == find(conversation).base:
        return None
    return str(written)


def unspoken(language: str) -> Utterance:
    """Which languages there are, and a person with an interpreter."""
    return Utterance(key=UNSPOKEN, params={"language": {"language": language}}, choices=(*_languages(), PERSON))


def switch(wanted: str, conversation: str) -> list[Utterance]:
    """Ask, in both languages, whether to go on in the other one; without texts in it, say what there is."""
    if not is_offered(wanted):
        return [unspoken(wanted)]
    params = {"language": {"language": wanted}}
    buttons = tuple(_button(code) for code in (wanted, conversation))
    return [
        Utterance(key=ASKED, params=params, only_in=wanted),
        Utterance(key=ASKED, params=params, choices=buttons),
    ]


def _languages() -> tuple[Choice, ...]:
    return tuple(_button(language.code) for language in offered())


def _button(code: str) -> Choice:
    return Choice(id=code, label=find(code).name, do=Do(intent="change_language", value=code))

"""What the rules answer, put into words: destinations, reasons, attributes and values."""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.cases import presentation
from backend.organisations.directory import helplines
from backend.responsibility.interchange import REFUSED, UNKNOWN, Explain
from backend.responsibility.model import Reason, SafetyAnswer
from backend.responsibility.world import BIRTHDAY
from locales.catalogs import Catalogs
from locales.languages import SOURCE
from locales.wording import Wording


def destination(code: str) -> Wording:
    """The name of somebody whom people are sent to."""
    if code in helplines():
        return Wording.from_json(helplines()[code].name)
    return Wording.of("destination", code, "name")


def explained(catalogs: Catalogs, language: str) -> Explain:
    """Reasons as texts of a language, for records."""
    return lambda _code, reason: catalogs.say(presentation.reason(reason), language)


class Words:
    """The texts of one language for whatever the rules speak of; what has none keeps its identifier."""

    def __init__(self, catalogs: Catalogs, language: str) -> None:
        self._catalogs = catalogs
        self.language = language

    def say(self, wording: Wording) -> str:
        """A text that is there."""
        return self._catalogs.say(wording, self.language)

    def destination(self, code: str) -> str:
        """Whom people are sent to; names that stand for whoever the facts make it are explained."""
        return self._first((destination(code), Wording.of("console", "stands_for", code)), code)

    def destinations(self, codes: Iterable[str]) -> str:
        """Several of them, as a list in words."""
        return self.listed([self.destination(code) for code in codes])

    def listed(self, items: list[str]) -> str:
        """Items as a list in words."""
        return self._catalogs.param({"list": items}, self.language) if items else ""

    def attribute(self, name: str) -> str:
        """What an attribute is called; what only the rules know has a word of its own for staff."""
        key = "birth_date" if name == BIRTHDAY else name
        return self._first((Wording.of("attribute", key), Wording.of("console", "attribute", key)), name)

    def value(self, attribute: str, value: Any) -> str:
        """How a value reads."""
        if isinstance(value, bool):
            return self.say(Wording.of("console", "said", "yes" if value else "no"))
        text = str(value)
        if attribute == "urgency_flags":
            wanted: tuple[Wording, ...] = (Wording.of("console", "flag", text),)
        else:
            wanted = (Wording.of("value", attribute, text), Wording.of("console", "value", attribute, text))
        return self._first((*wanted, Wording.of("console", "assumed", text)), text)

    def option(self, attribute: str, value: str) -> str:
        """A value as an option of a form, also what is said instead of one."""
        if value in (REFUSED, UNKNOWN, "yes", "no"):
            return self.say(Wording.of("console", "said", value))
        return self.value(attribute, value)

    def in_order(self, attribute: str, values: Sequence[str]) -> list[str]:
        """Options in the order of their words; flags stay in the order of their weight, yes comes before no."""
        if attribute == "urgency_flags" or "yes" in values:
            return list(values)
        return sorted(values, key=lambda value: self.option(attribute, value).casefold())

    def why_asked(self, attribute: str) -> str | None:
        """Why a question is asked, as the person reads it."""
        return self._first((Wording.of("why", attribute),), "") or None

    def reason(self, why: Reason) -> str:
        """Why somebody is named, or what is worth knowing, as the person reads it."""
        return self.say(presentation.reason(why))

    def danger(self, answer: SafetyAnswer) -> str:
        """What is said in danger, as the person reads it."""
        return self.say(Wording.of("safety", answer.text, **answer.params))

    def switch(self, name: str, part: str, otherwise: str) -> str:
        """What is said of a law that changes: ``name``, ``affects`` or ``source``; else what the rule set says."""
        return self._first((Wording.of("console", "switch", name, part),), otherwise)

    def _first(self, wordings: Iterable[Wording], otherwise: str) -> str:
        there = (wording for wording in wordings if self._catalogs.has(wording.key, SOURCE))
        found = next(there, None)
        return self.say(found) if found else otherwise

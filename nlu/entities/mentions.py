"""What a name means where it stands: had or wished for, an office or money, a people or its language.

Names are found one by one; what stands around them, and what else was found, tells which of them hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nlu.entities import tables
from nlu.text.lexicon import ALL, Languages
from nlu.text.normalise import Mapped

NEGATABLE = frozenset({"residence_title", "benefit", "case_management"})
MEANS_NONE = frozenset({"none", "none_undocumented"})
ASKED_ABOUT = frozenset({"german_citizen"})
"""What is mostly asked about, also where no word of wishing is near: it counts where somebody says to have it."""

REACH_OF_NEGATION = 3  # words before the name
REACH_BEFORE, REACH_AFTER = 4, 2  # words around the name that are looked at
REACH_OF_SPEAKING = 2  # words before and after the name of a language that is also a people's
LISTS = ("negators", "wishes_before", "wishes_after", "having", "prepositions", "speaking", "belonging")

Around = Mapping[str, frozenset[str]]
"""The words of each of `LISTS`, in the languages that the message may be in."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in the text, with what stands around it (folded words)."""

    kind: str
    value: str
    start: int
    end: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class Context:
    """Judges mentions by the words around them."""

    def __init__(self) -> None:
        """Load the word lists of every language."""
        self._lists = {name: tables.words("context", name) for name in LISTS}
        self._words_too = tables.words("context", "places_that_are_words").of(ALL)

    def holding(self, folded: Mapped, found: Iterable[Mention], languages: Languages, *, money: bool) -> list[Mention]:
        """Those that mean what they name.

        Args:
            folded: the text.
            found: every mention in it.
            languages: those that the message may be in.
            money: whether the message tells of money; only then is an office also what somebody lives on.
        """
        around = self.around(languages)
        every = list(found)
        return [mention for mention in every if self._holds(folded, mention, every, around, money=money)]

    def around(self, languages: Languages) -> Around:
        """The word lists of these languages."""
        return {name: words.of(languages) for name, words in self._lists.items()}

    def _holds(self, folded: Mapped, mention: Mention, every: list[Mention], around: Around, *, money: bool) -> bool:
        if _is_denied(mention, around) or _is_only_status(mention, every):
            return False
        match mention.kind:
            case "residence_title":
                return not _is_asked_about(mention, around)
            case "benefit":
                return money or not _is_only_office(mention, every)
            case "country":
                return not _is_language(mention, every, around)
            case "language":
                return not _is_people(mention, every, around)
            case "place":
                return self._is_place(folded, mention, around)
        return True

    def _is_place(self, folded: Mapped, name: Mention, around: Around) -> bool:
        """A town with the name of a common word counts only written as a name and after "in"."""
        if folded.text[name.start : name.end] not in self._words_too:
            return True
        start, _ = folded.span(name.start, name.start + 1)
        return folded.original[start].isupper() and bool(around["prepositions"].intersection(name.before[-1:]))


def is_wish(name: Mention, around: Around) -> bool:
    """ "How do I get a settlement permit?" is no statement about one's own."""
    before, after = set(name.before), set(name.after)
    wished = before & around["wishes_before"] or after & around["wishes_after"]
    return bool(wished) and not before & around["having"]


def _is_denied(name: Mention, around: Around) -> bool:
    """ "I have no Duldung"; but "no papers" is itself a status."""
    deniable = name.kind in NEGATABLE and name.value not in MEANS_NONE
    return deniable and not around["negators"].isdisjoint(name.before[-REACH_OF_NEGATION:])


def _is_asked_about(title: Mention, around: Around) -> bool:
    if title.value in MEANS_NONE:
        return False
    return is_wish(title, around) or (title.value in ASKED_ABOUT and around["having"].isdisjoint(title.before))


def _is_only_office(name: Mention, names: Iterable[Mention]) -> bool:
    """ "The Jobcenter wrote to me" names an office, "the Jobcenter pays" also what somebody lives on."""
    offices = (other for other in names if other.kind == "organisation")
    return any(office.start <= name.start and name.end <= office.end for office in offices)


def _is_only_status(name: Mention, names: Iterable[Mention]) -> bool:
    """A Duldung is a status; only "residence permit" without more is called by its paper."""
    return (name.kind, name.value) == ("document", "residence_card") and any(
        other.kind == "residence_title" and other.value != "unknown" and _overlap(other, name) for other in names
    )


def _is_language(country: Mention, names: Iterable[Mention], around: Around) -> bool:
    """ "I speak Turkish" names a language, "I am Turkish" a people: the word is the same in many languages."""
    languages = (name for name in names if name.kind == "language" and _overlap(name, country))
    return any(_beside(name, around["speaking"]) for name in languages)


def _is_people(language: Mention, names: Iterable[Mention], around: Around) -> bool:
    """ "A German passport", "to become German"; and "from Poland" where the country has the same name (z Polski)."""
    if _beside(language, around["speaking"]):
        return False
    if _beside(language, around["belonging"]):
        return True
    over = {name.kind for name in names if _overlap(name, language)}
    from_there = bool(around["prepositions"].intersection(language.before[-1:]))
    return "residence_title" in over or ("country" in over and from_there)


def _beside(name: Mention, words: frozenset[str]) -> bool:
    return not words.isdisjoint((*name.before[-REACH_OF_SPEAKING:], *name.after[:REACH_OF_SPEAKING]))


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end

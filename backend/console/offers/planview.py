"""What a file would change, in words: new entries, changed ones field by field, what stays and what is no longer there.

Long lists and long texts are shortened, and whatever is left out is counted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from backend.console.offers.desk import Told, told
from backend.console.offers.entered import WORDS
from backend.console.offers.words import OfferWords
from backend.offers.drafts import Draft
from backend.offers.exchange.kept import Kept
from backend.offers.exchange.plan import STATUS, OfferPlan, Plan, State
from backend.offers.exchange.problems import Problem
from backend.offers.upkeep import history
from locales.catalogs import Catalogs

#: Of each list, and of the fields of one entry.
MOST_SHOWN = 100
MOST_LETTERS = 400
_LABELLED = (frozenset(Draft.model_fields) - {"key", "words"}) | {STATUS, *WORDS}
#: Kept beside a text, and told with it.
_OF_A_TEXT = "translated_from"


@dataclass(frozen=True)
class Some[Item]:
    """The beginning of a list, how many more there are, and how many in all."""

    shown: tuple[Item, ...]
    more: int

    @classmethod
    def of[Source](cls, items: Iterable[Source], told: Callable[[Source], Item]) -> "Some[Item]":
        """Only what is shown is put into words."""
        every = list(items)
        return cls(tuple(told(one) for one in every[:MOST_SHOWN]), max(0, len(every) - MOST_SHOWN))

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.shown) + self.more


@dataclass(frozen=True)
class EntryView:
    """An entry, and what is said of its fields."""

    key: str
    name: str
    fields: Some[Told]


@dataclass(frozen=True)
class PlanView:
    """A plan as its page shows it."""

    organizations: Some[tuple[State, str]]
    new: Some[EntryView]
    changed: Some[EntryView]
    unchanged: Some[EntryView]
    #: Entries with fields that somebody here has changed, which stay whatever the file says.
    local: Some[EntryView]
    gone: Some[EntryView]
    problems: Some[str]
    notes: Some[str]

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to take over, not even if what is gone is taken offline."""
        return not any(some.count for some in (self.organizations, self.new, self.changed, self.gone))


def plan_view(plan: Plan, kept: Kept, catalogs: Catalogs, language: str) -> PlanView:
    """The words are those of the history: an entry reads here as it will there."""
    telling = _Telling(kept, _makers(plan, kept), OfferWords(catalogs, language, kept.towns))

    def entries(state: State, fields: Callable[[OfferPlan], Iterable[Told]]) -> Some[EntryView]:
        some = [offer for offer in (*plan.offers, *plan.gone) if offer.state == state]
        return Some.of(some, lambda offer: _entry(offer, fields(offer)))

    def said(problem: Problem) -> str:
        return shortened(catalogs.say(problem.sentence, language))

    makers = [one for one in plan.organizations if one.state != "unchanged"]
    held = [offer for offer in plan.offers if offer.local]
    return PlanView(
        organizations=Some.of(makers, lambda one: (one.state, shortened(one.name))),
        new=entries("new", lambda _: ()),
        changed=entries("changed", telling.changes),
        unchanged=entries("unchanged", lambda _: ()),
        local=Some.of(held, lambda offer: _entry(offer, (telling.field(path) for path in offer.local))),
        gone=entries("gone", lambda _: ()),
        problems=Some.of(plan.problems, said),
        notes=Some.of(plan.notes, said),
    )


def shortened(text: str) -> str:
    """Values come from a file, and can be of any length."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _entry(offer: OfferPlan, fields: Iterable[Told]) -> EntryView:
    return EntryView(shortened(offer.key), shortened(offer.name), Some.of(fields, _shortened))


def _shortened(field: Told) -> Told:
    """Also names of fields and languages, of which the standard allows any."""
    language = shortened(field.language) if field.language else None
    label, before, after = (shortened(text) for text in (field.label, field.before, field.after))
    return replace(field, label=label, before=before, after=after, language=language)


def _makers(plan: Plan, kept: Kept) -> Mapping[str, str]:
    """Names of organisations by id, also of those that only the file knows."""
    known = {one.id: str(one.hsds["name"]) for one in kept.organizations.values()}
    return known | {str(one.hsds["id"]): one.name for one in plan.organizations}


@dataclass(frozen=True)
class _Telling:
    kept: Kept
    makers: Mapping[str, str]
    words: OfferWords

    def changes(self, offer: OfferPlan) -> Iterable[Told]:
        """Field by field as a form has them; what none shows is named, so that nothing changes without a word."""
        found = history.differences(self.kept.offers[offer.key], offer, self.makers)
        formed = [one for one in found if one.field != history.OTHER]
        shown = {(one.field, one.language) for one in formed}
        shown |= {(_OF_A_TEXT, one.language) for one in formed}
        yield from (told(one, self.words) for one in formed)
        yield from (self.field(change.path) for change in offer.changes if _named(change.path) not in shown)

    def field(self, path: str) -> Told:
        """A field without its values."""
        name, language = _named(path)
        label = self.words.label(name) if name in _LABELLED else name
        return Told(label, "", "", self.words.spoken(language) if language else None)


def _named(path: str) -> tuple[str, str | None]:
    """Name and language of a field of a form."""
    match path.split("."):
        case ["words", language, part]:
            return part, language
    return path, None

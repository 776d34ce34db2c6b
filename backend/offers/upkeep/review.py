"""What is wrong or missing with entries: for the list, the report and the reminders. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from backend.core.clock import local_date
from backend.offers.eligibility import Suits
from backend.offers.entries import Entry
from backend.offers.matching import ASSURED_FOR, current
from backend.offers.models import OfferOrganization
from backend.offers.publishing import lacking
from backend.offers.templates import templates
from backend.offers.upkeep import translations
from backend.offers.upkeep.keeping import Kept
from backend.offers.upkeep.reach import fits_nobody
from locales.languages import is_offered

#: How long before its end an entry counts as running out.
SOON = timedelta(days=60)
type Ends = Literal["assurance", "offer"]
#: What an entry can be, in the order in which the list offers it.
STATES = ("current", "expiring", "expired", "incomplete", "untranslated", "inactive")
#: What the report looks for.
FINDINGS = (
    "expired", "unassured", "incomplete", "endless", "untranslated", "no_languages", "no_relations", "no_contact",
    "fits_nobody",
)  # fmt: skip


def ends(entry: Entry) -> tuple[date, Ends] | None:
    """The last day on which an entry is shown and why it is the last; None where there is none."""
    days: list[tuple[date, Ends]] = []
    if entry.row.assured_on is not None:
        days.append((entry.row.assured_on + ASSURED_FOR, "assurance"))
    if entry.extension.valid_until is not None:
        days.append((entry.extension.valid_until, "offer"))
    return min(days, default=None)


def runs_out(entry: Entry, now: datetime, within: timedelta = SOON) -> bool:
    """Whether an entry that is shown today soon is not."""
    last, today = ends(entry), local_date(now)
    return last is not None and current(entry.candidate(now), today) and last[0] <= today + within


def states(entry: Entry, now: datetime) -> frozenset[str]:
    """All of ``STATES`` that hold."""
    today = local_date(now)
    active = entry.row.status == "active"
    shown = current(entry.candidate(now), today)
    holds = {
        "current": shown,
        "expiring": runs_out(entry, now),
        "expired": active and not shown and _is_over(entry, today),
        "incomplete": active and _is_incomplete(entry),
        "untranslated": _untranslated(entry),
        "inactive": not active,
    }
    return frozenset(name for name, so in holds.items() if so)


def _is_over(entry: Entry, today: date) -> bool:
    last = ends(entry)
    return last is not None and last[0] < today


def _is_incomplete(entry: Entry) -> bool:
    return bool(lacking(entry.service, entry.extension))


def report(kept: Iterable[Kept], now: datetime) -> Mapping[str, list[Kept]]:
    """The entries with something to do, by what it is. Entries that are offline are not looked at."""
    online = [one for one in kept if one.entry.row.status == "active"]
    return {finding: [one for one in online if _LOOK[finding](one, now)] for finding in FINDINGS}


def _untranslated(entry: Entry) -> bool:
    """A language that nobody can choose yet leaves nothing to be done."""
    states = translations.completeness(entry.extension.texts)
    return any(state != "complete" for language, state in states.items() if is_offered(language))


def _unrelated(one: Kept) -> bool:
    """What a typical offer is related to, each of its kind is."""
    extension = one.entry.extension
    known = (extension, templates().get(extension.template or ""))
    return not any(of and (of.predecessors or of.successors or of.overlaps) for of in known)


def _unreachable(organization: OfferOrganization) -> bool:
    return not any(organization.hsds.get(way) for way in ("email", "phones", "contacts"))


def _nobody(entry: Entry, today: date) -> bool:
    extension, service = entry.extension, entry.service
    if extension.open_to_all:
        return False
    return fits_nobody(Suits(extension.when, service.minimum_age, service.maximum_age, extension.ages_of), today)


_LOOK: Mapping[str, Callable[[Kept, datetime], bool]] = {
    "expired": lambda one, now: _is_over(one.entry, local_date(now)),
    "unassured": lambda one, _now: one.entry.row.assured_on is None,
    "incomplete": lambda one, _now: _is_incomplete(one.entry),
    "endless": lambda one, _now: one.entry.extension.valid_until is None,
    "untranslated": lambda one, _now: _untranslated(one.entry),
    "no_languages": lambda one, _now: not one.entry.service.languages,
    "no_relations": lambda one, _now: _unrelated(one),
    "no_contact": lambda one, _now: _unreachable(one.organization),
    "fits_nobody": lambda one, now: _nobody(one.entry, local_date(now)),
}

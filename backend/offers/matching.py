"""Which offers suit a person, in which order, and why. Pure: offers, facts, day, place and language in, matches out.

Order: first by how well it suits, then by how near it is, then whether somebody there speaks the person's language,
then by the next date. What has run out, is not assured any more or is closed is never among them.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from backend.offers.eligibility import Fit, Suits, fit
from backend.responsibility.world import World
from locales.languages import base_of

#: Days for which somebody's word that an entry is right is good.
ASSURED_FOR = timedelta(days=365)
_RANK = {"fits": 0, "may_fit": 1, "does_not_fit": 2}
EARTH_KM = 6371.0
#: What stands for "somewhere else in the Kreis" where no coordinates are known.
ELSEWHERE_KM = 25.0


@dataclass(frozen=True)
class Spot:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Candidate:
    """What of an offer decides whether and where it stands in a list."""

    key: str
    status: str
    #: It says all that an entry must say.
    complete: bool
    suits: Suits
    fields: frozenset[str]
    needs: frozenset[str]
    open_to_all: bool
    #: Nobody who has no papers comes into danger there: no names, or no duty to report.
    safe_without_papers: bool
    free: bool
    #: Keys of towns for whose people it is; empty: the whole Kreis.
    municipalities: frozenset[str]
    #: Towns in which it takes place, with their spots where they are known.
    places: tuple[tuple[str | None, Spot | None], ...]
    languages: frozenset[str]
    assured_on: date | None
    valid_until: date | None
    next_date: datetime | None = None


@dataclass(frozen=True)
class Seeker:
    """Who is looking: their case as the rules see it, and what they prefer."""

    world: World
    municipality: str | None
    spot: Spot | None
    language: str
    #: No papers, or papers that are kept back: only where that brings nobody into danger (G1).
    hidden: bool = False


@dataclass(frozen=True)
class Wish:
    """What is looked for; everything is optional."""

    fields: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    only_free: bool = False
    only_own_language: bool = False
    only_own_town: bool = False


@dataclass(frozen=True)
class Match:
    """An offer in its place in the list."""

    key: str
    fit: Fit
    kilometres: float | None
    own_language: bool


def varied(found: Iterable[Match], kind_of: Mapping[str, str]) -> list[Match]:
    """The best of each kind before the second of any: three places for the same course are one answer, not three.

    ``kind_of``: key of an offer -> the kind that it is one of. What suits less never comes before what suits better.
    """
    seen: Counter[tuple[str, str]] = Counter()
    ordered = []
    for place, match in enumerate(found):
        kind = (match.fit.verdict, kind_of.get(match.key, match.key))
        ordered.append(((_RANK[match.fit.verdict], seen[kind], place), match))
        seen[kind] += 1
    return [match for _, match in sorted(ordered, key=lambda pair: pair[0])]


def side_by_side(found: Sequence[Match], general: Container[str], first: int) -> list[Match]:
    """The same, with both among the first where both are there: what is there for everybody, and what was made for
    newcomers (R39). The best of the other sort then stands last of the first, however near the rest is.

    ``general``: keys of offers that are there for everybody; ``first``: so many are shown at once.
    """
    shown, rest = list(found[:first]), list(found[first:])
    sorts = {match.key in general for match in shown}
    other = next((match for match in rest if suits(match) and (match.key in general) not in sorts), None)
    if other is None or len(sorts) != 1:
        return [*found]
    return [*shown[:-1], other, shown[-1], *(match for match in rest if match is not other)]


def suits(match: Match) -> bool:
    """Not known to be for others."""
    return match.fit.verdict != "does_not_fit"


def current(offer: Candidate, today: date) -> bool:
    """Whether an entry may be shown at all (R36, R37)."""
    if offer.status != "active" or not offer.complete or offer.assured_on is None:
        return False
    return today <= offer.assured_on + ASSURED_FOR and (offer.valid_until is None or today <= offer.valid_until)


def matches(offers: Iterable[Candidate], seeker: Seeker, wish: Wish) -> list[Match]:
    """Everything that is wished for and current, best first; what does not suit stands last, with its reason."""
    today = seeker.world.ref_date
    wished = [offer for offer in offers if _wished(offer, seeker, wish) and current(offer, today)]
    fits = {suits: fit(suits, seeker.world) for suits in {offer.suits for offer in wished if not offer.open_to_all}}
    found = [(offer, _match(offer, seeker, fits)) for offer in wished]
    return [match for offer, match in sorted(found, key=lambda pair: _order(*pair))]


def _wished(offer: Candidate, seeker: Seeker, wish: Wish) -> bool:
    if offer.municipalities and seeker.municipality and seeker.municipality not in offer.municipalities:
        return False
    if (wish.fields and not wish.fields & offer.fields) or (wish.needs and not wish.needs & offer.needs):
        return False
    if (wish.only_free and not offer.free) or (wish.only_own_language and not _speaks(offer, seeker)):
        return False
    if wish.only_own_town and seeker.municipality:
        return any(town == seeker.municipality for town, _ in offer.places)
    return True


def _match(offer: Candidate, seeker: Seeker, fits: Mapping[Suits, Fit]) -> Match:
    found = Fit("fits") if offer.open_to_all else fits[offer.suits]
    if seeker.hidden and not offer.safe_without_papers:
        found = Fit("does_not_fit", because=frozenset({"residence_title"}))
    return Match(offer.key, found, _kilometres(offer, seeker), _speaks(offer, seeker))


def _order(offer: Candidate, match: Match) -> tuple[object, ...]:
    far = match.kilometres if match.kilometres is not None else ELSEWHERE_KM
    soon = offer.next_date.timestamp() if offer.next_date else float("inf")
    return (_RANK[match.fit.verdict], far, not match.own_language, soon, offer.key)


def _speaks(offer: Candidate, seeker: Seeker) -> bool:
    return base_of(seeker.language) in offer.languages


def _kilometres(offer: Candidate, seeker: Seeker) -> float | None:
    """To the nearest place; 0 in the same town, None where nothing is known."""
    if any(town is not None and town == seeker.municipality for town, _ in offer.places):
        return 0.0
    spots = [spot for _, spot in offer.places if spot is not None]
    if seeker.spot is None or not spots:
        return None
    return min(_between(seeker.spot, spot) for spot in spots)


def _between(one: Spot, other: Spot) -> float:
    """Kilometres as the crow flies (haversine)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    half = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))

"""What taking over a file would change, shown before anything is; then all of it, or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import Conflict
from backend.offers import hsds
from backend.offers.eligibility import FaultyCondition, condition
from backend.offers.entries import Change, put, put_organization
from backend.offers.exchange.incoming import Incoming, IncomingOffer, IncomingOrganization
from backend.offers.exchange.kept import Kept, KeptOffer, read_kept
from backend.offers.exchange.limits import Refused
from backend.offers.exchange.pieces import Piece, Pieces, covers, laid_over, path_of, put_together, same, take_apart
from backend.offers.exchange.problems import Place, Problem
from backend.offers.publishing import in_words, lacking
from backend.offers.schemas import Extension
from backend.offers.templates import documents, templates
from backend.organisations.models import Tenant
from backend.responsibility.loading import rulebook
from locales.languages import SOURCE
from locales.wording import Wording

type State = Literal["new", "changed", "unchanged", "gone"]
STATES: tuple[State, ...] = get_args(State.__value__)
STATUS = "status"
MOST_NAME = 200
_INACTIVE = "inactive"


class StalePlan(Conflict):
    """The directory has changed since the plan was made."""

    code = "stale_plan"
    wording = Wording("console.offers.import.stale")


@dataclass(frozen=True)
class FieldChange:
    """A field of a form, before and after; None: empty."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class OrganizationPlan:
    """What becomes of an organisation."""

    key: str
    name: str
    state: State
    hsds: dict[str, Any]


@dataclass(frozen=True)
class OfferPlan:
    """What becomes of an offer. ``local``: fields that differ in the file and stay: somebody here has changed them."""

    key: str
    name: str
    state: State
    place: Place
    changes: tuple[FieldChange, ...]
    local: tuple[str, ...]
    source: str | None
    hsds: dict[str, Any]
    extension: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """The whole. Nothing is taken over while there are ``problems``; ``notes`` are only told."""

    source: str
    organizations: tuple[OrganizationPlan, ...]
    offers: tuple[OfferPlan, ...]
    #: Offers that came from the same source before, and are no longer in the file.
    gone: tuple[OfferPlan, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    #: Of the directory that the file was compared with.
    kept: str

    @cached_property
    def fingerprint(self) -> str:
        """Of the directory and of what the file makes of it: whoever has looked at a plan agrees to this one alone."""
        told = [
            self.kept,
            self.source,
            [(one.key, one.hsds) for one in self.organizations],
            [(one.key, one.hsds, one.extension) for one in (*self.offers, *self.gone)],
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def counts(self) -> Mapping[State, int]:
        """How many offers there are of each kind."""
        found = Counter(offer.state for offer in (*self.offers, *self.gone))
        return {state: found[state] for state in STATES}


def make_plan(incoming: Incoming, kept: Kept, source: str) -> Plan:
    """Compare a file with what is kept. ``source``: the name under which its offers are remembered."""
    problems = [*incoming.problems, *_doubled(incoming), *_faulty(incoming, kept)]
    offers = tuple(_offer(offer, kept, source) for offer in incoming.offers)
    return Plan(
        source=source,
        organizations=tuple(_organization(one, kept) for one in incoming.organizations.values()),
        offers=offers,
        gone=tuple(_gone(offer) for offer in kept.offers.values() if _is_gone(offer, incoming, source)),
        problems=tuple(problems),
        notes=(*incoming.notes, *_incomplete(offers)),
        kept=kept.fingerprint,
    )


def _incomplete(offers: Iterable[OfferPlan]) -> Iterable[Problem]:
    """What becomes of the offers that are not shown before somebody has said what they lack."""
    for offer in offers:
        if offer.state == "unchanged" or offer.hsds[STATUS] == _INACTIVE:
            continue
        missing = lacking(hsds.Service.model_validate(offer.hsds), Extension.model_validate(offer.extension))
        if missing:
            yield Problem.of(offer.place, "incomplete", value=offer.name, what=in_words(missing))


def _doubled(incoming: Incoming) -> Iterable[Problem]:
    seen: set[str] = set()
    for offer in incoming.offers:
        for name in {offer.key, str(offer.hsds["id"])}:
            if name in seen:
                yield Problem.of(offer.place, "doubled", value=name)
            seen.add(name)


def _faulty(incoming: Incoming, kept: Kept) -> Iterable[Problem]:
    for one in incoming.organizations.values():
        namesake = kept.organization_by_key.get(one.key)
        if one.hsds["id"] in kept.elsewhere or (namesake and namesake.id != one.hsds["id"]):
            yield Problem.of(one.place, "taken", value=one.key)
        yield from _long(one.place, one.hsds)
    known = _known(incoming, kept)
    for offer in incoming.offers:
        if _is_taken(offer, kept):
            yield Problem.of(offer.place, "taken", value=offer.key)
        if not offer.extension.get("texts", {}).get(SOURCE, {}).get("name"):
            yield Problem.of(offer.at("texts"), "missing")
        yield from _long(offer.place, offer.hsds)
        yield from _unknown(offer, known)
        try:
            condition(offer.extension.get("when"))
        except FaultyCondition:
            yield Problem.of(offer.at("when"), "condition", value=str(offer.extension["when"]))


def _long(place: Place, document: Mapping[str, Any]) -> Iterable[Problem]:
    """The standard sets no limit to names; what is asked for by name has one."""
    if len(document["name"]) > MOST_NAME:
        yield Problem.of(place.below("name") if place.row is None else place.at("name"), "too_long", most=MOST_NAME)


def _known(incoming: Incoming, kept: Kept) -> Mapping[str, Collection[str]]:
    """What a field of the extension can name."""
    offers = incoming.named | set(kept.offers)
    return {
        "template": templates(),
        "needs": rulebook().needs,
        "documents": documents(SOURCE),
        "municipalities": kept.towns,
        "predecessors": offers,
        "successors": offers,
        "overlaps": offers,
    }


def _unknown(offer: IncomingOffer, known: Mapping[str, Collection[str]]) -> Iterable[Problem]:
    for name, values in known.items():
        told = offer.extension.get(name) or ()
        for value in (told,) if isinstance(told, str) else told:
            if value not in values:
                yield Problem.of(offer.at(name), "unknown_value", value=value)


def _is_taken(offer: IncomingOffer, kept: Kept) -> bool:
    """Whether the key is another entry's, or the entry has another key."""
    number = str(offer.hsds["id"])
    return number in kept.elsewhere or kept.offers.get(offer.key) is not kept.offer_by_id.get(number)


def _organization(one: IncomingOrganization, kept: Kept) -> OrganizationPlan:
    before = kept.organizations.get(str(one.hsds["id"]))
    state: State = "new" if before is None else "unchanged" if same(before.hsds, one.hsds) else "changed"
    return OrganizationPlan(one.key, str(one.hsds["name"]), state, one.hsds)


def _offer(offer: IncomingOffer, kept: Kept, source: str) -> OfferPlan:
    name, before = str(offer.hsds["name"]), kept.offers.get(offer.key)
    if before is None:
        return OfferPlan(offer.key, name, "new", offer.place, (), (), source, offer.hsds, offer.extension)
    old, new = take_apart(before.hsds, before.extension), take_apart(offer.hsds, offer.extension)
    different = [piece for piece in {**old, **new} if not same(old.get(piece), new.get(piece))]
    local = [piece for piece in different if covers(before.edited, path_of(piece))]
    changed = [piece for piece in different if piece not in local]
    service, extension = put_together(laid_over(old, new, changed))
    return OfferPlan(
        key=offer.key,
        name=name,
        state="changed" if changed else "unchanged",
        place=offer.place,
        changes=_changes(old, new, changed),
        local=tuple(sorted({path_of(piece) for piece in local})),
        source=before.source,
        hsds=service if changed else before.hsds,
        extension=extension if changed else before.extension,
    )


def _changes(old: Pieces, new: Pieces, changed: Iterable[Piece]) -> tuple[FieldChange, ...]:
    """One for each field, told by the piece that says it best: Lotse's own where there are two."""
    by_path: dict[str, FieldChange] = {}
    for piece in sorted(changed, key=lambda piece: piece[0] != "standard"):
        by_path[path_of(piece)] = FieldChange(path_of(piece), old.get(piece), new.get(piece))
    return tuple(by_path[path] for path in sorted(by_path))


def _is_gone(offer: KeptOffer, incoming: Incoming, source: str) -> bool:
    return (
        offer.source == source
        and offer.key not in incoming.named
        and offer.hsds[STATUS] != _INACTIVE
        and not covers(offer.edited, STATUS)
    )


def _gone(offer: KeptOffer) -> OfferPlan:
    change = FieldChange(STATUS, offer.hsds[STATUS], _INACTIVE)
    service = {**offer.hsds, STATUS: _INACTIVE}
    name = str(offer.hsds["name"])
    return OfferPlan(offer.key, name, "gone", Place(), (change,), (), offer.source, service, offer.extension)


async def apply(session: AsyncSession, tenant: Tenant, plan: Plan, change: Change, *, retire: bool = False) -> int:
    """Take a plan over, within the transaction of the session; returns how many offers are new or changed.

    ``retire``: offers that are no longer in the file become inactive. Raises ``Refused`` for a plan with problems, and
    ``StalePlan`` if the directory is no longer the one that the plan was made for; nothing is written then.
    """
    if plan.problems:
        raise Refused(Wording("console.offers.import.refused.problems", {"n": len(plan.problems)}))
    if (await read_kept(session, tenant)).fingerprint != plan.kept:
        raise StalePlan
    for one in plan.organizations:
        if one.state != "unchanged":
            await put_organization(session, tenant, one.key, hsds.Organization.model_validate(one.hsds))
    written = 0
    for offer in (*plan.offers, *(plan.gone if retire else ())):
        if offer.state != "unchanged":
            service = hsds.Service.model_validate(offer.hsds)
            extension = Extension.model_validate(offer.extension)
            written += await put(session, tenant, service, extension, replace(change, source=offer.source))
    return written

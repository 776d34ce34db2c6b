"""An entry as a draft again, and a changed draft put back onto it: what a draft cannot say stays as it was. Pure."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from backend.offers import hsds
from backend.offers.drafts import ACCESSIBILITY, Draft, Opening, PlaceDraft, service_in_standard, stable_id
from backend.offers.entries import town_of
from backend.offers.schedules import appointment_of, opening_of
from backend.offers.schemas import Extension, Words
from backend.offers.upkeep.translations import PARTS
from locales.languages import SOURCE

_SHARED = frozenset(Extension.model_fields) & frozenset(Draft.model_fields)
#: Lists without an order of their own.
_CHOICES = ("fields", "needs", "languages", "municipalities", "documents")
#: Of the entry, and not of what somebody writes about it.
_KEPT = frozenset({"id", "organization_id", "status"})


def draft_of(service: hsds.Service, extension: Extension, organization: str) -> Draft:
    """The entry as somebody would write it down. ``organization``: key of who makes the offer."""
    texts = extension.texts if SOURCE in extension.texts else {SOURCE: Words(name=service.name), **extension.texts}
    schedules = service.schedules or ()
    return Draft(
        organization=organization,
        words=texts,
        places=tuple(place for at in service.service_at_locations or () if (place := _place(at))),
        phone=service.phones[0].number if service.phones else None,
        email=service.email,
        url=service.url,
        languages=tuple(spoken.code for spoken in service.languages or () if spoken.code),
        hours=tuple(opening for schedule in schedules if (opening := opening_of(schedule))),
        dates=tuple(when for schedule in schedules if (when := appointment_of(schedule))),
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        funding=service.funding[0].source if service.funding else None,
        assured_on=service.assured_date,  # type: ignore[arg-type]  # read from its ISO form
        **{name: getattr(extension, name) for name in _SHARED},
    )


def in_kept_order(before: Draft, after: Draft) -> Draft:
    """The draft with its choices in the order in which they were kept: a form puts them into another, which is no
    change."""
    chosen = {name: _in_order(getattr(before, name), getattr(after, name)) for name in _CHOICES}
    openings = {_days(opening): opening for opening in before.hours}
    helps = {place.key: place.accessibility for place in before.places}
    hours = tuple(openings.get(_days(opening), opening) for opening in after.hours)
    places = tuple(
        place.model_copy(update={"accessibility": _in_order(helps.get(place.key, ()), place.accessibility)})
        for place in after.places
    )
    return after.model_copy(update={**chosen, "hours": hours, "places": places})


def brought_together(base: Draft, mine: Draft, theirs: Draft) -> Draft:
    """Two changes of the same draft: where both changed a field, or a German text, mine; else whoever changed it."""
    mine, theirs = in_kept_order(base, mine), in_kept_order(base, theirs)
    told: dict[str, Any] = {
        name: getattr(theirs if getattr(mine, name) == getattr(base, name) else mine, name)
        for name in Draft.model_fields
    }
    was, own, other = (draft.words[SOURCE] for draft in (base, mine, theirs))
    parts = {part: getattr(other if getattr(own, part) == getattr(was, part) else own, part) for part in PARTS}
    told["words"] = {**theirs.words, SOURCE: other.model_copy(update=parts)}
    return theirs.model_copy(update=told)


def _in_order(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    return (*(one for one in before if one in after), *(one for one in after if one not in before))


def _days(opening: Opening) -> Hashable:
    return frozenset(opening.byday.split(",")), opening.opens_at, opening.closes_at


def revised(
    tenant: str, service: hsds.Service, extension: Extension, before: Draft, after: Draft
) -> tuple[hsds.Service, Extension]:
    """The entry with what differs between two drafts of it, and with nothing else changed."""
    was, _ = service_in_standard(tenant, before)
    wanted, _ = service_in_standard(tenant, after)
    changed: dict[str, Any] = {}
    for name in hsds.Service.model_fields:
        old, new = getattr(was, name), getattr(wanted, name)
        if name in _KEPT or old == new:
            continue
        if name in _SAME:
            new = _merged(service.id, _Part(_SAME[name], _kept_as(tenant, name)), getattr(service, name), old, new)
        changed[name] = new
    added = {name: getattr(after, name) for name in _SHARED if getattr(before, name) != getattr(after, name)}
    if before.words != after.words:
        added["texts"] = after.words
    return service.model_copy(update=changed), extension.model_copy(update=added)


@dataclass(frozen=True)
class _Part:
    """What makes an item of a list the same item: among those of a draft, and among those that are kept."""

    drafted: Callable[[Any], Hashable]
    kept: Callable[[Any], Hashable]


def _kept_as(tenant: str, name: str) -> Callable[[Any], Hashable]:
    """The key of a drafted place is the id of the kept one, from which the id of the drafted one is made."""
    if name != "service_at_locations":
        return _SAME[name]
    return lambda at: stable_id(tenant, "location", at.location.id) if at.location else at.id


def _merged(
    service: str, part: _Part, kept: Sequence[Any] | None, old: Sequence[Any] | None, new: Sequence[Any] | None
) -> list[Any] | None:
    """The new ones, as they were kept where they were there before; then what no draft speaks of."""
    there = {part.kept(item): item for item in kept or ()}
    before = {part.drafted(item): item for item in old or ()}
    merged = []
    for item in new or ():
        key = part.drafted(item)
        if key not in there:
            merged.append(item.model_copy(update={"service_id": service}))
        elif item == before.get(key):
            merged.append(there[key])
        else:
            merged.append(_moved(there[key], item))
    return [*merged, *(item for key, item in there.items() if key not in before)] or None


def _moved(there: Any, wanted: Any) -> Any:
    """What is kept, with what a draft says of it: only a place has more than what makes it the same."""
    if not (isinstance(there, hsds.ServiceAtLocation) and there.location and wanted.location):
        return there
    said = ("name", "latitude", "longitude", "transportation", "external_identifier", "external_identifier_type")
    (address,) = wanted.location.addresses
    first, *further = there.location.addresses or (address,)
    parts = {part: getattr(address, part) for part in ("address_1", "city", "postal_code")}
    helps = [help_ for help_ in there.location.accessibility or () if help_.description not in ACCESSIBILITY]
    location = there.location.model_copy(
        update={
            **{name: getattr(wanted.location, name) for name in said},
            "addresses": [first.model_copy(update=parts), *further],
            "accessibility": [*(wanted.location.accessibility or ()), *helps] or None,
        }
    )
    return there.model_copy(update={"location": location})


def _place(at: hsds.ServiceAtLocation) -> PlaceDraft | None:
    location = at.location
    address = location.addresses[0] if location and location.addresses else None
    if location is None or address is None:
        return None
    try:
        return PlaceDraft(
            key=location.id,
            name=location.name or address.address_1,
            street=address.address_1,
            postal_code=address.postal_code,
            city=address.city,
            town=town_of(location),
            latitude=location.latitude,
            longitude=location.longitude,
            accessibility=tuple(
                help_.description  # type: ignore[misc]  # one of those
                for help_ in location.accessibility or ()
                if help_.description in ACCESSIBILITY
            ),
            transportation=location.transportation,
        )
    except ValidationError:  # an address that is none in Germany stays as it came
        return None


def _same_time(schedule: hsds.Schedule) -> Hashable:
    opening, when = opening_of(schedule), appointment_of(schedule)
    return opening or when or schedule.id


#: What makes a part of a list the same part, as far as a draft speaks of it.
_SAME: dict[str, Callable[[Any], Hashable]] = {
    "phones": lambda phone: phone.number,
    "languages": lambda spoken: spoken.code or spoken.id,
    "schedules": _same_time,
    "service_areas": lambda area: area.extent or area.name or area.id,
    "service_at_locations": lambda at: at.location_id,
    "funding": lambda funding: funding.source,
    "cost_options": lambda cost: cost.option,
    "required_documents": lambda document: document.document,
}

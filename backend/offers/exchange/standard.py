"""The standard as JSON: services with everything inside them, their organisation too; or organisations with services.

What a document says is kept as it says it, also what the standard does not know. Two things stand elsewhere: the
organisation, once for all its services, and Lotse's own part under the key ``lotse`` of a service (and the key of an
organisation under the same name). A service without that part gets the least: its id as its key, and its own texts as
the German ones, shortened to the room that a card has. It is listed under no field of action until somebody gives it
one, which is told as a note.
"""

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from backend.offers import hsds
from backend.offers.exchange.incoming import Incoming, IncomingOffer, IncomingOrganization
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.limits import Refused, check_rows, parsed
from backend.offers.exchange.problems import Place, Problem, found
from backend.offers.keys import free_slug
from backend.offers.schemas import EXTENSION, MOST_LETTERS, Extension, Words
from locales.languages import SOURCE
from locales.wording import Wording

type Document = dict[str, Any]
#: Texts of a card that the standard has a field for.
_TEXTS = {
    "name": "name",
    "summary": "description",
    "who": "eligibility_description",
    "register": "application_process",
    "cost_note": "fees_description",
}


@dataclass(frozen=True)
class Parts:
    """The place of an object, and those of the objects inside it by field, in the order of a list."""

    place: Place
    inside: Mapping[str, Sequence["Parts"]]

    def locate(self, path: Sequence[str | int]) -> Place:
        """Where a field stands."""
        match path:
            case [str(name), int(number), *rest] if name in self.inside:
                return self.inside[name][number].locate(rest)
            case [str(name), *rest] if name in self.inside:
                return self.inside[name][0].locate(rest)
            case [str(name), *_]:
                return self.place.at(name)
        return self.place


@dataclass(frozen=True)
class Told:
    """A service and the organisation that a file tells with it, each with its place."""

    place: Place
    service: Any
    organization: tuple[Place, Any] | None
    #: Where the parts of the service and of its organisation stand, if not at the same path.
    parts: "Parts | None" = None
    organization_parts: "Parts | None" = None


def read_json(data: bytes, kept: Kept) -> Incoming:
    """What a document says. Raises ``Refused``: not JSON, or of none of the known shapes."""
    try:
        document = parsed(data.decode("utf-8-sig"))
    except ValueError as error:
        raise Refused(Wording("console.offers.import.refused.no_json")) from error
    told = list(_told(document))
    check_rows(len(told))
    if not told:
        raise Refused(Wording("console.offers.import.refused.no_services"))
    return read_told(told, kept)


def _told(document: Any) -> Iterable[Told]:
    match document:
        case {"contents": list(items)}:
            return _each(items, Place().below("contents"))
        case list(items):
            return _each(items, Place())
        case dict():
            return _one(document, Place())
    return ()


def _each(items: Sequence[Any], place: Place) -> Iterable[Told]:
    for number, item in enumerate(items):
        yield from _one(item, place.below(number))


def _one(item: Any, place: Place) -> Iterable[Told]:
    match item:
        case {"services": list(services)}:
            for number, service in enumerate(services):
                yield Told(place.below("services", number), service, (place, _without(item, "services")))
        case {"organization": dict(organization)}:
            yield Told(place, _without(item, "organization"), (place.below("organization"), organization))
        case _:
            yield Told(place, item, None)


def _without(document: Document, name: str) -> Document:
    return {key: value for key, value in document.items() if key != name}


def read_told(told: Iterable[Told], kept: Kept) -> Incoming:
    """Check what a file tells, and give everything its key."""
    reading = _Reading(kept)
    for one in told:
        reading.take(one)
    return Incoming(
        organizations={one.key: one for one in reading.organizations.values()},
        offers=tuple(reading.offers),
        problems=tuple(reading.problems),
        notes=tuple(reading.notes),
        named=frozenset(reading.named),
    )


@dataclass
class _Reading:
    """One pass through a file."""

    kept: Kept
    organizations: dict[str, IncomingOrganization] = field(default_factory=dict)
    offers: list[IncomingOffer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def take(self, told: Told) -> None:
        maker = self._organization(told) if told.organization else None
        document = dict(told.service) if isinstance(told.service, dict) else told.service
        own = document.pop(EXTENSION, None) if isinstance(document, dict) else None
        service = self._checked(hsds.Service, document, told.place, told.parts)
        if service is None:
            return
        key = str(own.get("key") or service.id) if isinstance(own, dict) else service.id
        self.named.add(key)
        self._belongs(service, maker, told)
        extension = self._extension(own, service, told)
        if extension:
            self.offers.append(IncomingOffer(told.place, service.as_kept(), extension.as_kept()))

    def _organization(self, told: Told) -> str | None:
        place, document = told.organization or (Place(), {})
        own = document.get(EXTENSION)
        bare = {name: value for name, value in document.items() if name != EXTENSION}
        organization = self._checked(hsds.Organization, bare, place, told.organization_parts)
        if organization is None:
            return None
        known = self.organizations.get(organization.id)
        described = organization.as_kept()
        if known is None:
            key = self._key(own, organization)
            self.organizations[organization.id] = IncomingOrganization(place, key, described)
        elif known.hsds != described:
            self.problems.append(Problem.of(place, "organization_differs", value=organization.name))
        return organization.id

    def _key(self, own: Any, organization: hsds.Organization) -> str:
        if organization.id in self.kept.organizations:
            return self.kept.organizations[organization.id].key
        if isinstance(own, dict) and isinstance(own.get("key"), str):
            return str(own["key"])
        taken = {*self.kept.organization_by_key, *(one.key for one in self.organizations.values())}
        return free_slug(organization.name, taken)

    def _belongs(self, service: hsds.Service, maker: str | None, told: Told) -> None:
        """A service without an organisation would belong to nobody."""
        service.organization_id = service.organization_id or maker
        if told.organization is None and service.organization_id not in self.kept.organizations:
            self.problems.append(Problem.of(_field(told, "organization_id"), "no_organization"))
        elif maker and service.organization_id != maker:
            where = _field(told, "organization_id")
            self.problems.append(Problem.of(where, "other_organization", value=str(service.organization_id)))

    def _extension(self, own: Any, service: hsds.Service, told: Told) -> Extension | None:
        if own is not None:
            place = told.place.at(EXTENSION) if told.parts else told.place.below(EXTENSION)
            return self._checked(Extension, own, place, Parts(place, {}) if told.parts else None)
        known = self.kept.offer_by_id.get(service.id)
        if known:
            return _followed(known, service)
        return least(service)

    def _checked[Model: BaseModel](
        self, model: type[Model], document: Any, place: Place, parts: Parts | None
    ) -> Model | None:
        try:
            return model.model_validate(document)
        except ValidationError as error:
            for path, kind, params in found(error):
                where = parts.locate(path) if parts else place.below(*path)
                self.problems.append(Problem.of(where, kind, **params))
        return None


def _field(told: Told, name: str) -> Place:
    return told.place.at(name) if told.parts else told.place.below(name)


def _followed(known: KeptOffer, service: hsds.Service) -> Extension:
    """Lotse's part of an offer that comes again without one: texts that were the standard's follow the standard's."""
    extension = Extension.model_validate(known.extension)
    german = extension.texts.get(SOURCE, Words())
    old, new = least(hsds.Service.model_validate(known.hsds)).texts[SOURCE], least(service).texts[SOURCE]
    changed = {name: getattr(new, name) for name in Words.model_fields if getattr(german, name) == getattr(old, name)}
    return extension.model_copy(update={"texts": {**extension.texts, SOURCE: german.model_copy(update=changed)}})


def least(service: hsds.Service) -> Extension:
    """What can be said of a service that knows nothing of Lotse."""
    texts = {name: _short(getattr(service, of), MOST_LETTERS[name]) for name, of in _TEXTS.items()}
    return Extension(key=service.id, texts={SOURCE: Words.model_validate(texts)})


def _short(text: str | None, most: int) -> str:
    return textwrap.shorten(text or "", most, placeholder=" …")


def write_json(offers: Iterable[KeptOffer], kept: Kept) -> bytes:
    """Services with all that belongs to them, their organisations and Lotse's part too."""
    services = [{**in_full(offer), "organization": maker_of(offer, kept)} for offer in offers]
    return json.dumps(services, ensure_ascii=False, indent=1).encode()


def in_full(offer: KeptOffer) -> Document:
    """A service with Lotse's part."""
    return {**offer.hsds, EXTENSION: offer.extension}


def maker_of(offer: KeptOffer, kept: Kept) -> Document:
    """Its organisation, with the key that it has here."""
    organization = kept.organizations[str(offer.hsds["organization_id"])]
    return {**organization.hsds, EXTENSION: {"key": organization.key}}

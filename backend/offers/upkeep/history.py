"""What each change of an entry changed, field by field. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from backend.offers import hsds
from backend.offers.models import OfferRevision
from backend.offers.schemas import Extension
from backend.offers.upkeep.redrafting import draft_of
from backend.offers.upkeep.translations import PARTS

#: Something changed that no draft speaks of.
OTHER = "other"


class State(Protocol):
    """An entry as it was kept at some time, or as it would be."""

    @property
    def hsds(self) -> dict[str, Any]:
        """What the standard says of it."""

    @property
    def extension(self) -> dict[str, Any]:
        """What Lotse adds."""


@dataclass(frozen=True)
class Difference:
    """A field before and after, as plain JSON. ``language``: of a text."""

    field: str
    before: Any
    after: Any
    language: str | None = None


@dataclass(frozen=True)
class Step:
    """One change. The first revision has no differences: everything was new."""

    number: int
    at: datetime
    staff_id: UUID | None
    why: str
    differences: tuple[Difference, ...]


def steps(revisions: Iterable[OfferRevision], organizations: Mapping[str, str]) -> Sequence[Step]:
    """The changes, the latest first. ``organizations``: names by id."""
    found: list[Step] = []
    before: OfferRevision | None = None
    for revision in sorted(revisions, key=lambda one: one.number):
        changed = differences(before, revision, organizations) if before else ()
        found.append(Step(revision.number, revision.at, revision.staff_id, revision.why, changed))
        before = revision
    return found[::-1]


def differences(before: State, after: State, organizations: Mapping[str, str]) -> tuple[Difference, ...]:
    """What differs between two states of an entry."""
    old, new = _fields(before, organizations), _fields(after, organizations)
    names = dict.fromkeys((*old, *new))
    found = tuple(
        Difference(field, old.get((field, language)), new.get((field, language)), language)
        for field, language in names
        if old.get((field, language)) != new.get((field, language))
    )
    other = (before.hsds, before.extension) != (after.hsds, after.extension)
    return found or ((Difference(OTHER, None, None),) if other else ())


def _fields(entry: State, organizations: Mapping[str, str]) -> dict[tuple[str, str | None], Any]:
    service, extension = hsds.Service.model_validate(entry.hsds), Extension.model_validate(entry.extension)
    owner = str(service.organization_id)
    draft = draft_of(service, extension, organizations.get(owner, owner))
    told = draft.model_dump(mode="json", exclude={"words", "key", "places"})
    fields: dict[tuple[str, str | None], Any] = {("status", None): service.status}
    for language, words in draft.words.items():
        fields |= {(part.rstrip("_"), language): getattr(words, part) for part in PARTS}
    places = [place.model_dump(mode="json", exclude={"key"}) for place in draft.places]
    return fields | {(name, None): value or None for name, value in {**told, "places": places}.items()}

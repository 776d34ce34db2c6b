"""What a file says, whatever its form: organisations and offers as the standard has them, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.offers.exchange.problems import Place, Problem
from backend.offers.schemas import EXTENSION


@dataclass(frozen=True)
class IncomingOrganization:
    """An organisation that a file describes, and the key that it is to have."""

    place: Place
    key: str
    hsds: dict[str, Any]


@dataclass(frozen=True)
class IncomingOffer:
    """An offer that a file describes."""

    place: Place
    hsds: dict[str, Any]
    extension: dict[str, Any]
    #: Headings of the columns by the fields of the extension, where it stands in a sheet.
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name under which it is kept."""
        return str(self.extension["key"])

    def at(self, name: str) -> Place:
        """Where a field of Lotse's part stands."""
        if self.place.row is None:
            return self.place.below(EXTENSION, name)
        return self.place.at(self.headings.get(name, EXTENSION))


@dataclass(frozen=True)
class Incoming:
    """A file. ``problems`` keep it out; ``notes`` are only told."""

    organizations: Mapping[str, IncomingOrganization] = field(default_factory=dict)
    offers: tuple[IncomingOffer, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    #: Keys of every offer that the file names, also of those with problems.
    named: frozenset[str] = frozenset()

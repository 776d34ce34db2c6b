"""What goes into a decision and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

#: Changes whenever a rule changes; every handover stores it.
RULES_VERSION = "2026-11-1"

#: Not asked, does not want to say, does not know: three different things (responsibility, section 6).
Status = Literal["known", "refused", "unknown"]


@dataclass(frozen=True)
class Known:
    """What is known about one attribute."""

    value: Any
    status: Status = "known"


@dataclass(frozen=True)
class Facts:
    """The attributes of a case, by the identifiers of the domain's section 2. A missing one was not asked."""

    by_attribute: Mapping[str, Known] = field(default_factory=dict)

    @classmethod
    def of(cls, **values: Any) -> "Facts":
        """Facts that are all known."""
        return cls({name: Known(value) for name, value in values.items()})

    def value(self, attribute: str) -> Any:
        """The value, or None while it is not asked, refused or unknown."""
        known = self.by_attribute.get(attribute)
        return known.value if known and known.status == "known" else None

    def asked(self, attribute: str) -> bool:
        """Whether there is any answer, be it a refusal."""
        return attribute in self.by_attribute

    def refused(self, attribute: str) -> bool:
        """Whether the person did not want to say."""
        known = self.by_attribute.get(attribute)
        return known is not None and known.status == "refused"

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs, in the order in which they were named."""
        return tuple(self.value("needs") or ())

    @property
    def hidden_status(self) -> bool:
        """No papers, or the title kept back: then guard G1 holds."""
        return self.value("residence_title") == "none_undocumented" or self.refused("residence_title")


@dataclass(frozen=True)
class Decided:
    """Somebody is responsible. ``reason`` is the last part of the key ``reason.<reason>``."""

    primary: str
    rule_id: str
    reason: str
    decided_on: date
    secondary: tuple[str, ...] = ()
    urgent: bool = False
    rules_version: str = RULES_VERSION


@dataclass(frozen=True)
class Ask:
    """One more answer is needed: this attribute's."""

    attribute: str
    rule_id: str


type Decision = Decided | Ask

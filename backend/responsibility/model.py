"""What goes into a decision and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

#: What cannot wait, in the order of the safety rules.
FLAGS = (
    "life_danger_medical", "violence_now", "suicide_acute", "suicide_thoughts", "child_endangered", "trafficking",
    "violence_partner", "forced_marriage", "fgm", "homeless_tonight", "deportation_date", "detention",
    "asylum_rejection_deadline", "eviction_notice", "title_expiring_7d", "no_money_for_food", "deadline_7d",
)  # fmt: skip

#: Not asked, does not want to say, does not know: three different things (responsibility, section 6).
Status = Literal["known", "refused", "unknown"]


@dataclass(frozen=True)
class Known:
    """What is known about one attribute. ``confirmed``: asked once more, and said again."""

    value: Any
    status: Status = "known"
    confirmed: bool = False


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

    def confirmed(self, attribute: str) -> bool:
        """Whether the person was asked once more and said the same."""
        known = self.by_attribute.get(attribute)
        return known is not None and known.confirmed

    def with_answer(self, attribute: str, value: Any) -> "Facts":
        """The same facts with one more answer."""
        return replace(self, by_attribute={**self.by_attribute, attribute: Known(value)})

    @property
    def hidden_status(self) -> bool:
        """No papers, or the title kept back: then guard G1 holds."""
        kept_back = self.refused("residence_title") or self.value("title_refused") is True
        return kept_back or self.value("residence_title") == "none_undocumented"


@dataclass(frozen=True)
class Reason:
    """Why a destination is named: the key ``<family>.<key>`` of a text, and what stands in it."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)
    family: Literal["reason", "safety", "decision"] = "reason"


@dataclass(frozen=True)
class SafetyAnswer:
    """One safety answer: the rule, its text (key ``safety.<text>``) and whom to turn to, the first first."""

    rule_id: str
    text: str
    contacts: tuple[str, ...]
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One line of the trace: what was looked at, and what came of it.

    ``kind``: rule, assumed, safety, stand_in, guard, model, question. ``result``: yes, no, open; or what was assumed.
    """

    kind: str
    subject: str
    result: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """Somebody is responsible. ``reasons`` has one for the primary and for every secondary destination."""

    primary: str
    rule_id: str
    decided_on: date
    rules_version: str
    secondary: tuple[str, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    urgent: bool = False
    #: The person does not want to say what would decide: a person takes over.
    human: bool = False
    #: Further things to be told.
    notes: tuple[Reason, ...] = ()
    #: Switches on which this turns, and which nobody has confirmed.
    unverified: tuple[str, ...] = ()
    safety: tuple[SafetyAnswer, ...] = ()
    #: What was taken for granted, because nobody said otherwise.
    assumed: Mapping[str, Any] = field(default_factory=dict)
    trace: tuple[Step, ...] = ()

    @property
    def reason(self) -> Reason:
        """Why the primary destination."""
        return self.reasons[self.primary]

    @property
    def named(self) -> frozenset[str]:
        """Everybody who is named."""
        return frozenset((self.primary, *self.secondary))

    @property
    def is_safety(self) -> bool:
        """Whether a safety rule decided."""
        return bool(self.safety)


@dataclass(frozen=True)
class Ask:
    """One more answer is needed: this attribute's."""

    attribute: str
    rule_id: str
    trace: tuple[Step, ...] = ()


type Decision = Decided | Ask

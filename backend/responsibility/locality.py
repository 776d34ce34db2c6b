"""What a municipality sets otherwise, without code. Read with a strict schema from its configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from backend.responsibility.rulebook import Rulebook, Switch

KEYS = frozenset({
    "thresholds", "absent", "not_independent", "intake_model", "own_abh", "own_jugendamt", "night_shelter",
    "answer_hours", "answer_days",
})  # fmt: skip
#: Settings that others than the rules read and check.
ELSEWHERE = frozenset({"recipients", "changes"})


class Misconfigured(ValueError):
    """A municipality's configuration has a key or value that the rules do not know. Says which."""


@dataclass(frozen=True)
class Ruling:
    """What the coordination found out about a switch: confirmed from a day, or that it does not come."""

    status: Literal["confirmed", "denied", "unverified"]
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Locality:
    """A municipality as the rules see it. The default has every service under its general name."""

    thresholds: Mapping[str, int] = field(default_factory=dict)
    #: Destinations that do not exist here.
    absent: frozenset[str] = frozenset()
    #: Destinations whose mark "no duty to report" does not hold here: no independent body runs them.
    not_independent: frozenset[str] = frozenset()
    #: B: first contact here, and referral. A: everybody talks to a case manager first.
    intake_model: Literal["A", "B"] = "B"
    #: Authorities that a town of a Kreis has itself (names only: the directory knows where they are).
    own_offices: frozenset[str] = frozenset()
    #: Telephone number of the emergency night shelter.
    night_shelter: str | None = None
    #: Within how many opening hours a service answers what is urgent, and within how many of its days all else.
    answer_hours: int = 4
    answer_days: int = 3
    #: Who has refused this very person: nobody is sent back there.
    declined_by: frozenset[str] = frozenset()
    rulings: Mapping[str, Ruling] = field(default_factory=dict)

    def switch(self, switch: Switch) -> Switch:
        """The switch as the coordination knows it."""
        ruling = self.rulings.get(switch.id)
        if ruling is None:
            return switch
        return replace(switch, status=ruling.status, start=ruling.start or switch.start, end=ruling.end or switch.end)

    def lacks(self, code: str) -> bool:
        """Whether nobody can be sent there."""
        return code in self.absent or code in self.declined_by


def read(settings: Mapping[str, Any], rulebook: Rulebook, rulings: Mapping[str, Ruling] | None = None) -> Locality:
    """Read a configuration such as ``{"thresholds": {"many_areas": 4}, "absent": ["JMD"], "intake_model": "A"}``.

    Keys: thresholds, absent, not_independent, intake_model, own_abh, own_jugendamt,
    night_shelter, answer_hours, answer_days; those of ``ELSEWHERE`` are passed over. Raises ``Misconfigured``.
    """
    _only_known("key", settings.keys(), KEYS | ELSEWHERE)
    thresholds = settings.get("thresholds", {})
    _only_known("threshold", thresholds.keys(), rulebook.thresholds)
    for key, value in thresholds.items():
        if type(value) is not int or value < 0:
            raise Misconfigured(f"threshold {key} must be a whole number")
    model = settings.get("intake_model", "B")
    if model not in ("A", "B"):
        raise Misconfigured(f"intake_model must be A or B, not {model!r}")
    own = {"ABH": settings.get("own_abh", False), "JUGENDAMT": settings.get("own_jugendamt", False)}
    return Locality(
        thresholds=dict(thresholds),
        absent=_codes("absent", settings, rulebook),
        not_independent=_codes("not_independent", settings, rulebook),
        intake_model=model,
        own_offices=frozenset(code for code, is_own in own.items() if is_own),
        night_shelter=settings.get("night_shelter"),
        answer_hours=_at_least_one("answer_hours", settings, Locality.answer_hours),
        answer_days=_at_least_one("answer_days", settings, Locality.answer_days),
        rulings=dict(rulings or {}),
    )


def _at_least_one(key: str, settings: Mapping[str, Any], usual: int) -> int:
    value = settings.get(key, usual)
    if type(value) is not int or value < 1:
        raise Misconfigured(f"{key} must be a whole number of at least 1")
    return value


def _codes(key: str, settings: Mapping[str, Any], rulebook: Rulebook) -> frozenset[str]:
    codes = frozenset(settings.get(key, ()))
    _only_known("destination", codes, rulebook.destinations)
    everywhere = {code for code in codes if rulebook.destinations[code].everywhere}
    if everywhere:
        raise Misconfigured(f"{key}: {', '.join(sorted(everywhere))} is there in every municipality")
    return codes


def _only_known(what: str, found: Any, known: Any) -> None:
    unknown = set(found) - set(known)
    if unknown:
        raise Misconfigured(f"unknown {what}: {', '.join(sorted(map(str, unknown)))}")

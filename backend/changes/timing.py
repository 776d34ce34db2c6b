"""How long ahead a change is noticed, settled and reminded of: days from ``data/timing.toml``, or the tenant's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from backend.responsibility.locality import Misconfigured

#: Under this name a tenant's settings hold its own days.
SETTING = "changes"
MOST_DAYS = 366


@dataclass(frozen=True)
class Timing:
    """The days of one kind of change."""

    notice: timedelta
    settle: timedelta
    remind: timedelta


PARTS = frozenset(field.name for field in fields(Timing))


@cache
def _defaults() -> Mapping[str, Mapping[str, int]]:
    return tomllib.loads((Path(__file__).parent / "data" / "timing.toml").read_text(encoding="utf-8"))


def timings(settings: Mapping[str, Any]) -> Mapping[str, Timing]:
    """The days of every kind, as a tenant's settings have them. Raises ``Misconfigured`` for an unknown kind or part,
    and for what is no whole number of days of at most a year."""
    own = settings.get(SETTING, {})
    if not isinstance(own, Mapping):
        raise Misconfigured(f"{SETTING} must be a table")
    _only_known("kind of change", own, _defaults())
    return {kind: _timing(kind, days, own.get(kind, {})) for kind, days in _defaults().items()}


def _timing(kind: str, days: Mapping[str, int], own: Any) -> Timing:
    if not isinstance(own, Mapping):
        raise Misconfigured(f"{SETTING}.{kind} must be a table")
    _only_known(f"part of {kind}", own, PARTS)
    for part, number in own.items():
        if type(number) is not int or not 0 <= number <= MOST_DAYS:
            raise Misconfigured(f"{SETTING}.{kind}.{part} must be a whole number of days, at most {MOST_DAYS}")
    return Timing(**{part: timedelta(days=number) for part, number in {**days, **own}.items()})


def _only_known(what: str, found: Mapping[str, Any], known: Any) -> None:
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise Misconfigured(f"unknown {what}: {', '.join(map(str, unknown))}")

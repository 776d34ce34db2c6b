"""Guards over every output (responsibility, G1 to G3): whatever a rule says, these hold."""

from dataclasses import replace

from backend.responsibility.model import Decided, Facts
from backend.responsibility.owners import ASYLUM_TITLES

#: Destinations that need not report people without papers (§ 87 AufenthG). A new destination is not among them.
NO_REPORTING_DUTY = frozenset(
    {
        "FLUECHTLINGSBERATUNG", "RECHTSANWALT", "CLEARING_GESUNDHEIT", "SCHWANGERSCHAFT", "PSZ", "FRAUENBERATUNG",
        "MENSCHENHANDEL", "SUCHTBERATUNG", "SCHULDNERBERATUNG", "EUTB", "ARBEITSRECHT", "ANTIDISKRIMINIERUNG",
        "EHRENAMT", "MBE", "JMD", "HELPLINE_SUICIDE", "HELPLINE_116016", "HELPLINE_MEN", "EMERGENCY_112",
    }
)  # fmt: skip


def guarded(decided: Decided, facts: Facts) -> Decided:
    """The decision with everything removed that this person must not be sent to."""
    return _minors_and_adults(_no_jobcenter_in_asylum(_no_reporting(decided, facts), facts), facts)


def _no_reporting(decided: Decided, facts: Facts) -> Decided:
    """G1. KI_SCHULE is allowed under L4b, JUGENDAMT under M1, the service's own people always."""
    if not facts.hidden_status:
        return decided
    allowed = NO_REPORTING_DUTY | {"MENSCH"} | {"L4b": {"KI_SCHULE"}, "M1": {"JUGENDAMT"}}.get(decided.rule_id, set())
    secondary = tuple(code for code in decided.secondary if code in allowed)
    if decided.primary in allowed:
        return replace(decided, secondary=secondary)
    if facts.refused("residence_title"):
        return replace(decided, primary="MENSCH", reason="N3", secondary=_first("FLUECHTLINGSBERATUNG", secondary))
    return replace(decided, primary="FLUECHTLINGSBERATUNG", reason="L4", secondary=secondary)


def _no_jobcenter_in_asylum(decided: Decided, facts: Facts) -> Decided:
    """G2: Gestattung and Duldung never get the Jobcenter, unless it already accompanies them."""
    if facts.value("residence_title") not in ASYLUM_TITLES or decided.rule_id == "X2":
        return decided
    return _without(decided, "JOBCENTER", "SOZIALAMT")


def _minors_and_adults(decided: Decided, facts: Facts) -> Decided:
    """G3: from 27 never JMD; under 27 never MBE, unless it already accompanies them."""
    age = facts.value("age")
    if age is None:
        return decided
    if age >= 27:
        return _without(decided, "JMD", "MBE")
    return decided if decided.rule_id == "X3" else _without(decided, "MBE", "JMD")


def _without(decided: Decided, unwanted: str, instead: str) -> Decided:
    return replace(
        decided,
        primary=instead if decided.primary == unwanted else decided.primary,
        secondary=tuple(code for code in decided.secondary if code != unwanted),
    )


def _first(code: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (code, *(other for other in others if other != code))

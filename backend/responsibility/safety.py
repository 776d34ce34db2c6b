"""Safety rules S1 to S15: looked at on every message, before consent and before anything else. All that match answer.

A destination is named by its code; who that is in the town, and the numbers, comes from the directory. No urgency flag
ends without a destination: where a rule names nobody else, it is MENSCH, the service's own people.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.responsibility.guards import NO_REPORTING_DUTY
from backend.responsibility.model import Facts
from backend.responsibility.owners import ASYLUM_TITLES

BOTH_HELPLINES = ("HELPLINE_116016", "HELPLINE_MEN")


@dataclass(frozen=True)
class SafetyAnswer:
    """One safety answer: the rule, its text (key ``safety.<text>``) and whom to turn to, the first first."""

    rule_id: str
    text: str
    contacts: tuple[str, ...]


type Answer = Callable[[Facts], SafetyAnswer]


def _minor(facts: Facts) -> bool:
    age = facts.value("age")
    return age is not None and age < 18


def _plain(rule_id: str, *contacts: str) -> Answer:
    return lambda facts: SafetyAnswer(rule_id, rule_id, contacts)


def _violence_now(facts: Facts) -> SafetyAnswer:
    """S2. The gender is never asked first: both helplines are named (§ 34a PolG NRW, GewSchG)."""
    youth = ("JUGENDAMT",) if _minor(facts) else ()
    return SafetyAnswer("S2", "S2", ("POLICE_110", *BOTH_HELPLINES, *youth, "MENSCH"))


def _violence_at_home(facts: Facts) -> SafetyAnswer:
    """S7 for minors (§§ 8(3), 42 SGB VIII), S8 for adults."""
    if _minor(facts):
        return SafetyAnswer("S7", "S7", ("JUGENDAMT", "HELPLINE_116016"))
    return SafetyAnswer("S8", "S8", (*BOTH_HELPLINES, "FRAUENBERATUNG", "MENSCH"))


def _homeless_tonight(facts: Facts) -> SafetyAnswer:
    """S9 (§ 14 OBG NRW, § 42 SGB VIII): the town where the person is must give shelter."""
    if _minor(facts):
        return SafetyAnswer("S9", "S9", ("JUGENDAMT", "MENSCH"))
    if facts.hidden_status:
        return SafetyAnswer("S9", "S9_hidden", ("FLUECHTLINGSBERATUNG", "MENSCH"))
    if facts.value("residence_title") == "asylum_not_registered":
        return SafetyAnswer("S9", "S9", ("ERSTAUFNAHME", "FLUECHTLINGSBERATUNG"))
    return SafetyAnswer("S9", "S9", ("WOHNUNGSNOTFALL", "MENSCH"))


def _eviction(facts: Facts) -> SafetyAnswer:
    """S12 (§ 22(8) SGB II, § 36 SGB XII)."""
    if facts.hidden_status:
        return SafetyAnswer("S12", "S12_hidden", ("FLUECHTLINGSBERATUNG", "MENSCH"))
    return SafetyAnswer("S12", "S12", ("WOHNUNGSNOTFALL", "MENSCH"))


def _title_expiring(facts: Facts) -> SafetyAnswer:
    """S13a (§ 81(4) AufenthG)."""
    advised = facts.hidden_status or facts.value("residence_title") in ASYLUM_TITLES
    return SafetyAnswer("S13a", "S13a", ("FLUECHTLINGSBERATUNG" if advised else "ABH", "MENSCH"))


def _no_food(facts: Facts) -> SafetyAnswer:
    """S14 (§ 42 SGB I): who pays an advance is decided by the intake; until then a person looks at it."""
    if facts.hidden_status:
        return SafetyAnswer("S14", "S14_hidden", ("FLUECHTLINGSBERATUNG", "MENSCH"))
    return SafetyAnswer("S14", "S14", ("MENSCH",))


#: In the order of the rules: the first match is the primary one.
RULES: dict[str, Answer] = {
    "life_danger_medical": _plain("S1", "EMERGENCY_112", "MENSCH"),
    "violence_now": _violence_now,
    "suicide_acute": _plain("S3", "EMERGENCY_112", "HELPLINE_SUICIDE", "MENSCH"),
    "suicide_thoughts": _plain("S4", "HELPLINE_SUICIDE", "MENSCH"),
    "child_endangered": _plain("S5", "JUGENDAMT", "POLICE_110"),
    "trafficking": _plain("S6", "MENSCHENHANDEL", "MENSCH"),
    "violence_partner": _violence_at_home,
    "forced_marriage": _violence_at_home,
    "fgm": _violence_at_home,
    "homeless_tonight": _homeless_tonight,
    "deportation_date": _plain("S10", "FLUECHTLINGSBERATUNG", "RECHTSANWALT"),
    "detention": _plain("S10", "FLUECHTLINGSBERATUNG", "RECHTSANWALT"),
    "asylum_rejection_deadline": _plain("S11", "FLUECHTLINGSBERATUNG", "RECHTSANWALT"),
    "eviction_notice": _eviction,
    "title_expiring_7d": _title_expiring,
    "no_money_for_food": _no_food,
    "deadline_7d": _plain("S15", "MENSCH", "RECHTSANWALT"),
}

#: Destinations that must report people without papers; named to them only with a warning (§ 87 AufenthG).
MUST_REPORT = frozenset({"POLICE_110", "JUGENDAMT"})
_NAMED_IN_DANGER = NO_REPORTING_DUTY | MUST_REPORT | {"MENSCH"}


def safety_answers(flags: Iterable[str], facts: Facts) -> list[SafetyAnswer]:
    """All safety answers for these urgency flags, most urgent first. An unknown flag is treated as a deadline."""
    raised = {flag if flag in RULES else "deadline_7d" for flag in flags}
    answers = [answer(facts) for flag, answer in RULES.items() if flag in raised]
    unique = {answer.text: _guarded(answer, facts) for answer in answers}
    return list(unique.values())


def needs_reporting_warning(answers: Iterable[SafetyAnswer], facts: Facts) -> bool:
    """Whether police or youth office are named to somebody whose papers they would have to report."""
    return facts.hidden_status and any(MUST_REPORT & set(answer.contacts) for answer in answers)


def _guarded(answer: SafetyAnswer, facts: Facts) -> SafetyAnswer:
    if not facts.hidden_status:
        return answer
    named = tuple(code for code in answer.contacts if code in _NAMED_IN_DANGER)
    return SafetyAnswer(answer.rule_id, answer.text, named or ("MENSCH",))

"""Danger: every flag ends somewhere, all matching rules answer, and the most urgent comes first."""

import pytest

from backend.responsibility.model import Facts, Known
from backend.responsibility.safety import RULES, needs_reporting_warning, safety_answers

NOBODY = Facts()
MINOR = Facts.of(age=15)
ADULT = Facts.of(age=30)
HIDDEN = Facts.of(age=30, residence_title="none_undocumented")


@pytest.mark.parametrize("facts", [NOBODY, MINOR, ADULT, HIDDEN])
@pytest.mark.parametrize("flag", RULES)
def test_no_flag_ends_without_a_destination(flag: str, facts: Facts) -> None:
    assert all(answer.contacts for answer in safety_answers([flag], facts))


@pytest.mark.parametrize(
    ("flag", "facts", "rule", "first"),
    [
        ("life_danger_medical", NOBODY, "S1", "EMERGENCY_112"),
        ("violence_now", NOBODY, "S2", "POLICE_110"),
        ("suicide_acute", NOBODY, "S3", "EMERGENCY_112"),
        ("suicide_thoughts", NOBODY, "S4", "HELPLINE_SUICIDE"),
        ("violence_partner", MINOR, "S7", "JUGENDAMT"),
        ("violence_partner", ADULT, "S8", "HELPLINE_116016"),
        ("homeless_tonight", MINOR, "S9", "JUGENDAMT"),
        ("homeless_tonight", ADULT, "S9", "WOHNUNGSNOTFALL"),
        ("homeless_tonight", HIDDEN, "S9", "FLUECHTLINGSBERATUNG"),
        ("eviction_notice", HIDDEN, "S12", "FLUECHTLINGSBERATUNG"),
        ("title_expiring_7d", ADULT, "S13a", "ABH"),
        ("title_expiring_7d", Facts.of(residence_title="duldung"), "S13a", "FLUECHTLINGSBERATUNG"),
        ("never_heard_of", ADULT, "S15", "MENSCH"),
    ],
)
def test_where_danger_leads(flag: str, facts: Facts, rule: str, first: str) -> None:
    (answer,) = safety_answers([flag], facts)
    assert (answer.rule_id, answer.contacts[0]) == (rule, first)


def test_all_matching_rules_answer_the_most_urgent_first() -> None:
    answers = safety_answers(["eviction_notice", "violence_now", "suicide_thoughts"], ADULT)
    assert [answer.rule_id for answer in answers] == ["S2", "S4", "S12"]


def test_both_helplines_are_named_without_asking_for_the_gender() -> None:
    (answer,) = safety_answers(["violence_now"], NOBODY)
    assert {"HELPLINE_116016", "HELPLINE_MEN"} <= set(answer.contacts)


@pytest.mark.parametrize("facts", [HIDDEN, Facts({"residence_title": Known(None, "refused")})])
def test_who_is_without_papers_is_warned_where_the_police_is_named(facts: Facts) -> None:
    assert needs_reporting_warning(safety_answers(["violence_now"], facts), facts)
    assert not needs_reporting_warning(safety_answers(["suicide_thoughts"], facts), facts)


def test_nobody_else_is_warned() -> None:
    assert not needs_reporting_warning(safety_answers(["violence_now"], ADULT), ADULT)

"""The first rules by table: facts on one side of each boundary and on the other."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.questions import NEEDS, TITLES
from backend.responsibility.engine import decide
from backend.responsibility.guards import NO_REPORTING_DUTY
from backend.responsibility.model import Ask, Decided, Facts, Known

DAY = date(2026, 3, 2)
REST = {"municipality": "x", "case_management": "none"}


def decided(**values: Any) -> Decided:
    found = decide(Facts.of(**{**REST, **values}), DAY)
    assert isinstance(found, Decided), found
    return found


@pytest.mark.parametrize(
    ("values", "primary", "rule"),
    [
        ({"needs": ["training"], "age": 12, "unaccompanied": False, "residence_title": "duldung"}, "JMD", "T-training"),
        ({"needs": ["everyday"], "age": 26}, "JMD", "L1"),
        ({"needs": ["everyday"], "age": 27, "residence_title": "refugee_25_1_2a"}, "MBE", "L2"),
        ({"needs": ["everyday"], "age": 27, "residence_title": "duldung"}, "FLUECHTLINGSBERATUNG", "L3"),
        ({"needs": ["school"], "age": 17, "unaccompanied": True}, "JUGENDAMT", "M1"),
        ({"needs": ["school"], "age": 17, "unaccompanied": False}, "KI_SCHULE", "T-school"),
        ({"needs": ["school"], "age": 18}, "KI_SCHULE", "T-school"),
        ({"needs": ["everyday"], "age": 11, "unaccompanied": False}, "MENSCH", "M2"),
        ({"needs": ["work"], "age": 30, "residence_title": "duldung"}, "AGENTUR", "T-work"),
        ({"needs": ["work"], "age": 30, "residence_title": "refugee_25_1_2a", "benefits_drawn": "sgb2"},
         "JOBCENTER", "T-work"),
        ({"needs": ["benefits"], "age": 30, "residence_title": "refugee_25_1_2a", "benefits_drawn": "asylblg"},
         "KIM", "K1"),
        ({"needs": ["work", "housing"], "age": 30, "residence_title": "duldung"}, "KIM", "K1"),
        ({"needs": ["work", "school", "housing"], "age": 30, "residence_title": "niederlassung",
          "benefits_drawn": "none"}, "KIM", "K1"),
        ({"needs": ["work", "school", "housing"], "age": 26, "residence_title": "niederlassung",
          "benefits_drawn": "none"}, "JMD", "K3"),
        ({"needs": ["everyday"], "age": 40, "residence_title": "none_undocumented"}, "FLUECHTLINGSBERATUNG", "L4"),
        ({"needs": ["school"], "age": 40, "residence_title": "none_undocumented"}, "KI_SCHULE", "L4b"),
        ({"needs": ["everyday"], "age": 20, "case_management": "jmd"}, "JMD", "X1"),
        ({"needs": ["everyday"], "age": 40, "residence_title": "duldung", "case_management": "kim"}, "KIM", "X4"),
        ({"needs": ["everyday"], "age": 30, "residence_title": "abroad"}, "HOTLINE_ALD", "L8"),
        ({"needs": ["asylum_procedure"], "age": 30, "residence_title": "asylum_not_registered"}, "ERSTAUFNAHME", "L7"),
    ],
)  # fmt: skip
def test_who_is_responsible(values: dict[str, Any], primary: str, rule: str) -> None:
    found = decided(**values)
    assert (found.primary, found.rule_id) == (primary, rule)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, "needs"),
        ({"needs": ["work"]}, "age"),
        ({"needs": ["work"], "age": 30}, "residence_title"),
        ({"needs": ["school"], "age": 17}, "unaccompanied"),
        ({"needs": ["school"], "age": 30}, "municipality"),
        ({"needs": ["school"], "age": 30, "municipality": "x"}, "case_management"),
        ({"needs": ["work"], "age": 30, "residence_title": "niederlassung", **REST}, "benefits_drawn"),
    ],
)
def test_the_question_that_decides(values: dict[str, Any], asked: str) -> None:
    assert decide(Facts.of(**values), DAY) == Ask(asked, decide(Facts.of(**values), DAY).rule_id)


def test_a_refused_title_leads_to_a_person_and_names_no_authority() -> None:
    facts = Facts(
        {
            "needs": Known(["work"]),
            "age": Known(30),
            "residence_title": Known(None, "refused"),
            **Facts.of(**REST).by_attribute,
        }
    )
    found = decide(facts, DAY)
    assert isinstance(found, Decided)
    assert found.primary == "MENSCH"
    assert set(found.secondary) <= NO_REPORTING_DUTY


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 7, 1)])
def test_from_the_planned_change_of_law_on_both_offices_are_named(day: date) -> None:
    facts = Facts.of(needs=["benefits"], age=30, residence_title="temp_protection_24", **REST)
    found = decide(facts, day)
    assert isinstance(found, Decided)
    named = {found.primary, *found.secondary}
    assert ("SOZIALAMT" in named) == (day >= date(2026, 7, 1))
    assert "JOBCENTER" in named


constellations = st.fixed_dictionaries(
    {
        "needs": st.lists(st.sampled_from(NEEDS), min_size=1, max_size=4, unique=True),
        "age": st.integers(0, 90),
        "residence_title": st.sampled_from(TITLES),
    },
    optional={
        "unaccompanied": st.booleans(),
        "municipality": st.just("x"),
        "case_management": st.sampled_from(["none", "jmd", "mbe", "kim", "jugendamt", "jobcenter_fallmanagement"]),
        "benefits_drawn": st.sampled_from(["asylblg", "sgb2", "alg1", "sgb12", "none"]),
    },
)


@given(constellations)
def test_people_without_papers_are_sent_to_nobody_who_must_report_them(values: dict[str, Any]) -> None:
    found = decide(Facts.of(**{**values, "residence_title": "none_undocumented"}), DAY)
    if isinstance(found, Decided):
        exceptions = {"L4b": {"KI_SCHULE"}, "M1": {"JUGENDAMT"}}.get(found.rule_id, set())
        assert {found.primary, *found.secondary} <= NO_REPORTING_DUTY | {"MENSCH"} | exceptions


@given(constellations)
def test_age_decides_between_the_two_migration_services(values: dict[str, Any]) -> None:
    found = decide(Facts.of(**values), DAY)
    if isinstance(found, Decided):
        named = {found.primary, *found.secondary}
        assert "JMD" not in named or values["age"] < 27
        assert "MBE" not in named or values["age"] >= 27 or found.rule_id == "X3"


@given(constellations)
def test_questions_come_to_an_end(values: dict[str, Any]) -> None:
    known = dict(values)
    answers = {"unaccompanied": False, "municipality": "x", "case_management": "none", "benefits_drawn": "none"}
    for _ in range(6):
        found = decide(Facts.of(**known), DAY)
        if isinstance(found, Decided):
            return
        known[found.attribute] = answers[found.attribute]
    raise AssertionError("still asking")

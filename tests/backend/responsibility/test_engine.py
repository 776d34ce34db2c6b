"""How a decision is made: which question comes next and which never comes, what is assumed and shown, what is the same
again tomorrow. Who is responsible in every single case stands in the tables of ``test_rules_by_table.py``."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.responsibility.conditions import Vocabulary, read
from backend.responsibility.engine import decide, to_confirm
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Ask, Decided, Decision, Facts, Known, Step
from backend.responsibility.rulebook import Rulebook

DAY = date(2026, 3, 2)
ADULT, YOUNG, CHILD = "1990-05-01", "2005-05-01", "2016-05-01"
REFUSED, UNKNOWN = Known(None, "refused"), Known(None, "unknown")
CONFIRMED = Known("duldung", confirmed=True)


def facts(**values: Any) -> Facts:
    return Facts({name: value if isinstance(value, Known) else Known(value) for name, value in values.items()})


def outcome(found: Decision) -> str:
    """Whom a decision names first, or what is asked: "?attribute"."""
    return f"?{found.attribute}" if isinstance(found, Ask) else found.primary


def said(day: date = DAY, **values: Any) -> str:
    return outcome(decide(facts(**values), day))


def decided(day: date = DAY, **values: Any) -> Decided:
    found = decide(facts(**values), day)
    assert isinstance(found, Decided), found
    return found


@pytest.mark.parametrize(
    ("values", "primary", "rule"),
    [
        ({"needs": ("everyday",), "birth_date": ADULT, "residence_title": "refugee_25_1_2a"}, "MBE", "L2"),
        ({"needs": ("everyday",), "birth_date": ADULT, "residence_title": "duldung"}, "FLUECHTLINGSBERATUNG", "L3"),
        ({"needs": ("school",), "birth_date": "2009-06-01", "unaccompanied": True}, "JUGENDAMT", "M1"),
        ({"needs": ("school",), "birth_date": ADULT}, "KI_SCHULE", "T-school"),
        ({"needs": ("work",), "birth_date": ADULT, "residence_title": "duldung"}, "AGENTUR", "T-work"),
        ({"needs": ("work", "housing"), "birth_date": ADULT, "residence_title": "duldung"}, "KIM", "K1"),
        ({"needs": ("everyday",), "birth_date": ADULT, "residence_title": "duldung", "case_management": "kim"},
         "KIM", "X4"),
        ({"needs": ("everyday",), "residence_title": "none_undocumented"}, "FLUECHTLINGSBERATUNG", "L4"),
        ({"needs": ("everyday",), "residence_title": "abroad"}, "HOTLINE_ALD", "L8"),
        ({"urgency_flags": ("life_danger_medical",)}, "EMERGENCY_112", "S1"),
    ],
)  # fmt: skip
def test_who_is_responsible(values: dict[str, Any], primary: str, rule: str) -> None:
    found = decided(**values)
    assert (found.primary, found.rule_id) == (primary, rule)


@pytest.mark.parametrize(
    ("born", "service"),
    [("1999-03-03", "JMD"), ("1999-03-02", "MBE"), ("2014-03-02", "JMD"), ("1999-04", "JMD"), ("1999-02", "MBE")],
)
def test_age_decides_between_the_two_migration_services(born: str, service: str) -> None:
    found = decided(needs=("everyday",), birth_date=born, residence_title="niederlassung", unaccompanied=False)
    assert found.primary == service
    assert not {"JMD", "MBE"} - {service} & found.named


# Which question comes next.


@pytest.mark.parametrize(
    ("values", "asked", "rule"),
    [
        ({}, "needs", "N1"),
        ({"needs": ()}, "needs", "N1"),
        ({"residence_title": "duldung"}, "needs", "N1"),
        ({"needs": ("everyday",)}, "birth_date", "L5"),
        ({"needs": ("everyday",), "birth_date": ADULT}, "residence_title", "L2"),
        ({"needs": ("work",)}, "residence_title", "N2"),
        ({"needs": ("work",), "residence_title": "niederlassung"}, "benefits_drawn", "T-work"),
        ({"needs": ("asylum_procedure",), "residence_title": "duldung"}, "lives_in", "T-asylum_procedure"),
        ({"needs": ("school",), "birth_date": "2009-06-01"}, "unaccompanied", "M1"),
        ({"birth_date": CHILD}, "writing_for", "M2"),
        ({"case_management": "jmd"}, "birth_date", "X1"),
        ({"case_management": "jugendamt"}, "needs", "X5"),
        ({"needs": ("work", "housing"), "residence_title": "duldung"}, "birth_date", "K1"),
        ({"needs": ("benefits",), "birth_date": ADULT, "residence_title": "eu_citizen", "benefits_drawn": "none"},
         "eu_status", "T-benefits"),
    ],
)  # fmt: skip
def test_the_question_that_decides(values: dict[str, Any], asked: str, rule: str) -> None:
    found = decide(facts(**values), DAY)
    assert isinstance(found, Ask), found
    assert (found.attribute, found.rule_id) == (asked, rule)
    assert found.trace[-1] == Step("question", asked, "open")


EU_MONEY = {"needs": ("benefits",), "residence_title": "eu_citizen"}


def test_of_several_questions_the_one_is_asked_whose_answers_settle_most() -> None:
    """The age stands before the benefits in the order of questions, but settles nothing alone: whoever gets money from
    an office is sent there at any age."""
    order = {name: attribute.order for name, attribute in rulebook().attributes.items()}
    assert order["birth_date"] < order["benefits_drawn"]
    assert said(**EU_MONEY) == "?benefits_drawn"
    by_age = [said(**EU_MONEY, birth_date=born) for born in (ADULT, YOUNG)]
    assert by_age == ["?benefits_drawn"] * 2
    by_benefits = [said(**EU_MONEY, benefits_drawn=value) for value in ("alg1", "sgb2", "sgb12")]
    assert by_benefits == ["AGENTUR", "JOBCENTER", "SOZIALAMT"]


def asking_in_order(*attributes: str) -> Rulebook:
    """The real rules, with other places for these in the order of questions."""
    book = rulebook()
    places = {name: replace(book.attributes[name], order=place) for place, name in enumerate(attributes, 1)}
    return replace(book, attributes={**book.attributes, **places})


def test_the_order_does_not_bring_forward_what_settles_less() -> None:
    book = asking_in_order("birth_date", "eu_status", "benefits_drawn")
    assert outcome(decide(facts(**EU_MONEY), DAY, book=book)) == "?benefits_drawn"


@pytest.mark.parametrize("order", [("in_school", "literate_latin"), ("literate_latin", "in_school")])
@pytest.mark.parametrize("condition", ["in_school or literate_latin", "literate_latin or in_school"])
def test_of_questions_that_settle_equally_much_the_order_decides(order: tuple[str, str], condition: str) -> None:
    book = asking_in_order(*order)
    words = Vocabulary(frozenset(order), {})
    rule = replace(book.rules[0], when=read(condition, words), asks=frozenset(order), to="EHRENAMT")
    assert outcome(decide(Facts(), DAY, book=replace(book, rules=(rule, *book.rules)))) == f"?{order[0]}"


def test_a_question_that_settles_more_goes_before_one_that_is_earlier_in_the_order() -> None:
    """A yes to either settles it; a no to the second does, too."""
    book = asking_in_order("in_school", "literate_latin")
    words = Vocabulary(frozenset({"in_school", "literate_latin"}), {})
    alone = replace(book.rules[0], when=read("not literate_latin", words), asks=frozenset(), to="EUTB")
    either = read("in_school or literate_latin", words)
    rule = replace(book.rules[0], when=either, asks=frozenset({"in_school", "literate_latin"}), to="EHRENAMT")
    asked = outcome(decide(Facts(), DAY, book=replace(book, rules=(alone, rule, *book.rules))))
    assert asked == "?literate_latin"


# Which questions never come.


@pytest.mark.parametrize(
    "values",
    [
        {"needs": ("recognition",), "birth_date": ADULT},
        {"needs": ("debts",)},
        {"needs": ("school", "debts", "recognition")},  # one person plans it all at every age
        {"needs": ("everyday",), "residence_title": "none_undocumented"},
        {"needs": ("work",), "residence_title": "abroad"},
        {"case_management": "mbe"},
        {"case_management": "kim"},
        {"needs": ("work",), "residence_title": "duldung"},  # the employment agency, whoever pays
        {"needs": ("housing",), "benefits_drawn": "sgb2"},
        {"needs": ("health_general",), "residence_title": "duldung"},
    ],
)
def test_nothing_is_asked_where_no_answer_changes_who_is_responsible(values: dict[str, Any]) -> None:
    assert not said(**values).startswith("?")


@pytest.mark.parametrize("answer", [REFUSED, UNKNOWN, Known("none")])
@pytest.mark.parametrize("attribute", ["benefits_drawn", "case_management"])
def test_what_was_answered_is_not_asked_again_whatever_the_answer(attribute: str, answer: Known) -> None:
    told = {"needs": ("work",), "residence_title": "niederlassung", "birth_date": ADULT, "benefits_drawn": "none"}
    assert not said(**{**told, attribute: answer}).startswith("?")


def test_nothing_but_an_urgent_matter_goes_before_the_questions() -> None:
    told = {"needs": ("benefits",), "urgency_flags": ("deadline_7d",)}
    assert said(**told) == "MENSCH"
    assert outcome(decide(facts(**told), DAY, danger=False)) == "?residence_title"


# Not asked, does not want to say, does not know.


@pytest.mark.parametrize(
    ("attribute", "told", "unasked", "refused", "unknown"),
    [
        ("needs", {}, "?needs", "MENSCH", None),
        ("birth_date", {"needs": ("everyday",), "residence_title": "niederlassung"}, "?birth_date", "MENSCH", "MENSCH"),
        ("birth_date", {"needs": ("work", "housing"), "residence_title": "duldung"}, "?birth_date", "MENSCH", "MENSCH"),
        ("residence_title", {"needs": ("work",)}, "?residence_title", "MENSCH", "?benefits_drawn"),
        ("residence_title", {"needs": ("everyday",), "birth_date": ADULT}, "?residence_title", "MENSCH", "MENSCH"),
        ("unaccompanied", {"needs": ("school",), "birth_date": "2009-06-01"},
         "?unaccompanied", "JUGENDAMT", "JUGENDAMT"),
        ("benefits_drawn", {"needs": ("work",), "residence_title": "niederlassung", "birth_date": ADULT},
         "?benefits_drawn", "JOBCENTER", "JOBCENTER"),
        ("benefits_drawn", {"needs": ("work",), "residence_title": "visa_short", "birth_date": ADULT},
         "?benefits_drawn", "AGENTUR", "AGENTUR"),
        ("lives_in", {"needs": ("asylum_procedure",), "residence_title": "duldung", "birth_date": ADULT},
         "?lives_in", "FLUECHTLINGSBERATUNG", "FLUECHTLINGSBERATUNG"),
        ("eu_status", {**EU_MONEY, "benefits_drawn": "none", "birth_date": ADULT}, "?eu_status", "MBE", "MBE"),
        ("case_management", {"needs": ("debts",)}, "SCHULDNERBERATUNG", "SCHULDNERBERATUNG", "SCHULDNERBERATUNG"),
        ("responsibility_unclear", {"needs": ("debts",)}, "SCHULDNERBERATUNG", "SCHULDNERBERATUNG",
         "SCHULDNERBERATUNG"),
    ],
)  # fmt: skip
def test_a_missing_answer_means_what_kind_of_missing_it_is(
    attribute: str, told: dict[str, Any], unasked: str, refused: str, unknown: str | None
) -> None:
    assert said(**told) == unasked
    assert said(**told, **{attribute: REFUSED}) == refused
    assert unknown is None or said(**told, **{attribute: UNKNOWN}) == unknown


def test_only_a_refusal_of_the_title_hides_authorities() -> None:
    told = {"needs": ("work",), "birth_date": ADULT, "benefits_drawn": "none"}
    refused, unknown = decided(**told, residence_title=REFUSED), decided(**told, residence_title=UNKNOWN)
    assert (refused.primary, refused.human, refused.rule_id) == ("MENSCH", True, "N3")
    assert refused.named <= rulebook().no_reporting_duty | {"MENSCH"}
    assert (unknown.primary, unknown.human) == ("AGENTUR", False)
    kept_back = decided(**told, title_refused=True)
    assert (kept_back.primary, kept_back.secondary) == (refused.primary, refused.secondary)


# What is assumed is shown.


def test_what_was_taken_for_granted_is_shown() -> None:
    found = decided(needs=("debts",), birth_date=ADULT, residence_title="duldung", lives_in=REFUSED)
    assert found.assumed["case_management"] == "none"
    assert found.assumed["lives_in"] == "municipality"
    assert found.assumed["responsibility_unclear"] is False
    assert Step("assumed", "lives_in", "municipality") in found.trace
    assert Step("assumed", "age_disputed", "false") in found.trace


def test_what_was_said_is_not_called_an_assumption() -> None:
    told = {"case_management": "none", "lives_in": "municipality", "age_disputed": False}
    found = decided(needs=("debts",), birth_date=ADULT, residence_title="duldung", **told)
    assert not told.keys() & found.assumed.keys()


def test_an_assumption_is_shown_only_where_a_rule_looked() -> None:
    found = decided(residence_title="abroad", needs=("work",))
    assert "responsibility_unclear" not in found.assumed


# A mistake of data is asked about, once (G2).

FALLMANAGEMENT = {"needs": ("work",), "birth_date": ADULT, "case_management": "jobcenter_fallmanagement"}


@pytest.mark.parametrize("title", ["duldung", "aufenthaltsgestattung"])
def test_a_tolerated_person_with_a_job_centre_case_manager_is_asked_for_the_title_once_more(title: str) -> None:
    found = decide(facts(**FALLMANAGEMENT, residence_title=title), DAY)
    assert isinstance(found, Ask)
    assert (found.attribute, found.rule_id) == ("residence_title", "G2")


@pytest.mark.parametrize(
    ("answer", "primary"), [(CONFIRMED, "AGENTUR"), (Known("niederlassung"), "JOBCENTER"), (REFUSED, "MENSCH")]
)
def test_the_second_answer_is_taken(answer: Known, primary: str) -> None:
    found = decided(**FALLMANAGEMENT, residence_title=answer)
    assert found.primary == primary
    assert ("JOBCENTER" in found.named) is (primary == "JOBCENTER")


def test_needs_that_the_job_centre_does_not_care_for_raise_no_doubt() -> None:
    found = decided(**{**FALLMANAGEMENT, "needs": ("debts",)}, residence_title="duldung")
    assert found.primary == "SCHULDNERBERATUNG"
    assert "JOBCENTER" not in found.named


# A child's age (M2), and birth dates without a day.


@pytest.mark.parametrize("writer", ["parent", "child", "other"])
def test_where_a_child_is_written_for_the_adult_is_the_client(writer: str) -> None:
    told = {"needs": ("everyday",), "writing_for": writer, "residence_title": "niederlassung"}
    assert said(**told, birth_date=CHILD) == "?birth_date"
    assert said(**told, birth_date=ADULT) == "MBE"
    assert said(**told, birth_date=REFUSED) == "MENSCH"


def test_a_child_who_writes_alone_gets_a_person_and_the_youth_line() -> None:
    told = {"needs": ("everyday",), "birth_date": CHILD}
    assert said(**told) == "?writing_for"
    assert said(**told, writing_for="self") == "?unaccompanied"
    found = decided(**told, writing_for="self", unaccompanied=False)
    assert (found.primary, found.secondary, found.rule_id, found.urgent) == (
        "MENSCH",
        ("HELPLINE_SUICIDE",),
        "M2",
        True,
    )
    alone = decided(**told, writing_for="self", unaccompanied=True)
    assert (alone.primary, alone.rule_id, alone.urgent) == ("JUGENDAMT", "M1", True)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1999-03", "?birth_date"),
        ("1999", "?birth_date"),
        ("1999-04", "JMD"),
        ("1999-02", "MBE"),
        ("1998", "MBE"),
        ("2001", "JMD"),
    ],
)
def test_the_day_of_birth_is_asked_only_near_a_boundary(born: str, expected: str) -> None:
    assert said(needs=("everyday",), birth_date=born, residence_title="niederlassung") == expected


def test_the_day_of_birth_is_not_asked_where_it_changes_nothing() -> None:
    assert said(needs=("debts",), birth_date="1999-03", residence_title="niederlassung") == "SCHULDNERBERATUNG"


def test_near_twelve_the_day_decides_whether_a_child_writes() -> None:
    told = {"needs": ("everyday",), "unaccompanied": False, "residence_title": "niederlassung"}
    assert said(**told, birth_date="2014-03") == "?birth_date"
    assert said(**told, birth_date="2014-03-02") == "JMD"
    assert said(**told, birth_date="2014-03-03") == "?writing_for"


@pytest.mark.parametrize(("born", "primary"), [("1959-12", "SOZIALAMT"), ("1960-01-02", "JOBCENTER")])
def test_the_pension_age_decides_between_the_two_offices(born: str, primary: str) -> None:
    told = {"needs": ("benefits",), "residence_title": "refugee_25_1_2a", "benefits_drawn": "none"}
    assert said(**told, birth_date=born) == primary


# The day of the decision.


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 7, 1)])
def test_from_the_planned_change_of_law_on_both_offices_are_named(day: date) -> None:
    told = {"needs": ("benefits",), "birth_date": ADULT, "residence_title": "temp_protection_24",
            "sec24_first_issued": date(2025, 4, 1), "benefits_drawn": "none"}  # fmt: skip
    found = decided(day, **told)
    changed = day >= date(2026, 7, 1)
    assert "JOBCENTER" in found.named
    assert ("SOZIALAMT" in found.named) is ("KIM" in found.named) is changed
    assert found.unverified == (("lrag",) if changed else ())
    old = decided(day, **{**told, "sec24_first_issued": date(2025, 3, 31)})
    assert (old.primary, old.unverified) == ("JOBCENTER", ())


@pytest.mark.parametrize(
    ("ruling", "primary", "unverified"),
    [
        (None, "JOBCENTER", ("lrag",)),
        (Ruling("confirmed", date(2026, 7, 1)), "SOZIALAMT", ()),
        (Ruling("confirmed", date(2026, 8, 1)), "JOBCENTER", ()),
        (Ruling("unverified", date(2026, 8, 1)), "JOBCENTER", ()),
        (Ruling("denied"), "JOBCENTER", ()),
    ],
)
def test_what_staff_found_out_about_the_law_goes_before_what_is_planned(
    ruling: Ruling | None, primary: str, unverified: tuple[str, ...]
) -> None:
    told = facts(
        needs=("benefits",), birth_date=ADULT, residence_title="temp_protection_24", benefits_drawn="none",
        sec24_first_issued=date(2025, 4, 1),
    )  # fmt: skip
    found = decide(told, date(2026, 7, 15), Locality(rulings={"lrag": ruling} if ruling else {}))
    assert isinstance(found, Decided)
    assert (found.primary, found.unverified) == (primary, unverified)


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    book = rulebook()
    limited = [
        replace(rule, valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 2)) if rule.id == "L1" else rule
        for rule in book.rules
    ]
    told = facts(needs=("everyday",), birth_date=YOUNG, residence_title="niederlassung")
    for day, primary in [
        (date(2025, 12, 31), "MENSCH"),
        (date(2026, 1, 1), "JMD"),
        (date(2026, 3, 2), "JMD"),
        (date(2026, 3, 3), "MENSCH"),
    ]:
        assert outcome(decide(told, day, book=replace(book, rules=tuple(limited)))) == primary


def test_a_decision_says_when_and_by_which_rules_it_was_made() -> None:
    for day in (DAY, date(2020, 2, 29)):
        for more in ({}, {"urgency_flags": ("fgm",)}):
            found = decided(day, needs=("debts",), **more)
            assert (found.decided_on, found.rules_version) == (day, rulebook().version)


def test_the_same_facts_on_the_same_day_give_the_same_decision() -> None:
    told = {"needs": ("work", "housing"), "birth_date": "1999-03-02", "residence_title": "duldung"}
    assert decide(facts(**told), DAY) == decide(facts(**dict(reversed(told.items()))), DAY)
    assert decide(facts(needs=("work",)), DAY) == decide(facts(needs=("work",)), DAY)


def test_deciding_leaves_the_facts_as_they_are() -> None:
    told = facts(needs=("work", "housing"), residence_title="duldung")
    before = dict(told.by_attribute)
    decide(told, DAY)
    to_confirm(told, DAY)
    assert told.by_attribute == before


# What is asked before anybody is told, although the decision stands.


@pytest.mark.parametrize(
    ("values", "attribute"),
    [
        ({"needs": ("school",)}, "birth_date"),
        ({"needs": ("school",), "birth_date": ADULT}, "case_management"),
        ({"needs": ("school",), "birth_date": ADULT, "case_management": "none"}, None),
        ({"needs": ("school",), "birth_date": ADULT, "case_management": UNKNOWN}, None),
        ({"needs": ("school",), "birth_date": ADULT, "case_management": REFUSED}, None),
        ({"needs": ("health_general",), "birth_date": ADULT, "residence_title": "duldung"}, "lives_in"),
        ({"needs": ("health_general",), "birth_date": ADULT, "residence_title": "duldung", "lives_in": "private"},
         "case_management"),
        ({"needs": ("work", "school", "debts"), "birth_date": YOUNG, "residence_title": "refugee_25_1_2a",
          "case_management": "none"}, "benefits_drawn"),
        ({"needs": ("work", "school", "debts"), "birth_date": YOUNG, "residence_title": "refugee_25_1_2a",
          "case_management": "none", "benefits_drawn": "none"}, "children"),
        ({"needs": ("everyday",), "residence_title": "none_undocumented", "birth_date": ADULT}, None),
        ({"needs": ("work",), "residence_title": "abroad"}, None),
    ],
)  # fmt: skip
def test_an_assumption_is_asked_about_only_where_the_answer_could_name_somebody_else(
    values: dict[str, Any], attribute: str | None
) -> None:
    assert to_confirm(facts(**values), DAY) == attribute
